"""SignSGD: steps worked out by hand."""

from __future__ import annotations

import optimizers
from tests.optimizers.helpers import close, walk


def test_sign_sgd_takes_the_sign() -> None:
    rule = optimizers.get("sign_sgd", learning_rate=0.1)
    close(walk(rule, [1.0, 1.0, 1.0], [[5.0, -1e-9, 0.0]])[0], [0.9, 1.1, 1.0])
