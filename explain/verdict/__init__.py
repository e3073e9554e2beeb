"""Why a run ended as it did, with the numbers that show it, and what would help."""

from __future__ import annotations

from explain.verdict.causes import verdict
from explain.verdict.cures import Cure, cures, is_curable
from explain.verdict.kinds import TITLES, Evidence, Verdict

__all__ = ["TITLES", "Cure", "Evidence", "Verdict", "cures", "is_curable", "verdict"]
