"""Words and signs of tables, in the languages in which they are often met."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOTHING = _words("""
    na n/a n.a. n.a nan null none nil missing - -- --- ---- ? ?? . .. ... … * / \\n <na> (null) nat
    #n/a #na #nv #div/0! #value! #wert! #ref! #bezug! #num! #zahl! #name? #null! #n/d #### k.a. k.a
    n.v. n/v nd n.d. n.d s/d - – — − ‐ ‒ ― (blank) (none) (missing) blank void undefined n/d
    """) | {
    "",
    "not available",
    "no data",
    "keine angabe",
    "not applicable",
    "no value",
    "unknown value",
}
"""How a missing value is written, in small letters."""

CURRENCIES = _words("""
    eur usd chf gbp jpy cny rmb inr sek nok dkk isk pln czk huf ron bgn rub uah try brl mxn ars clp
    cop pen cad aud nzd hkd sgd twd krw thb idr myr php vnd zar egp ngn kes ils aed sar qar kwd btc
    eth us$ r$ a$ c$ nz$ hk$ s$ nt$ ca$ au$ mx$ kr skr nkr dkr kč zł ft lei лв руб ₽ rs re rp rm s/
    fr sfr fs euro euros dollar dollars cent cents pounds
    """)
SAME_CURRENCY = {
    "USD": "$", "US$": "$", "DOLLAR": "$", "DOLLARS": "$", "EUR": "€", "EURO": "€", "EUROS": "€",
    "GBP": "£", "INR": "₹", "RS": "₹", "SFR": "CHF", "FR": "CHF", "BRL": "R$",
}  # fmt: skip

MULTIPLIERS = {
    "K": 3, "k": 3, "M": 6, "MM": 6, "B": 9, "T": 12, "thousand": 3, "tsd": 3, "tis": 3, "mio": 6,
    "mln": 6, "mn": 6, "million": 6, "millions": 6, "millionen": 6, "bn": 9, "mrd": 9, "mia": 9,
    "mld": 9, "bln": 9, "billion": 9, "billions": 9, "milliarden": 9, "tn": 12, "trn": 12,
    "trillion": 12, "t€": 3, "teur": 3, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "cr": 7,
}  # fmt: skip
"""Powers of ten by the words for them; those of more than one letter in small letters."""
SHORT = {"m": 6, "b": 9, "t": 12}
"""These are metres, bits or tonnes unless they stand beside a currency."""
NO_UNITS = frozenset(("am", "pm", "st", "nd", "rd", "th", "x"))

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "sept": 9, "oct": 10, "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3,
    "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11,
    "december": 12, "januar": 1, "jänner": 1, "jän": 1, "februar": 2, "märz": 3, "mär": 3,
    "mrz": 3, "mai": 5, "juni": 6, "juli": 7, "okt": 10, "oktober": 10, "dez": 12, "dezember": 12,
    "janv": 1, "janvier": 1, "févr": 2, "fév": 2, "février": 2, "mars": 3, "avr": 4, "avril": 4,
    "juin": 6, "juil": 7, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "déc": 12, "décembre": 12, "ene": 1, "enero": 1, "febrero": 2, "marzo": 3, "abr": 4,
    "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "ago": 8, "agosto": 8, "septiembre": 9,
    "octubre": 10, "noviembre": 11, "dic": 12, "diciembre": 12, "gen": 1, "gennaio": 1,
    "febbraio": 2, "aprile": 4, "mag": 5, "maggio": 5, "giu": 6, "giugno": 6, "lug": 7,
    "luglio": 7, "set": 9, "settembre": 9, "ott": 10, "ottobre": 10,
    "dicembre": 12, "maart": 3, "mrt": 3, "mei": 5, "augustus": 8, "januari": 1, "februari": 2,
}  # fmt: skip

FALSE_TRUE = (
    ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("nein", "ja"),
    ("falsch", "wahr"), ("non", "oui"), ("faux", "vrai"), ("no", "sí"), ("no", "si"),
    ("falso", "verdadero"), ("não", "sim"), ("nee", "ja"), ("nej", "ja"), ("nie", "tak"),
    ("нет", "да"), ("-", "+"), ("neg", "pos"), ("negative", "positive"), ("fail", "pass"),
    ("failed", "passed"), ("benign", "malignant"), ("nei", "ja"),
)  # fmt: skip
"""Pairs of words for 0 and 1."""

TOTALS = _words("""
    total totals sum sums summe gesamt insgesamt gesamtsumme subtotal zwischensumme somme suma
    totale totaal average averages avg mean mittelwert durchschnitt moyenne media promedio median
    min max minimum maximum std stdev sd count anzahl ø Σ
    """) | {"grand total", "sub total", "std dev", "std. dev.", "standard deviation"}
"""The first words of rows that sum up the others."""
PLAIN_TOTALS = _words(
    "total totals subtotal sum summe gesamt gesamtsumme zwischensumme somme suma totaal"
) | {"grand total", "sub total"}
"""Those that are looked for between the other rows too."""

COUNTERS = _words("""
    id ids index idx # no no. nr nr. n° nº № num number row rows row.names rowid row_id rownames
    case obs obs. observation record lfd lfdnr lfd.nr. lfd.nr s.no s.no. sno serial sr sr. sl.no
    sr.no sr.no. pos pos. position item rank_no line rownum row_number rownumber unnamed:0
    """)
"""Names, without blanks and in small letters, of columns that only count the rows."""
