"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "playground",
    deadline=None,
    max_examples=20,
    # CI must give the same answer twice; at home every run looks at new examples.
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("playground")
