"""Runs exported files in the process of their library: ``python runner.py JOBS RESULTS``.

JOBS is a JSON of files by name, each with its text and the data beside it. RESULTS gets what each
has in ``paths``, or why it failed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import sys
import tempfile
import traceback
import warnings
from pathlib import Path


def main(jobs: str, results: str) -> None:
    # Warnings of the libraries about themselves are theirs.
    warnings.simplefilter("ignore")
    found = {}
    for name, (text, data) in json.loads(Path(jobs).read_text()).items():
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            Path("exported.py").write_text(text)
            if data:
                Path("data.csv").write_text(data)
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    found[name] = runpy.run_path("exported.py")["paths"]
            except Exception:
                found[name] = traceback.format_exc()
            os.chdir("/")
    Path(results).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
