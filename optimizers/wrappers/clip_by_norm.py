"""Gradient clipping by norm (Pascanu, Mikolov and Bengio, 2013)."""

from __future__ import annotations

from declarations import Needs, Number, choice, real
from declarations.arrays import Array
from optimizers.gradients import clipped_by_norm
from optimizers.iteration import Iteration
from optimizers.optimizer import State, Wrapper

SIZE_COUNTS = Needs(
    lambda wrapper: wrapper.optimizer.heeds == "all",
    "No effect on a rule for which the size of the gradient does not count.",
)


class ClipByNorm(Wrapper):
    r"""Shortens the gradient that the wrapped rule sees to at most a given norm.

    .. math:: g \leftarrow g \, c / \max(\|g\|, c)

    Source: Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063; the forms of Keras ``clipnorm``,
    PyTorch ``clip_grad_norm_`` (1e-6 added to the norm) and Optax ``clip_by_global_norm``.
    """

    title = "Clip by norm"
    group = "Clipping"
    year = 2013
    paper = "Pascanu, Mikolov and Bengio: On the difficulty of training recurrent neural networks"
    link = "https://arxiv.org/abs/1211.5063"
    rule = r"g \leftarrow g\,\frac{c}{\max(\|g\|, c)}"
    rule_note = (
        "Keras' form, which is the default. PyTorch adds 1e-6 to the norm; Optax divides by the"
        " norm and multiplies by c, where the norm is at least c."
    )
    intuition = (
        "However steep the wall, the step is no longer than on a slope of norm c. "
        "The direction is kept."
    )
    strengths = ("Survives cliffs that would throw the point out.",)
    weaknesses = (
        "Hides the steepness: a limit that is too low turns everything into fixed steps.",
    )

    clipnorm: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        symbol="c",
        help="The largest norm that a gradient may have.",
        needs=(SIZE_COUNTS,),
    )
    clip_form: str = choice(
        default="keras",
        options=("keras", "torch", "optax"),
        help="Whose formula is used.",
        needs=(SIZE_COUNTS,),
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        g = clipped_by_norm(g, self.clipnorm, self.clip_form)
        self.optimizer.advance(x, g, state["inner"], now)
