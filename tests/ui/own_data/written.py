"""Small tables as people write them, with what a person reads in them. All numbers invented."""

# ruff: noqa: E501 - a table and what is read in it stand in one line

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

NONE = float("nan")


@dataclasses.dataclass(frozen=True)
class Case:
    """A table, its columns as numbers, and words that must be among what is said of it."""

    text: str | bytes
    reads: dict[str, list[float]]
    says: tuple[str, ...] = ()
    silent: bool = False
    """Whether nothing at all is to be said."""

    @property
    def content(self) -> bytes:
        return self.text if isinstance(self.text, bytes) else self.text.encode()


def case(text: str | bytes, *says: str, silent: bool = False, **reads: list[float]) -> Case:
    return Case(text, reads, says, silent)


def of(text: str | bytes, reads: dict[str, list[float]], *says: str) -> Case:
    return Case(text, reads, says)


XY: dict[str, Any] = {"x": [1.5, -3.0, 2.25], "y": [2.0, 400.0, 7.5]}
THOUSANDS: dict[str, Any] = {"a": [640.0, 1150.0, 12730.0], "p": [98500.0, 1410000.0, 251.0]}
TWO_WAYS = "can be read in two ways"

CASES = {
    # ---- marks between thousands, and decimal marks ----
    "comma thousands, tabs": case("a\tp\n640\t98,500\n1,150\t1,410,000\n12,730\t251\n", **THOUSANDS),
    "point thousands, tabs": case("a\tp\n640\t98.500\n1.150\t1.410.000\n12.730\t251\n", **THOUSANDS),
    "point thousands, semicolons": case("a;p\n640;98.500\n1.150;1.410.000\n12.730;251\n", **THOUSANDS),
    "quoted comma thousands": case('a,p\n640,"98,500"\n"1,150","1,410,000"\n"12,730",251\n', **THOUSANDS),
    "blank thousands": case("a;p\n640;98 500\n1 150;1 410 000\n12 730;251\n", silent=True, **THOUSANDS),
    "no-break blank": case("a;p\n640;98\u00a0500\n1\u00a0150;1\u00a0410\u00a0000\n12\u00a0730;251\n", silent=True, **THOUSANDS),
    "narrow blank": case("a\tp\n640\t98\u202f500\n1\u202f150\t1\u202f410\u202f000\n12\u202f730\t251\n", silent=True, **THOUSANDS),
    "thin blank": case("a,p\n640,98\u2009500\n1\u2009150,1\u2009410\u2009000\n12\u2009730,251\n", silent=True, **THOUSANDS),
    "figure blank": case("a,p\n640,98\u2007500\n1\u2007150,1\u2007410\u2007000\n12\u2007730,251\n", silent=True, **THOUSANDS),
    "apostrophe": case("a;p\n640;98'500\n1'150;1'410'000\n12'730;251\n", silent=True, **THOUSANDS),
    "raised apostrophe": case("a;p\n640;98’500\n1’150;1’410’000\n12’730;251\n", silent=True, **THOUSANDS),
    "Swiss amounts": case("a;p\n1'150.50;CHF 98'500.00\n640.25;CHF 251.50\n", "is in CHF", a=[1150.5, 640.25], p=[98500.0, 251.5]),
    "Indian groups": case('a,p\n"1,00,000",5\n"12,34,567.50",6\n"98,500",7\n', a=[100000.0, 1234567.5, 98500.0], p=[5.0, 6.0, 7.0]),
    "German": case("x;y\n1.234,5;0,25\n640,0;1,5\n-12.730,25;100\n", silent=True, x=[1234.5, 640.0, -12730.25], y=[0.25, 1.5, 100.0]),
    "French": case("x;y\n1 234,5;0,25\n640,0;1,5\n", silent=True, x=[1234.5, 640.0], y=[0.25, 1.5]),
    "American": case('x,y\n"1,234.5",0.25\n640.0,1.5\n', silent=True, x=[1234.5, 640.0], y=[0.25, 1.5]),
    "decimal commas, tabs": case("x\ty\n1,5\t2\n-3\t400\n2,25\t7,5\n", silent=True, **XY),
    "decimal commas, blanks": case("x y\n1,5 2\n-3 400\n2,25 7,5\n", silent=True, **XY),
    "decimal commas, bars": case("x|y\n1,5|2\n-3|400\n2,25|7,5\n", silent=True, **XY),
    "quoted decimal commas, commas": case('x,y\n"1,5",2\n-3,400\n"2,25","7,5"\n', silent=True, **XY),
    "one sure cell decides for the column": case("x\ty\n1.234\t1\n2.5\t2\n3.125\t3\n", silent=True, x=[1.234, 2.5, 3.125], y=[1.0, 2.0, 3.0]),
    "one sure comma decides for the column": case("x\ty\n1,234\t1\n2,5\t2\n3,125\t3\n", silent=True, x=[1.234, 2.5, 3.125], y=[1.0, 2.0, 3.0]),
    "a long group decides for the column": case("x\ty\n1.234\t1\n1.234.567\t2\n", silent=True, x=[1234.0, 1234567.0], y=[1.0, 2.0]),
    "nought before the mark decides": case("x\ty\n0,125\t1\n1,250\t2\n", silent=True, x=[0.125, 1.25], y=[1.0, 2.0]),
    "another column decides": case("x\ty\n1.234\t0,5\n2.345\t1,5\n", f"'x' {TWO_WAYS}", "'1.234' was read as 1234, not as 1.234", "elsewhere", x=[1234.0, 2345.0], y=[0.5, 1.5]),
    "a comma alone is a guess": case("x\ty\n1,234\t1\n2,345\t2\n", f"'x' {TWO_WAYS}", "'1,234' was read as 1234, not as 1.234", "guess", x=[1234.0, 2345.0], y=[1.0, 2.0]),
    "a point alone is a guess": case("x,y\n1.234,1\n2.345,2\n", f"'x' {TWO_WAYS}", "'1.234' was read as 1.234, not as 1234", x=[1.234, 2.345], y=[1.0, 2.0]),
    "amounts have no three cents": case("x;y\n1.234 €;1\n2.345 €;2\n", TWO_WAYS, "is in €", x=[1234.0, 2345.0], y=[1.0, 2.0]),
    "what does not fit the column is no number": of("x;y\n1,5;1\n2,5;2\n3.5;3\n4,5;4\n", {"x": [1.5, 2.5, NONE, 4.5]}, "decimal comma"),
    # ---- signs ----
    "minus": case("x,y\n\u22123,9\n\u20131,1\n0,0\n2,4\n", silent=True, x=[-3.0, -1.0, 0.0, 2.0], y=[9.0, 1.0, 0.0, 4.0]),
    "hyphens and dashes": case("x,y\n\u20103,1\n\u20112,2\n\u20124,3\n\u20145,4\n\uff0d6,5\n", x=[-3.0, -2.0, -4.0, -5.0, -6.0]),
    "brackets": case('x,y\n(3.5),1\n"(1,250.00)",2\n4.0,3\n', silent=True, x=[-3.5, -1250.0, 4.0]),
    "minus behind": case("x,y\n3.5-,1\n2.0,2\n4.0,3\n", silent=True, x=[-3.5, 2.0, 4.0]),
    "plus": case("x;y\n+3,5;1\n+2;2\n-4;3\n", silent=True, x=[3.5, 2.0, -4.0]),
    "minus and blank": case("x;y\n- 3,5;1\n2;2\n", silent=True, x=[-3.5, 2.0]),
    "no cents": case("x;y\n12,-;1\n7,--;2\n8,50;3\n3,- €;4\n€ 4,–;5\n", x=[12.0, 7.0, 8.5, 3.0, 4.0]),
    "no cents in Switzerland": case("x;y\n12.-;1\n7.--;2\n8.50;3\n-3.–;4\n", silent=True, x=[12.0, 7.0, 8.5, -3.0]),
    "a footnote": case("x,y\n5*,1\n6,2\n7.5**,3\n8[1],4\n9†,5\n", "'5*' was read as 5", x=[5.0, 6.0, 7.5, 8.0, 9.0]),
    # ---- what stands beside the digits ----
    "dollars": case('x,y\n"$1,150.50",1\n$870,2\n-$20,3\n($5.25),4\n', "'x' is in $", x=[1150.5, 870.0, -20.0, -5.25]),
    "euros behind": case("x;y\n1.150,50 €;1\n870 €;2\n-20,00 €;3\n", "'x' is in €", x=[1150.5, 870.0, -20.0]),
    "letters for euros": case("x;y\nEUR 1.150,50;1\n870,00 EUR;2\n", "'x' is in €", x=[1150.5, 870.0]),
    "reais": case("x;y\nR$ 1.150,50;1\nR$ 870,00;2\n", "'x' is in R$", x=[1150.5, 870.0]),
    "crowns": case("x;y\n1 150,50 kr;1\n870,00 kr;2\n", "'x' is in kr", x=[1150.5, 870.0]),
    "American dollars": case("x,y\nUS$5.50,1\nUS$7,2\n", "'x' is in $", x=[5.5, 7.0]),
    "rupees": case('x,y\n"\u20b91,00,000",1\n"\u20b998,500",2\n', "'x' is in \u20b9", x=[100000.0, 98500.0]),
    "percent": case("x,y\n11%,1\n7.5 %,2\n-3%,3\n", "'x' is in %", x=[11.0, 7.5, -3.0]),
    "percent in front": case("x;y\n%11;1\n%7,5;2\n", "'x' is in %", x=[11.0, 7.5]),
    "per mille": case("x;y\n0,5 ‰;1\n1,2 ‰;2\n", "'x' is in ‰", x=[0.5, 1.2]),
    "percent for some": case("x,y\n11%,1\n7.5,2\n3%,3\n", "1 cell without it is taken for the same", x=[11.0, 7.5, 3.0]),
    "K, M and B": case("x,y\n11.2K,1\n2.3M,2\n1.7B,3\n250,4\n", "'11.2K' was read as 11200", x=[11200.0, 2.3e6, 1.7e9, 250.0]),
    "small m beside K": case("x,y\n11.2k,1\n2.3m,2\n", "was read as 11200", x=[11200.0, 2.3e6]),
    "millions in German": case("x;y\n1,2 Mio.;1\n0,8 Mio. €;2\n3 Mrd.;3\n", x=[1.2e6, 0.8e6, 3e9]),
    "thousands of euros": case("x;y\n12 T€;1\n15,5 TEUR;2\n", "'12 T€' was read as 12000", x=[12e3, 15.5e3]),
    "billions of dollars": case("x,y\n$1.2bn,1\n$350m,2\n", "'x' is in $", x=[1.2e9, 350e6]),
    "lakh": case("x,y\n12 lakh,1\n1.5 crore,2\n", x=[12e5, 1.5e7]),
    "kilograms": case("x,y\n12 kg,1\n3.5 kg,2\n", "'x' is in kg", x=[12.0, 3.5]),
    "square metres": case("x;y\n12 m²;1\n3,5 m²;2\n", "'x' is in m²", x=[12.0, 3.5]),
    "degrees": case("x;y\n12,5 °C;1\n-3,5 °C;2\n", "'x' is in °C", x=[12.5, -3.5]),
    "metres are no millions": case("x,y\n12m,1\n3m,2\n", "'x' is in m", x=[12.0, 3.0]),
    "a stranger's unit": case("x,y\n12 kg,1\n3.5 kg,2\n500 g,3\n", "'x' is in kg", x=[12.0, 3.5, NONE]),
    "house numbers": case("h,y\n3a,1\n4b,2\n5c,3\n6d,4\n", h=[NONE] * 4),
    "hexadecimal": case("h,y\n0x1F,1\n0x2A,2\n0x3B,3\n", h=[NONE] * 3),
    "ranges and limits": case("h,y\n5-10,1\n<3,2\n~4,3\n12/5,4\n", h=[NONE] * 4),
    "scientific with commas": case("x;y\n1,5e3;1\n2,5E-02;2\n1,234e3;3\n", silent=True, x=[1500.0, 0.025, 1234.0]),
    "scientific in print": case("x,y\n1.5×10^3,1\n2.5·10⁻²,2\n4 x 10^-1,3\n", silent=True, x=[1500.0, 0.025, 0.4]),
    "Fortran": case("x,y\n1.5D+03,1\n2.5D-02,2\n", x=[1500.0, 0.025]),
    "infinity": case("x,y\n1,1\ninf,2\n-∞,3\n1e999,4\n", x=[1.0, np.inf, -np.inf, np.inf]),
    "Excel's texts": of('x,y\n="12.5",1\n\'3,2\n4,3\n', {"x": [12.5, 3.0, 4.0]}),
    "unseen signs": case("\u200bx,y\n\u200e-3,1\n\u202d4\u202c,2\n", x=[-3.0, 4.0]),
    "digits of other scripts": case("x,y\n٣٫٥,1\n５．２５,2\n", x=[3.5, 5.25]),
    # ---- what is missing ----
    "missing in many spellings": case(
        "x;y\n1,5;1\nNA;2\nn/a;3\n-;4\n–;5\n#N/A;6\n#DIV/0!;7\n.;8\n..;9\nk.A.;10\n;11\nNULL;12\n?;13\n(null);14\n",
        silent=True, x=[1.5] + [NONE] * 13,
    ),
    "nines": case("t,y\n12.5,1\n-9999,2\n13.1,3\n-9999,4\n", "'-9999' in 2 rows of 't' was taken for a missing", t=[12.5, NONE, 13.1, NONE]),
    # ---- lines that are no rows ----
    "sep=": case("sep=;\nx;y\n1,5;2\n-3;400\n2,25;7,5\n", silent=True, **XY),
    "quoted sep=": case('"sep=,"\nx,y\n1.5,2\n-3,400\n2.25,7.5\n', silent=True, **XY),
    "sep= a rare sign": case("sep=~\nx~y\n1.5~2\n-3~400\n2.25~7.5\n", silent=True, **XY),
    "comments": case("# made, by hand\n# in 2022\nx,y\n1.5,2\n-3,400\n2.25,7.5\n", "2 lines were left out", **XY),
    "comments of TeX": case("% made by hand\nx,y\n1.5,2\n-3,400\n2.25,7.5\n", "1 line was left out", **XY),
    "comments of C": case("// made by hand\nx,y\n1.5,2\n-3,400\n// the last one is doubtful\n2.25,7.5\n", "left out", **XY),
    "the comment is the header": case("# x y\n1.5 2\n-3 400\n2.25 7.5\n", "comment", **XY),
    "the header begins with a sign": of("#,x,y\n1,1.5,2\n2,-3,400\n3,2.25,7.5\n", {"#": [1.0, 2.0, 3.0], **XY}, "'#' counts"),
    "titles": case("Measurements of May\nby hand\n\nx;y\n1,5;2\n-3;400\n2,25;7,5\n", "2 lines were left out, above the header: 'Measurements of May' in row 1", **XY),
    "titles with separators": case("Measurements;;\n;;\nx;y;z\n1,5;2;1\n-3;400;2\n2,25;7,5;3\n", "'Measurements' in row 1", **XY),
    "what was measured, line by line": case("Station;Berlin\nUnit;mm\nx;y;z\n1,5;2;1\n-3;400;2\n2,25;7,5;4\n", "'Station Berlin'", **XY),
    "a row of units": case("x;y\nm;kg\n1,5;2\n-3;400\n2,25;7,5\n", "below the header, without numbers: 'm kg' in row 2", **XY),
    "a total": case("name,x,y\na,1.5,2\nb,-3,400\nc,2.25,7.5\nTotal,0.75,409.5\n", "Row 5 was left out", "'Total'", **XY),
    "a total and a mean": case("name;x;y\na;1,5;2\nb;-3;400\nc;2,25;7,5\n;;\nSumme;0,75;409,5\nMittelwert;0,25;136,5\n", "Row 6", "Row 7", **XY),
    "a total without a name": case("name,x,y\na,1.5,2\nb,-3,400\nc,2.25,7.5\n,0.75,409.5\n", "Row 5 was left out", **XY),
    "a total between": case("name,x,y\na,1.5,2\nb,-3,400\nSubtotal,-1.5,402\nc,2.25,7.5\n", "Row 4 was left out", **XY),
    "a note below": case("x,y\n1.5,2\n-3,400\n2.25,7.5\nSource: our own\n", "Row 5 was left out, as a note", **XY),
    "the header once more": case("x,y\n1.5,2\nx,y\n-3,400\n2.25,7.5\n", "once more", **XY),
    "markdown": case("| x | y |\n|---|---:|\n| 1.5 | 2 |\n| -3 | 400 |\n| 2.25 | 7.5 |\n", silent=True, **XY),
    "a database's print": case("  x   |  y\n------+-----\n 1.5  | 2\n -3   | 400\n 2.25 | 7.5\n(3 rows)\n", "as a note", **XY),
    "a note below, with commas": case("x,y\n1.5,2\n-3,400\n2.25,7.5\n\nSource: Office, 2024\n", "Row 6 was left out, as a note", **XY),
    "who is called a source": of("kind,y\nsource,2\nnote,400\nsource,7.5\n", {"y": XY["y"]}),
    "what was measured, pair by pair": case("Model,TDS\nDate,2024-01-01\n\nx,y\n1.5,2\n-3,400\n2.25,7.5\n", "2 lines were left out, above the header: 'Model TDS' in row 1", **XY),
    "an empty line below the header": case("x,y\n\nm,kg\n1.5,2\n-3,400\n2.25,7.5\n", "'m kg' in row 3", **XY),
    "a row of words below an empty line": of("x,y\n1.5,2\n-3,400\n2.25,7.5\n\nclosed,closed\n4,5\n", {"x": [*XY["x"], NONE, 4.0]}),
    # ---- headers ----
    "no header, a label": of("5.0,3.4,red\n4.8,3.1,red\n6.3,2.9,blue\n", {"column 1": [5.0, 4.8, 6.3], "column 2": [3.4, 3.1, 2.9]}, "not taken for a header"),
    "no header, a label first": of("red;5,0\nred;4,8\nblue;6,3\n", {"column 2": [5.0, 4.8, 6.3]}, "not taken for a header"),
    "no header, dates": of("2022-05-03,5.0\n2022-05-04,4.8\n", {"column 1": [0.0, 1.0], "column 2": [5.0, 4.8]}),
    "years for names": of("land;2019;2020;2021\na;1,5;2,5;3,5\nb;4,5;5,5;6,5\n", {"2019": [1.5, 4.5], "2021": [3.5, 6.5]}),
    "a title and no header": of("Of my own\n1.5,2\n-3,400\n2.25,7.5\n", {"column 1": XY["x"], "column 2": XY["y"]}, "No row with names"),
    "tabs above blanks": case("x\ty\n1.5 2\n-3 400\n2.25 7.5\n", **XY),
    "commas above tabs": case("x,y\n1.5\t2\n-3\t400\n2.25\t7.5\n", "in another way", **XY),
    "commas above semicolons": case("x, y\n1,5;2\n-3;400\n2,25;7,5\n", "in another way", **XY),
    "names of two words above blanks": of("the x  the y\n1.5  2\n-3  400\n2.25  7.5\n", {"the x": XY["x"], "the y": XY["y"]}),
    "row names as R writes them": case('"x" "y"\n"1" 1.5 2\n"2" -3 400\n"3" 2.25 7.5\n', "the first has no name", **XY),
    "one name too many": case("x,y,z\n1.5,2\n-3,400\n2.25,7.5\n", **XY),
    "names of several lines": of('"x\nin m",y\n1.5,2\n-3,400\n', {"x in m": [1.5, -3.0], "y": [2.0, 400.0]}),
    # ---- separators ----
    "blanks and tabs": case("x \t y\n1.5\t2\n-3  400\n2.25 \t7.5\n", silent=True, **XY),
    "fixed widths": case("   x      y\n 1.5      2\n  -3    400\n2.25    7.5\n", silent=True, **XY),
    "a hole between fixed widths": case("x    y    z\n1.5  2    3\n     400  4\n2.25      5\n", x=[1.5, NONE, 2.25], y=[2.0, 400.0, NONE], z=[3.0, 4.0, 5.0]),
    "a hole that nobody sees": case("x y z\n1.5 2 3\n4 400\n2.25 7.5 5\n", "1 row has fewer than 3 cells", x=[1.5, 2.25], y=[2.0, 7.5]),
    "trailing semicolons": case("x;y;;\n1,5;2;;\n-3;400;;\n2,25;7,5;;\n", silent=True, **XY),
    "trailing commas below": case("x,y\n1.5,2,\n-3,400,\n2.25,7.5,\n", silent=True, **XY),
    "leading separators": case(";x;y\n;1,5;2\n;-3;400\n;2,25;7,5\n", silent=True, **XY),
    "semicolons in texts": case('x,tags,y\n1.5,"a;b",2\n-3,"c;d",400\n2.25,"e;f",7.5\n', silent=True, **XY),
    "single quotes": case("'x','y'\n'1,5','2'\n'-3','400'\n'2,25','7,5'\n", silent=True, **XY),
    "every line quoted": case('"x,y"\n"1.5,2"\n"-3,400"\n"2.25,7.5"\n', silent=True, **XY),
    "lines end in many ways": case("x,y\r\n1.5,2\r-3,400\n2.25,7.5", silent=True, **XY),
    "a byte mark in UTF-8": case("\ufeffx,y\n1.5,2\n-3,400\n2.25,7.5\n", silent=True, **XY),
    "Windows-1252": of("Preis;y\n1.150,50 €;1\n870 €;2\n".encode("cp1252"), {"Preis": [1150.5, 870.0]}, "Windows-1252"),
    "UTF-32": case("x,y\n1.5,2\n-3,400\n2.25,7.5\n".encode("utf-32"), silent=True, **XY),
    "the end of a file of DOS": case("x,y\r\n1.5,2\r\n-3,400\r\n2.25,7.5\r\n\x1a", silent=True, **XY),
    # ---- days and times ----
    "ISO": case("d,y\n2022-05-03,1\n2022-05-04,2\n2022-06-03,3\n", "days since 2022-05-03", d=[0.0, 1.0, 31.0]),
    "ISO with times": case("d,y\n2022-05-03T06:00:00Z,1\n2022-05-03 18:00,2\n2022-05-05,3\n", d=[0.0, 0.5, 1.75]),
    "newest first": case("d,y\n2022-05-05,1\n2022-05-03,2\n", "days since 2022-05-03", d=[2.0, 0.0]),
    "points": case("d;y\n03.05.2022;1\n04.05.2022;2\n13.05.22;3\n", "days since 2022-05-03", d=[0.0, 1.0, 10.0]),
    "months first": case("d,y\n05/03/2022,1\n05/14/2022,2\n", "days since 2022-05-03", d=[0.0, 11.0]),
    "days first": case("d,y\n03/05/2022,1\n14/05/2022,2\n", "days since 2022-05-03", d=[0.0, 11.0]),
    "either first": case("d,y\n03/05/2022,1\n04/05/2022,2\n", f"'d' {TWO_WAYS}", "the month was taken to come first", d=[0.0, 31.0]),
    "either first, decimal commas": case("d;y\n03/05/2022;1,5\n04/05/2022;2,5\n", f"'d' {TWO_WAYS}", "the day was taken", d=[0.0, 1.0]),
    "in order with days first only": case("d,y\n11/05/2022,1\n12/05/2022,2\n01/06/2022,3\n", "in order", d=[0.0, 1.0, 21.0]),
    "names of months": case('d,y\n"May 03, 2022",1\n3 June 2022,2\n04-Jul-22,3\n', "days since 2022-05-03", d=[0.0, 31.0, 62.0]),
    "months in German": case("d;y\n3. Mai 2022;1\n4. Dezember 2022;2\n", d=[0.0, 215.0]),
    "months": case("d,y\n2022-05,1\n2022-06,2\n", "days since 2022-05-01", d=[0.0, 31.0]),
    "eight digits": case("d,y\n20220503,1\n20220504,2\n20220603,3\n", "days since 2022-05-03", d=[0.0, 1.0, 31.0]),
    "half past two in the afternoon": case("d,y\n5/3/2022 2:30 PM,1\n5/14/2022 12:00 AM,2\n", d=[0.0, 10.0 + 9.5 / 24]),
    "times": case("t,y\n06:30,1\n18:45,2\n9:15 pm,3\n", "'t' is read as times, in hours", t=[6.5, 18.75, 21.25]),
    "years are numbers": case("d,y\n2020,1\n2021,2\n2022,3\n", silent=True, d=[2020.0, 2021.0, 2022.0]),
    "weeks": case("d,y\n2024-W01,1\n2024-W02,2\n2024-W02-3,3\n2024-W60,4\n", "days since 2024-01-01", d=[0.0, 7.0, 9.0, NONE]),
    # ---- words ----
    "yes and no": case("s,y\nyes,1\nno,2\nYes,3\n", silent=True, s=[1.0, 0.0, 1.0]),
    "ja und nein": case("s;y\nja;1\nnein;2\n;3\n", silent=True, s=[1.0, 0.0, NONE]),
    "plus and minus": case("s,y\n+,1\n-,2\n+,3\n", silent=True, s=[1.0, 0.0, 1.0]),
}  # fmt: skip
