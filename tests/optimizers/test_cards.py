"""The equation on a card is what its rule computes with its defaults.

The equations with an epsilon are written down here once more, as they stand on the card, beside
the part of the TeX that says where it is. It is large, so that another place would be noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import optimizers
from declarations.arrays import Array

Step = Callable[[Any, int, Array, Array, dict[str, Any]], Array]

START = np.array([1.5, -0.7, 0.4])
GRADIENTS = list(np.random.default_rng(8).normal(size=(12, 3)) * np.array([0.05, 0.5, 3.0]))
LARGE = {"epsilon": 0.3, "epsilon_root": 0.02, "epsilon_1": 0.2}

norm = np.linalg.norm


def average(memory: dict[str, Any], name: str, beta: float, new: Any) -> Any:
    """A running average, from 0."""
    memory[name] = beta * memory.get(name, 0.0) + (1.0 - beta) * new
    return memory[name]


def moments(p: Any, t: int, g: Array, memory: dict[str, Any]) -> tuple[Any, Any, float, float]:
    """m and v, and what their bias is corrected by."""
    m, v = average(memory, "m", p.beta_1, g), average(memory, "v", p.beta_2, g * g)
    return m, v, 1.0 - p.beta_1**t, 1.0 - p.beta_2**t


def adam(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    return np.sqrt(two) / one * m / (np.sqrt(v) + p.epsilon) + p.weight_decay * x


def amsgrad(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    memory["h"] = np.maximum(memory.get("h", 0.0), v / two)
    return m / one / (np.sqrt(memory["h"]) + p.epsilon)


def adabelief(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m = average(memory, "m", p.beta_1, g)
    memory["s"] = average(memory, "s", p.beta_2, (g - m) ** 2) + p.epsilon_root
    return m / (1 - p.beta_1**t) / (np.sqrt(memory["s"] / (1 - p.beta_2**t)) + p.epsilon)


def adadelta(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    above = np.sqrt(memory.get("D", 0.0) + p.epsilon)
    delta = above / np.sqrt(average(memory, "G", p.rho, g * g) + p.epsilon) * g
    average(memory, "D", p.rho, delta * delta)
    return delta


def adafactor(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    def rms(a: Array) -> float:
        return float(np.sqrt(np.mean(a * a)))

    u = g / np.sqrt(average(memory, "v", 1 - t**-0.8, g * g + p.epsilon_1))
    u = u / max(1.0, rms(u) / p.clip_threshold)
    return min(p.learning_rate, 1 / np.sqrt(t)) * max(p.epsilon_2, rms(x)) * u / p.learning_rate


def adagrad(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory["s"] = memory.get("s", p.initial_accumulator_value) + g * g
    return g / np.sqrt(memory["s"] + p.epsilon)


def adamax(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory["u"] = np.maximum(p.beta_2 * memory.get("u", 0.0), np.abs(g))
    return average(memory, "m", p.beta_1, g) / (1 - p.beta_1**t) / (memory["u"] + p.epsilon)


def adan(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    change = g - memory.get("before", g)
    memory["before"] = g
    m = average(memory, "m", p.beta_1, g) / (1 - p.beta_1**t)
    v = average(memory, "v", p.beta_2, change) / (1 - p.beta_2**t)
    n = average(memory, "n", p.beta_3, (g + p.beta_2 * change) ** 2) / (1 - p.beta_3**t)
    return (m + p.beta_2 * v) / (np.sqrt(n) + p.epsilon)


def ademamix(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    slow = average(memory, "s", p.beta_3, g)
    return (m / one + p.alpha * slow) / (np.sqrt(v / two) + p.epsilon)


def adopt(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    if t == 1:
        memory["v"] = g * g
        return 0.0 * x
    limit = (t - 1) ** 0.25
    scaled = np.clip(g / np.maximum(np.sqrt(memory["v"]), p.epsilon), -limit, limit)
    average(memory, "v", p.beta_2, g * g)
    return np.asarray(average(memory, "m", p.beta_1, scaled))


def dog(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    start = memory.setdefault("start", x)
    memory["r"] = max(memory.get("r", p.initial_distance * (1 + norm(x))), norm(x - start))
    memory["sum"] = memory.get("sum", 0.0) + g @ g
    return memory["r"] / np.sqrt(memory["sum"] + p.epsilon) * g


def dowg(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    start = memory.setdefault("start", x)
    D = memory["D"] = max(memory.get("D", p.initial_square_distance), norm(x - start) ** 2)
    memory["sum"] = memory.get("sum", 0.0) + D * (g @ g)
    return D / (np.sqrt(memory["sum"]) + p.epsilon) * g


def lamb(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    u = m / one / (np.sqrt(v / two) + p.epsilon)
    return norm(x) / norm(u) * u


def lars(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    step = p.trust_coefficient * norm(x) / (norm(g) + p.epsilon) * g
    memory["v"] = p.momentum * memory.get("v", 0.0) + step
    return np.asarray(memory["v"])


def madgrad(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    start, weight = memory.setdefault("start", x), (p.learning_rate + p.epsilon) * np.sqrt(t)
    memory["s"] = memory.get("s", 0.0) + weight * g
    memory["q"] = memory.get("q", 0.0) + weight * g * g
    z = start - memory["s"] / (np.cbrt(memory["q"]) + p.epsilon)
    return (1 - p.momentum) * (x - z) / p.learning_rate


def simplified_ademamix(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory["m"] = p.beta_1 * memory.get("m", 0.0) + g
    v = average(memory, "v", p.beta_2, g * g) / (1 - p.beta_2**t)
    return (memory["m"] + p.alpha * g) / (np.sqrt(v) + p.epsilon)


def sm3(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory["nu"] = memory.get("nu", 0.0) + g * g
    return np.asarray(average(memory, "m", p.momentum, g / np.sqrt(memory["nu"] + p.epsilon)))


def cocob(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    start = memory.setdefault("start", x)
    won = memory["R"] = np.maximum(memory.get("R", 0.0) - g * (x - start), 0)
    largest = memory["L"] = np.maximum(memory.get("L", p.epsilon), np.abs(g))
    total = memory["G"] = memory.get("G", 0.0) + np.abs(g)
    slope = memory["sum"] = memory.get("sum", 0.0) + g
    bet = slope / (largest * np.maximum(total + largest, p.alpha * largest)) * (largest + won)
    return x - (start - bet)


def acprop(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    spread = memory["s"] / (1 - p.beta_2 ** (t - 1)) if t > 1 else 1.0
    m = average(memory, "m", p.beta_1, g)
    memory["s"] = average(memory, "s", p.beta_2, (g - m) ** 2) + p.epsilon_root
    return g / (np.sqrt(spread) + p.epsilon)


def optimistic_adam(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    r = m / one / (np.sqrt(v / two) + p.epsilon)
    before, memory["r"] = memory.get("r", r), r
    return np.asarray(r + p.optimism * (r - before))


def nadam(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, _, two = moments(p, t, g, memory)
    mu, later = (p.beta_1 * (1 - 0.5 * 0.96 ** (p.momentum_decay * k)) for k in (t, t + 1))
    product = memory["product"] = memory.get("product", 1.0) * mu
    m_hat = later * m / (1 - product * later) + (1 - mu) * g / (1 - product)
    return m_hat / (np.sqrt(v / two) + p.epsilon)


def novograd(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory.setdefault("v", g @ g)
    v = average(memory, "v", p.beta_2, g @ g)
    memory["m"] = p.beta_1 * memory.get("m", 0.0) + g / (np.sqrt(v) + p.epsilon)
    return np.asarray(memory["m"])


def radam(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    m, v, one, two = moments(p, t, g, memory)
    most = 2 / (1 - p.beta_2) - 1
    rho = most - 2 * t * p.beta_2**t / two
    if rho <= p.threshold:
        return np.asarray(m / one)
    r = np.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho))
    return r * m / one * np.sqrt(two) / (np.sqrt(v) + p.epsilon)


def rmsprop(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    return g / np.sqrt(average(memory, "v", p.rho, g * g) + p.epsilon)


def yogi(p: Any, t: int, x: Array, g: Array, memory: dict[str, Any]) -> Array:
    memory.setdefault("m", p.initial_accumulator_value)
    v = memory.get("v", p.initial_accumulator_value)
    memory["v"] = v = v - (1 - p.beta_2) * np.sign(v - g * g) * g * g
    m = average(memory, "m", p.beta_1, g)
    return m / (1 - p.beta_1**t) / (np.sqrt(v / (1 - p.beta_2**t)) + p.epsilon)


CARDS: dict[str, tuple[str, Step]] = {
    "adabelief": (r"\frac{\hat m_t}{\sqrt{\hat s_t}+\epsilon}", adabelief),
    "adadelta": (r"\frac{\sqrt{D_{t-1}+\epsilon}}{\sqrt{G_t+\epsilon}}", adadelta),
    "adafactor": (r"(g_t^2+\epsilon_1)", adafactor),
    "adagrad": (r"\frac{g_t}{\sqrt{s_t+\epsilon}}", adagrad),
    "adam": (r"\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m_t}{\sqrt{v_t}+\epsilon}", adam),
    "adamax": (r"\frac{\alpha}{1-\beta_1^t}\,\frac{m_t}{u_t+\epsilon}", adamax),
    "adamw": (r"\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m_t}{\sqrt{v_t}+\epsilon}", adam),
    "adan": (r"{\sqrt{\hat n_t}+\epsilon}", adan),
    "ademamix": (r"\frac{\hat m_t + a\,s_t}{\sqrt{\hat v_t}+\epsilon}", ademamix),
    "adopt": (r"\max(\sqrt{v_{t-1}},\,\epsilon)},\,\pm\sqrt[4]{t-1}", adopt),
    "amsgrad": (r"\frac{m_t/(1-\beta_1^t)}{\sqrt{h_t}+\epsilon}", amsgrad),
    "dog": (r"\frac{r_t}{\sqrt{\sum_{k\le t}\|g_k\|^2+\epsilon}}", dog),
    "dowg": (r"\frac{D_t}{\sqrt{\sum_{k\le t} D_k\|g_k\|^2}+\epsilon}", dowg),
    "lamb": (r"\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon}", lamb),
    "lars": (r"\frac{\eta\,\|x_{t-1}\|}{\|g_t\|+\epsilon}\,g_t", lars),
    "madgrad": (r"\frac{s_t}{\sqrt[3]{q_t}+\epsilon}", madgrad),
    "acprop": (r"\frac{g_t}{\sqrt{\hat s_{t-1}}+\epsilon}", acprop),
    "cocob": (r"L_t = \max\left(\epsilon,\,\max_{k\le t}|g_k|\right)", cocob),
    "optimistic_adam": (r"\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}", optimistic_adam),
    "simplified_ademamix": (r"\frac{m_t + a\,g_t}{\sqrt{\hat v_t}+\epsilon}", simplified_ademamix),
    "sm3": (r"\frac{g_t}{\sqrt{\nu_t+\epsilon}}", sm3),
    "nadam": (r"\frac{\hat m_t}{\sqrt{v_t/(1-\beta_2^t)}+\epsilon}", nadam),
    "novograd": (r"\frac{g_t}{\sqrt{v_t}+\epsilon}", novograd),
    "radam": (r"\hat m_t\,\sqrt{1-\beta_2^t}\,/(\sqrt{v_t}+\epsilon)", radam),
    "rmsprop": (r"\frac{g_t}{\sqrt{v_t+\epsilon}}", rmsprop),
    "yogi": (r"\frac{\hat m_t}{\sqrt{\hat v_t}+\epsilon}", yogi),
}


@pytest.mark.parametrize("name", CARDS)
def test_the_card_shows_what_the_defaults_do(name: str) -> None:
    cls = optimizers.registry[name]
    fragment, step = CARDS[name]
    assert fragment in cls.rule
    symbols = {key: cls.parameters[key].symbol for key in LARGE if key in cls.parameters}
    rule = cls(**{key: LARGE[key] for key, symbol in symbols.items() if symbol in cls.rule})
    x, state, memory = START, rule.init(START), {}
    for t, g in enumerate(GRADIENTS, start=1):
        expected = x - rule.learning_rate * step(rule, t, x, g, memory)  # type: ignore[attr-defined]
        x, state = rule.step(x, g, state)
        np.testing.assert_allclose(x, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", optimizers.names())
def test_an_epsilon_that_is_on_is_on_the_card(name: str) -> None:
    cls = optimizers.registry[name]
    for key in ("epsilon", "epsilon_1"):
        if key in cls.parameters and cls.parameters[key].default != 0:
            assert cls.parameters[key].symbol in cls.rule


@pytest.mark.parametrize("name", [*optimizers.names(), *optimizers.wrapper_names()])
def test_where_presets_differ_in_form_the_card_says_which_it_shows(name: str) -> None:
    """A preset with a value for a switch or a choice of its own is another form."""
    cls = optimizers.wrappers[name] if name in optimizers.wrappers else optimizers.registry[name]
    own = set(cls.parameters) - {"weight_decay_mode", "clip_form"}
    forms = {
        key
        for values in cls.presets.values()
        for key in own & set(values)
        if isinstance(cls.parameters[key].default, bool | str)
    }
    assert not forms or cls.rule_note, forms
    assert not cls.rule_note or cls.rule_note.endswith(".")
