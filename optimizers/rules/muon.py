"""Muon (Jordan, 2024)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from declarations import Needs, Number, boolean, choice, chosen, integer, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.muon import MuonCard
from optimizers.gradients import power, root, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.matrices import DION, flattened, newton_schulz, stacked
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.variables import Variable

DECAYS = Needs(lambda rule: rule.decays, "No effect without weight decay.")
REMEMBERS = Needs(
    lambda rule: (rule.momentum != 0) | ((rule.form == "optax") & (rule.adam_beta_1 != 0)),
    "No effect without momentum.",
)
TELL_FORMS_APART = Needs(
    lambda rule: (
        (rule.momentum != 0)
        | (rule.epsilon != 0)
        | (rule.epsilon_root != 0)
        | (rule.preconditioning == "frobenius")
        | (rule.nesterov & (rule.adam_beta_1 != 0))
        | ((rule.adam_lr_ratio != 1) & rule.shrinks_vectors)
    ),
    "No effect while momentum and epsilon are 0 and no matrix is divided by its own norm.",
)


class Muon(MuonCard, FirstOrder):
    r"""Momentum whose singular values are all made about 1, for matrices; Adam for the rest.

    .. math::
        m_t &= \mu\, m_{t-1} + g_t, \quad u_t = g_t + \mu\, m_t \\
        x_t &= x_{t-1}
            - \alpha\left(\rho\sqrt{\max(r,c)}\;\mathrm{NS}(u_t) + \lambda\, x_{t-1}\right) \\
        \text{else}\quad m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad
            v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
        x_t &= x_{t-1}
            - \alpha\left(\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m_t}{\sqrt{v_t}+\epsilon}
            + \lambda\, x_{t-1}\right)

    The first two lines hold for every block of the point that is a matrix, of r rows and c columns;
    the rate of the others is :math:`\alpha \kappa`, and their decay may be another one. NS divides
    u by its norm and takes k steps of Newton and Schulz, :math:`X \leftarrow p X + q X X^\top X + s
    (X X^\top)^2 X`, which bring every singular value that was above a hundredth of the norm to
    between 0.68 and 1.14. Blocks that are no matrices take steps of Adam. ``form`` says whose
    variant it is:

    - Keras: as above.
    - PyTorch: :math:`m_t = \mu m_{t-1} + (1 - \mu) g_t, u_t = (1 - \mu) g_t + \mu m_t`; u is
      divided by at least epsilon. PyTorch refuses what is no matrix; here that takes steps of its
      AdamW. Its iteration runs in bfloat16 and this one in float64: moves differ by 1 or 2 %.
    - Optax: the same average with bias correction, :math:`u_t = \mu m_t / (1 - \mu^{t+1}) +
      (1 - \mu) g_t / (1 - \mu^t)`; with ``nesterov`` its Adam is NAdam.

    Form: Keras' form, which is the default: the first two lines for blocks that are matrices, Adam
    for all others. A landscape without blocks is one vector, and Muon is Adam there. PyTorch and
    Optax average the gradients and scale by the shape otherwise.

    Source: Jordan 2024 (the iteration); Liu et al. 2025, arXiv:2502.16982 (the scale); Keras
    ``Muon``, PyTorch ``Muon``, Optax ``contrib.muon``.
    """

    presets = {
        "keras": {},
        "torch": {
            "form": "torch",
            "scale": "wide in, tall out",
            "weight_decay": 0.1,
            "adam_weight_decay": 0.01,
            "epsilon": 1e-8,
            "clip_form": "torch",
        },
        "optax": vocabulary.OPTAX
        | {
            "form": "optax",
            "scale": "tall in, wide out",
            "ns_epsilon": 1e-8,
            "epsilon": 1e-8,
            "weight_decay": 0.0,
        },
    }
    """On a landscape that is one vector."""
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, help="How long a step is, whatever the size of the gradient."
    )
    momentum: Number = vocabulary.momentum(
        default=0.95, help="How long the gradients of a matrix are remembered."
    )
    nesterov: bool = vocabulary.nesterov(
        default=True,
        help="Look ahead: count the newest gradient once more; in Optax' form also in its Adam.",
        needs=(REMEMBERS,),
    )
    ns_steps: int = integer(
        default=5,
        valid="[1, 100]",
        slider=(1, 10),
        symbol="k",
        help="How many Newton-Schulz steps are taken; more bring the singular values no closer "
        "to 1.",
        needs=(chosen("ns_coeffs", "standard"),),
    )
    rms_rate: Number = real(
        default=0.2,
        valid="(0, inf)",
        slider=(0.05, 1.0),
        symbol=r"\rho",
        help="The root mean square that the step of a matrix has at learning rate 1.",
        needs=(chosen("scale", "rms"),),
    )
    adam_lr_ratio: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(0.01, 10.0),
        log=True,
        symbol=r"\kappa",
        help="The learning rate of Adam, for what is no matrix, over that of matrices.",
    )
    adam_beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long Adam remembers the direction.",
    )
    adam_beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long Adam remembers the size of the gradient.",
    )
    ns_coeffs: str = choice(
        default="standard",
        options=("standard", "dion"),
        help="The same coefficients in every Newton-Schulz step, or the five rows of Dion.",
    )
    muon_a: Number = real(
        default=3.4445,
        valid="(-inf, inf)",
        slider=(1.0, 4.0),
        symbol="p",
        help="The first coefficient: how much a singular value grows in a Newton-Schulz step.",
        needs=(chosen("ns_coeffs", "standard"),),
    )
    muon_b: Number = real(
        default=-4.775,
        valid="(-inf, inf)",
        slider=(-5.0, 0.0),
        symbol="q",
        help="The coefficient of the third power of a singular value.",
        needs=(chosen("ns_coeffs", "standard"),),
    )
    muon_c: Number = real(
        default=2.0315,
        valid="(-inf, inf)",
        slider=(0.0, 3.0),
        symbol="s",
        help="The coefficient of the fifth power of a singular value.",
        needs=(chosen("ns_coeffs", "standard"),),
    )
    ns_epsilon: Number = real(
        default=1e-7,
        valid="(0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon_n",
        help="Keeps the division by the norm of a matrix finite.",
        needs=(chosen("preconditioning", "frobenius", "spectral"),),
    )
    preconditioning: str = choice(
        default="frobenius",
        options=("frobenius", "spectral", "schatten", "aol"),
        help="By which norm a matrix is divided before the Newton-Schulz steps (Optax).",
    )
    adaptive: bool = boolean(
        default=False,
        help="Multiply the step of a matrix by about the sum of its singular values, so that it "
        "becomes shorter near a minimum (Optax).",
    )
    scale: str = choice(
        default="rms",
        options=("rms", "wide in, tall out", "tall in, wide out", "none"),
        help="How a step depends on the shape: the rate below times the root of the longer side "
        "(Keras), the root of rows over columns if that is above 1 (PyTorch), of columns over "
        "rows (Optax), or not at all.",
    )
    epsilon: Number = vocabulary.epsilon(default=1e-7, help="Keeps the division of Adam finite.")
    epsilon_root: Number = vocabulary.epsilon_root(default=0.0, needs=(chosen("form", "optax"),))
    weight_decay: Number = vocabulary.weight_decay(default=0.004)
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="decoupled",
        help="Decoupled: shrinks the point itself, as in AdamW. L2: adds to the gradient.",
        needs=(DECAYS,),
    )
    adam_weight_decay: Number | None = real(
        default=None,
        valid="[0, inf)",
        slider=(0.0, 0.5),
        symbol=r"\lambda_a",
        help="Another weight decay for what is no matrix; off is the same one.",
    )
    form: str = choice(
        default="keras",
        options=("keras", "torch", "optax"),
        help="Whose variant: how gradients are remembered, and where Adam's epsilon goes.",
        needs=(TELL_FORMS_APART,),
    )

    keeps = {
        "m": Kept("m", "The momentum: of a matrix, or Adam's average of the gradients."),
        "v": Kept("v", "The moving average of the squared gradients, for Adam; of matrices 0."),
    }

    @property
    def decays(self) -> bool:
        return is_on(self.weight_decay) or is_on(self._adam_decay)

    @property
    def shrinks_vectors(self) -> bool:
        """Whether what is no matrix has a decoupled weight decay."""
        return self.weight_decay_mode == "decoupled" and is_on(self._adam_decay)

    @property
    def _adam_decay(self) -> Number:
        """The weight decay of what is no matrix."""
        return self.weight_decay if self.adam_weight_decay is None else self.adam_weight_decay

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        l2 = self.weight_decay_mode == "l2"
        if l2:
            g = g.copy()
        for variable in now.variables(x):
            at, own = variable.at, self._adam_decay
            rate = now.learning_rate
            if variable.is_matrix:
                own = self.weight_decay
            elif self.form != "keras":
                rate = self.adam_lr_ratio * rate
            if l2:
                g[at] += own * x[at]
            else:
                x[at] -= x[at] * own * rate
        return g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        for variable in now.variables(x):
            if variable.is_matrix:
                self._step_of_matrix(variable, x, g, state["m"], now)
            else:
                self._step_of_adam(variable, x, g, state, now)

    def _step_of_matrix(
        self, variable: Variable, x: Array, g: Array, m: Array, now: Iteration
    ) -> None:
        at, mu = variable.at, self.momentum
        new = g[at] if self.form == "keras" else (1.0 - mu) * g[at]
        m[at] *= mu
        m[at] += new
        if self.form != "optax":
            u = new + mu * m[at] if self.nesterov else m[at]
        elif self.nesterov:
            u = mu * m[at] / (1.0 - power(mu, now.t + 1)) + new / (1.0 - power(mu, now.t))
        else:
            u = m[at] / (1.0 - power(mu, now.t))
        direction = self._orthogonal(u, variable.shape)
        x[at] -= now.learning_rate * direction

    def _orthogonal(self, u: Array, shape: tuple[int, ...]) -> Array:
        """The direction of a matrix, flat as it is given."""
        own = ((self.muon_a, self.muon_b, self.muon_c),) * self.ns_steps
        norm = self.preconditioning
        if norm == "frobenius":
            norm = "torch" if self.form == "torch" else "keras"
        coefficients = DION if self.ns_coeffs == "dion" else own
        found = newton_schulz(stacked(u, shape), coefficients, self.ns_epsilon, norm)
        orthogonal = flattened(found, u)
        size = self._size(*shape)
        if self.adaptive:
            size = size * row_sum(u * orthogonal)
        return size * orthogonal

    def _size(self, rows: int, columns: int) -> Number:
        """What the direction of such a matrix is multiplied by."""
        if self.scale == "rms":
            return self.rms_rate * math.sqrt(max(rows, columns))
        if self.scale == "none":
            return 1.0
        ratio = rows / columns if self.scale == "wide in, tall out" else columns / rows
        return math.sqrt(max(1.0, ratio))

    def _step_of_adam(
        self, variable: Variable, x: Array, g: Array, state: State, now: Iteration
    ) -> None:
        at, m, v = variable.at, state["m"], state["v"]
        rate = now.learning_rate * self.adam_lr_ratio
        m[at] += (g[at] - m[at]) * (1.0 - self.adam_beta_1)
        v[at] += (g[at] * g[at] - v[at]) * (1.0 - self.adam_beta_2)
        correction_1 = 1.0 - power(self.adam_beta_1, now.t)
        correction_2 = 1.0 - power(self.adam_beta_2, now.t)
        if self.form == "keras":
            # As in Keras' Adam, epsilon comes before the bias correction.
            rate = rate * root(correction_2) / correction_1
            x[at] -= rate * m[at] / (np.sqrt(v[at]) + self.epsilon)
            return
        m_hat, v_hat = m[at] / correction_1, v[at] / correction_2
        if self.form == "optax":
            v_hat = v_hat + self.epsilon_root
        if self.form == "optax" and self.nesterov:
            ahead = 1.0 - power(self.adam_beta_1, now.t + 1)
            newest = (1.0 - self.adam_beta_1) * g[at] / correction_1
            m_hat = self.adam_beta_1 * m[at] / ahead + newest
        x[at] -= rate * m_hat / (np.sqrt(v_hat) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        """That of its Adam, on a landscape that is one vector."""
        if not is_on(self.adam_beta_1):
            return None
        return -self.adam_beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
