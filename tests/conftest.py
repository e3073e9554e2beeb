"""Settings of all tests."""

from __future__ import annotations

import functools
import os

# Before NumPy is imported: threads of BLAS that wait for each other, and for the other workers,
# take twenty times as long for the small matrices of the tests as one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

settings.register_profile(
    "playground",
    deadline=None,
    max_examples=20,
    # CI must give the same answer twice; at home every run looks at new examples.
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("playground")

# AppTest reads what all installed packages say of themselves in every run of a script, which takes
# longer than the script.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)
