"""Lookahead (Zhang, Lucas, Hinton and Ba, 2019)."""

from __future__ import annotations

from declarations import Number, integer, real
from declarations.arrays import Array
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import State, Wrapper


class Lookahead(Wrapper):
    r"""k steps forward, one step back: a slow point follows the wrapped rule every k steps.

    .. math:: \phi &\leftarrow \phi + \alpha (x - \phi), \quad x \leftarrow \phi
        \qquad \text{when } t \bmod k = 0

    In between, the wrapped rule moves x alone. Its state goes on at a synchronisation, as in
    Optax with ``reset_state=False``. What is judged is the slow point phi.

    Source: Zhang et al. 2019, arXiv:1907.08610, algorithm 1; Optax ``lookahead``; the names and
    the defaults of TensorFlow Addons ``Lookahead``.
    """

    title = "Lookahead"
    group = "Averaging"
    year = 2019
    paper = "Zhang, Lucas, Hinton and Ba: Lookahead Optimizer: k steps forward, 1 step back"
    link = "https://arxiv.org/abs/1907.08610"
    rule = r"\phi \leftarrow \phi + \alpha (x - \phi),\quad x \leftarrow \phi \quad (t \bmod k = 0)"
    intuition = (
        "A fast walker explores for k steps, then a slow one goes part of the way to where it has "
        "got to, and the fast one starts again from there."
    )
    strengths = (
        "Damps the swinging of the wrapped rule across a valley.",
        "Forgives a learning rate or a momentum that is somewhat too large.",
    )
    weaknesses = ("Slower where the wrapped rule went straight ahead anyway.",)

    sync_period: int = integer(
        default=6,
        valid="[1, 1000000]",
        slider=(1, 20),
        symbol="k",
        help="How many steps the wrapped rule takes between two synchronisations.",
    )
    slow_step: Number = real(
        default=0.5,
        valid="(0, 1]",
        slider=(0.05, 1.0),
        symbol=r"\alpha",
        help="Which part of the way the slow point then goes; 1 is the wrapped rule itself.",
    )

    keeps = {"slow": Kept(r"\phi", "The slow point.")}

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"slow": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        super().update(x, g, state, now)
        if now.t % self.sync_period == 0:
            slow = state["slow"]
            slow += (x - slow) * self.slow_step
            x[...] = slow
            now.forget()

    def evaluation_point(self, x: Array, state: State) -> Array:  # noqa: ARG002
        return state["slow"].copy()
