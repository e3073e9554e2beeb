"""One step of gradient descent on one sigmoid neuron and one example, with all that is between."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from objectives.losses import sigmoid_and_slope

Numbers = tuple[float, ...]


@dataclasses.dataclass(frozen=True)
class WorkedStep:
    r"""Every number of a step, in the order in which they are worked out.

    .. math:: h = w \cdot x + b, \quad o = f(h) = \frac{1}{1 + e^{-h}}, \quad e = y - o, \quad
        \delta = e\,f'(h), \quad \Delta w_i = \alpha\,\delta\,x_i, \quad \Delta b = \alpha\,\delta

    This is gradient descent on E = e^2 / 2, because dE/dh = -delta.
    """

    weights: Numbers
    bias: float
    inputs: Numbers
    target: float
    learning_rate: float
    net_input: float
    """h"""
    output: float
    """o"""
    error: float
    """e"""
    slope: float
    """f'(h) = o (1 - o)"""
    error_term: float
    """delta"""
    increments: Numbers
    bias_increment: float
    """0 where the bias does not learn."""
    new_weights: Numbers
    new_bias: float
    new_output: float
    new_error: float

    @property
    def loss(self) -> float:
        """E before the step."""
        return 0.5 * self.error**2

    @property
    def new_loss(self) -> float:
        """E after the step."""
        return 0.5 * self.new_error**2


def worked_step(
    w: Sequence[float],
    b: float,
    x: Sequence[float],
    y: float,
    eta: float,
    *,
    bias_learns: bool = True,
) -> WorkedStep:
    """One step of a sigmoid neuron towards the target of one example.

    Args:
        w: a weight for every input.
        b: the bias.
        x: the inputs of the example.
        y: its target.
        eta: the learning rate.
        bias_learns: whether the bias is moved as well.

    Raises:
        ValueError: there are not as many weights as inputs.

    Example:
        >>> step = worked_step((0.1, 0.2), 0.0, (1.0, 1.0), 1.0, 1.0, bias_learns=False)
        >>> round(step.output, 8), round(step.increments[0], 8), round(step.new_error, 8)
        (0.57444252, 0.10403106, 0.37564792)
    """
    if len(w) != len(x):
        raise ValueError(f"worked_step: {len(w)} weights do not fit {len(x)} inputs")
    h, output, slope = _neuron(w, b, x)
    error = y - output
    error_term = error * slope
    increments = tuple(eta * error_term * value for value in x)
    bias_increment = eta * error_term if bias_learns else 0.0
    new_weights = tuple(weight + increment for weight, increment in zip(w, increments, strict=True))
    new_bias = b + bias_increment
    new_output = _neuron(new_weights, new_bias, x)[1]
    return WorkedStep(
        weights=tuple(w),
        bias=b,
        inputs=tuple(x),
        target=y,
        learning_rate=eta,
        net_input=h,
        output=output,
        error=error,
        slope=slope,
        error_term=error_term,
        increments=increments,
        bias_increment=bias_increment,
        new_weights=new_weights,
        new_bias=new_bias,
        new_output=new_output,
        new_error=y - new_output,
    )


def worked_steps(
    w: Sequence[float],
    b: float,
    x: Sequence[float],
    y: float,
    eta: float,
    count: int,
    *,
    bias_learns: bool = True,
) -> list[WorkedStep]:
    """So many steps, each from where the one before it has led."""
    steps: list[WorkedStep] = []
    for _ in range(count):
        steps.append(worked_step(w, b, x, y, eta, bias_learns=bias_learns))
        w, b = steps[-1].new_weights, steps[-1].new_bias
    return steps


def _neuron(w: Sequence[float], b: float, x: Sequence[float]) -> tuple[float, float, float]:
    """The net input, the output and the slope of the sigmoid there."""
    h = sum(weight * value for weight, value in zip(w, x, strict=True)) + b
    output, slope = sigmoid_and_slope(np.asarray(h))
    return h, float(output), float(slope)
