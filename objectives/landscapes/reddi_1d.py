"""The problem on which Adam goes the wrong way (Reddi, Kale and Kumar, 2018)."""

from __future__ import annotations

import numpy as np

from declarations import real
from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective

SGD = Run("sgd", 0.01, 6000, batch_size=1, shuffle=False, box="project")
ADAM = SGD.replace(optimizer="adam", values={"beta_1": 0.0, "beta_2": 0.1})
AMSGRAD = ADAM.replace(optimizer="amsgrad")


class Reddi1D(Objective):
    """Three examples, f_1(x) = C x and f_2(x) = f_3(x) = -x on [-1, 1], seen one after another.

    The objective is their mean, (C - 2) x / 3. On mini-batches of one example in the order of
    the data (``batch_size=1, shuffle=False, box="project"``) Adam forgets the rare large gradient.
    """

    title = "Reddi et al. Adam counter-example"
    keywords = ("AMSGrad", "Adam fails", "counterexample")
    group = "1-D"
    formula = (
        r"\bar f(x)=\tfrac{C-2}{3}x,\quad"
        r" f_t(x)=\begin{cases}Cx & t\bmod 3=1\\-x&\text{otherwise}\end{cases},\;x\in[-1,1]"
    )
    gradient_formula = r"\bar g=\tfrac{C-2}{3},\quad g_t\in\{C,-1,-1\}"
    hessian_formula = "0"
    domain = ((-1.0, 1.0),)
    minimisers = ((-1.0,),)
    start = (0.0,)
    landscape = "linear; the minimum is on the border"
    lesson = (
        "Adam with β₁ = 0 and β₂ = 1/(1 + C²) converges to +1, the worst point of a "
        "linear problem; AMSGrad and gradient descent go to -1."
    )
    show = (
        "mini-batches of one example in order, projected on the box, 6000 steps at 0.01: Adam "
        "with β₁ = 0 and β₂ = 0.1 (ends at +1), the same with AMSGrad (-0.993), "
        "gradient descent (-0.98)"
    )
    claims = (
        Claim("linear", "eigenvalues", ("0",), at=(0.5,)),
        Claim("the minimum is on the border", "gap", ">=0", at=Grid(21)),
        Claim("the minimum is on the border", "gap", "0", at=(-1.0,)),
        Claim("Adam with β₁ = 0 and β₂ = 1/(1 + C²) converges to +1", "x", "1.00", ADAM),
        Claim(
            "β₂ = 1/(1 + C²) converges to +1",
            "x",
            "1.00",
            ADAM.replace(values={"beta_1": 0.0, "beta_2": 1.0 / 26.0}),
            parameters={"C": 5.0},
        ),
        Claim("the worst point of a linear problem", "value", "<=0.33334", at=Grid(21)),
        Claim("the worst point of a linear problem", "value", "0.33333", at=(1.0,)),
        Claim("AMSGrad and gradient descent go to -1", "x", "-1+-0.03", AMSGRAD),
        Claim("AMSGrad and gradient descent go to -1", "x", "-1+-0.03", SGD),
        Claim(
            "go to -1",
            "x",
            "-1+-0.03",
            AMSGRAD.replace(values={"beta_1": 0.0, "beta_2": 1.0 / 26.0}),
            parameters={"C": 5.0},
        ),
        Claim(
            "6000 steps at 0.01: Adam with β₁ = 0 and β₂ = 0.1 (ends at +1)",
            "x",
            "1.000",
            ADAM,
        ),
        Claim("the same with AMSGrad (-0.993)", "x", "-0.993", AMSGRAD),
        Claim("gradient descent (-0.98)", "x", "-0.98", SGD),
    )
    source = "Reddi, Kale and Kumar 2018, theorem 1, arXiv:1904.09237"
    convex = True
    minimum_on_border = True
    lower_outside = True
    featured = True
    examples = 3

    C: float = real(
        default=3.0,
        valid="(2, 1e6]",
        slider=(2.1, 10.0),
        symbol="C",
        help="The slope of the one example in three that goes up.",
    )

    def value(self, point: Array, examples: Array | None = None) -> Array:
        (x,) = point
        return self._slope(examples) * x

    def gradient(self, point: Array, examples: Array | None = None) -> Array:
        (x,) = point
        return np.array([self._slope(examples) + np.zeros_like(x)])

    def hessian(self, point: Array) -> Array:
        (x,) = point
        return np.array([[np.zeros(np.shape(x))]])

    def _slope(self, examples: Array | None) -> Array | float:
        """The mean slope of these examples, for each run if they differ; of all by default."""
        if examples is None:
            return (self.C - 2.0) / 3.0
        return np.where(np.equal(examples, 0), self.C, -1.0).mean(axis=0)
