"""Adafactor (Shazeer and Stern, 2018)."""

from __future__ import annotations

import numpy as np

from declarations import Needs, Number, boolean, choice, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adafactor import AdafactorCard
from optimizers.gradients import row_sum
from optimizers.iteration import Iteration
from optimizers.kept import FACTORS, Kept
from optimizers.optimizer import FirstOrder, Heeded, State, is_on
from optimizers.variables import Variable, factors

NEGLIGIBLE = 1e-15
"""An epsilon 1 below this is too small to count beside a squared gradient."""

TELL_FORMS_APART = Needs(
    lambda rule: (
        ((rule.weight_decay != 0) & (rule.weight_decay_mode == "decoupled"))
        | (rule.epsilon_1 >= NEGLIGIBLE)
    ),
    "No effect without decoupled weight decay while epsilon 1 is too small to count.",
)


class Adafactor(AdafactorCard, FirstOrder):
    r"""RMSprop with a growing memory, a limit on the step and steps relative to the point.

    For a vector; of a block that is a matrix only the means of :math:`g_t^2 + \epsilon_1` over the
    columns, R, and over the rows, C, are averaged, and v is :math:`R C^\top / \mathrm{mean}(R)`:
    the factors gave the method its name. Every block has a limit and a size of its own; without
    blocks the point is one vector. The libraries factor small matrices as well, but Optax by
    default only from 128 rows and columns on.

    .. math::
        v_t &= (1-t^{-0.8})\, v_{t-1} + t^{-0.8}\,(g_t^2+\epsilon_1) \\
        u_t &= \frac{g_t}{\sqrt{v_t}}, \quad
            \hat u_t = \frac{u_t}{\max(1,\, \mathrm{RMS}(u_t)/d)} \\
        x_t &= x_{t-1}
            - \min\!\left(\alpha, \tfrac{1}{\sqrt t}\right)\max(\epsilon_2, \mathrm{RMS}(x_{t-1}))\,
            \hat u_t

    There is no momentum, and without ``relative_step`` no limit on alpha. ``form`` says whose
    variant it is:

    - Keras: as above; weight decay shrinks x before its RMS is taken.
    - PyTorch: :math:`\epsilon_1` limits v from below, by :math:`\max(v_t, \epsilon_1^2)`, and is
      not added; RMS(x) is taken before the weight decay.
    - Optax: as above without the relative step; RMS(x) is taken before the weight decay, which is
      not multiplied by the learning rate (:math:`x \leftarrow x - \lambda x`).

    All is computed in float64. Keras takes the means, and Optax :math:`1 - t^{-0.8}`, in float32,
    and so they differ from this by about 1e-8. Keras 3 applies the limit :math:`1 / \sqrt t` even
    with ``relative_step=False``; here that switches it off, as its documentation says.

    Form: Keras' form, which is the default. PyTorch limits v from below instead of adding epsilon
    1; Optax has no limit on the learning rate.

    Source: Shazeer and Stern 2018, arXiv:1804.04235, algorithm 5; Keras ``Adafactor``, PyTorch
    ``Adafactor``, Optax ``adafactor``.
    """

    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.01,
            "epsilon_1": float(np.finfo(np.float64).eps),
            "form": "torch",
            "clip_form": "torch",
        },
        "optax": vocabulary.OPTAX | {"learning_rate": 1.0, "relative_step": False, "form": "optax"},
    }
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="The length of a step as a share of the size of the point."
    )
    beta_2_decay: Number = real(
        default=-0.8,
        valid="(-inf, 0]",
        slider=(-1.0, 0.0),
        symbol="c",
        help="How fast the memory grows: the newest squared gradient weighs t to this power.",
    )
    epsilon_1: Number = real(
        default=1e-30,
        valid="[0, inf)",
        slider=(1e-30, 1e-1),
        log=True,
        symbol=r"\epsilon_1",
        help="Keeps the division finite.",
    )
    epsilon_2: Number = real(
        default=1e-3,
        valid="[0, inf)",
        slider=(1e-6, 1.0),
        log=True,
        symbol=r"\epsilon_2",
        help="The least size of the point that counts: steps do not die out at the origin.",
    )
    clip_threshold: Number = real(
        default=1.0,
        valid="(0, inf]",
        slider=(0.1, 10.0),
        log=True,
        symbol="d",
        help="The largest root mean square of the scaled gradient; inf is no limit.",
    )
    relative_step: bool = boolean(
        default=True,
        help="Limit the learning rate to one over the root of the step number; a learning rate "
        "that is below that to the end is not limited.",
    )
    form: str = choice(
        default="keras",
        options=("keras", "torch", "optax"),
        help="Whose variant: where epsilon 1 goes and what weight decay means.",
        needs=(TELL_FORMS_APART,),
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if steps is not None and np.all(self.learning_rate <= 1.0 / np.sqrt(max(steps, 1))):
            reasons["relative_step"] = (
                f"No effect in {steps} steps: the learning rate stays below the limit."
            )
        return reasons

    @property
    def heeds(self) -> Heeded:
        divides_by_itself = not is_on(self.beta_2_decay) and np.all(self.epsilon_1 < NEGLIGIBLE)
        # Of a vector the sign alone; of a matrix, rows and columns are divided as a whole.
        return "direction" if divides_by_itself and not self.adds_decay else "all"

    keeps = {
        "v": Kept("v", "The average of the squared gradients; of a matrix R and then C.", FACTORS)
    }

    def state_of(self, x: Array, variables: tuple[Variable, ...]) -> State:
        return self.zeros(x, variables)

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        if self.form == "keras" or self.weight_decay_mode == "l2":
            return super().decay(x, g, now)
        return g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        parts = now.variables(x)
        # float_power rounds alike for a number and for an array, ** does not.
        beta_2 = 1.0 - np.float_power(now.t, self.beta_2_decay)
        if len(parts) == 1 and not parts[0].is_matrix:
            u = self._of_vector(g, state["v"], beta_2)
        else:
            u = self._of_parts(parts, g, state["v"], beta_2)
        u /= np.maximum(1.0, _root_mean_squares(u, parts) / self.clip_threshold)
        rate = now.learning_rate
        if self.relative_step:
            rate = np.minimum(rate, 1.0 / np.sqrt(now.t))
        length = np.maximum(self.epsilon_2, _root_mean_squares(x, parts)) * rate
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            if self.form == "torch":
                x -= x * self.weight_decay * now.learning_rate
            elif self.form == "optax":
                x -= x * self.weight_decay
        x -= length * u

    def _of_vector(self, g: Array, v: Array, beta_2: Number) -> Array:
        """The gradient of a vector over the root of v."""
        v *= beta_2
        if self.form == "torch":
            v += (1.0 - beta_2) * (g * g)
            return g / np.sqrt(np.maximum(v, self.epsilon_1 * self.epsilon_1))
        v += (1.0 - beta_2) * (g * g + self.epsilon_1)
        return g / np.sqrt(v)

    def _of_parts(self, parts: tuple[Variable, ...], g: Array, v: Array, beta_2: Number) -> Array:
        """The same block by block."""
        found = []
        for variable, places in zip(parts, factors(parts), strict=True):
            if variable.is_matrix:
                scaled = self._of_matrix(variable.of(g), v, places, beta_2)
                found.append(scaled.reshape(g[variable.at].shape))
                continue
            (place,) = places
            own = v[place]
            found.append(self._of_vector(g[variable.at], own, beta_2))
            v[place] = own
        return np.concatenate(found)

    def _of_matrix(self, g: Array, v: Array, places: tuple[slice, ...], beta_2: Number) -> Array:
        """The gradient of a matrix over the root of R C over the mean of R."""
        g = np.asarray(g)
        squares = g * g if self.form == "torch" else g * g + self.epsilon_1
        for place, means in zip(places, (_means(squares, 1), _means(squares, 0)), strict=True):
            v[place] = beta_2 * v[place] + (1.0 - beta_2) * means
        rows, columns = (np.asarray(v[place]) for place in places)
        size = row_sum(rows) / len(rows)
        if self.form != "torch":
            return g / np.sqrt(rows[:, np.newaxis] * columns / size)
        product = rows[:, np.newaxis] * columns / np.maximum(size, self.epsilon_1)
        return g / np.sqrt(np.maximum(product, self.epsilon_1 * self.epsilon_1))


def _means(matrix: Array, axis: int) -> Array:
    """The means over one axis, added in the same order in a batch and alone."""
    rows = np.ascontiguousarray(np.moveaxis(matrix, axis, 0))
    return row_sum(rows) / len(rows)


def _root_mean_squares(a: Array, parts: tuple[Variable, ...]) -> Array:
    """The root mean square of a point, or beside every number that of its own block."""
    if len(parts) == 1:
        return _root_mean_square(a)
    own = [a[variable.at] for variable in parts]
    return np.concatenate([np.broadcast_to(_root_mean_square(part), part.shape) for part in own])


def _root_mean_square(a: Array) -> Array:
    return np.sqrt(row_sum(a * a) / len(a))
