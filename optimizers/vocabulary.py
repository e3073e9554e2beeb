"""The field's common hyperparameters, declared once; a rule chooses from them with its default.

``vocabulary.beta_1(default=0.9)`` declares a ``beta_1`` of 0.9. What a rule means otherwise it
says there, in the words of `declarations.real`: ``vocabulary.epsilon(default=1e-8, help=...)``.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from declarations import Needs, amount, boolean, choice, integer, real

CORRECTED = Needs(
    lambda rule: ((rule.epsilon != 0) & (rule.beta_2 != 0)) | (rule.epsilon_root != 0),
    "No effect while epsilon is 0, or beta 2: then nothing comes before the correction.",
)

learning_rate = partial(
    real,
    valid="(0, inf)",
    slider=(1e-4, 1.0),
    log=True,
    symbol=r"\alpha",
    help="About the length of a step in every coordinate.",
)
momentum = partial(
    real,
    valid="[0, 1)",
    slider=(0.0, 0.99),
    symbol=r"\mu",
    help="The share of the velocity that is kept from step to step; 0 is plain descent.",
)
nesterov = partial(boolean, help="Look ahead along the velocity (Nesterov).")
rho = partial(
    real,
    valid="[0, 1)",
    slider=(0.0, 0.999),
    symbol=r"\rho",
    help="How long the size of the gradient is remembered; 0 looks at the present one only.",
)
beta_1 = partial(
    real,
    valid="[0, 1)",
    slider=(0.0, 0.99),
    symbol=r"\beta_1",
    help="How long the direction is remembered.",
)
beta_2 = partial(
    real,
    valid="[0, 1)",
    slider=(0.5, 0.9999),
    symbol=r"\beta_2",
    help="How long the size of the gradient is remembered.",
)
beta_3 = partial(
    real,
    valid="[0, 1)",
    slider=(0.5, 0.9999),
    symbol=r"\beta_3",
    help="How long the size of the gradient is remembered.",
)
epsilon = partial(
    real,
    valid="[0, inf)",
    slider=(1e-10, 1e-1),
    log=True,
    symbol=r"\epsilon",
    help="Keeps the division finite.",
)
epsilon_root = partial(
    real,
    valid="[0, inf)",
    slider=(0.0, 1e-3),
    symbol=r"\epsilon_r",
    help="A second epsilon inside the root (Optax).",
)
epsilon_hat = partial(
    boolean,
    help="Add epsilon to the root before the bias correction (Keras) or after it.",
    needs=(CORRECTED,),
)
epsilon_inside_sqrt = partial(
    boolean,
    help="Add epsilon inside the root (Keras, Optax) or outside it (PyTorch).",
    needs=(amount("epsilon"),),
)
initial_accumulator_value = partial(
    real,
    valid="[0, inf)",
    slider=(0.0, 10.0),
    symbol="s_0",
    help="The sum of squares with which it begins.",
)
weight_decay = partial(
    real,
    valid="[0, inf)",
    slider=(0.0, 0.5),
    symbol=r"\lambda",
    help="Pulls the point towards the origin in every step; 0 is off.",
)
weight_decay_mode = partial(
    choice,
    options=("decoupled", "l2"),
    help="L2: adds to the gradient. Decoupled: shrinks the point.",
    needs=(amount("weight_decay"),),
)
bias_correction = partial(
    boolean, help="Correct the bias of the moments as Adam does (Optax always does)."
)
warmup_steps = partial(
    integer,
    valid="[0, 1000000]",
    slider=(0, 100),
    symbol="w",
    help="Steps during which the learning rate first rises in a straight line.",
)
weight_lr_power = partial(
    real,
    valid="[0, inf)",
    slider=(0.0, 4.0),
    symbol="p",
    help="Iterates made with a larger learning rate count more by this power; 0: all alike.",
)
initial_d = partial(
    real,
    valid="(0, inf)",
    slider=(1e-8, 0.1),
    log=True,
    symbol="d_0",
    help="The first bound; too small costs a few steps, too large cannot be undone.",
)
growth_rate = partial(
    real,
    valid="(1, inf)",
    slider=(1.02, 2.0),
    help="The most that d may grow by in a step; else without limit.",
)
sufficient_decrease = partial(
    real,
    valid="(0, 1)",
    slider=(1e-6, 0.5),
    log=True,
    symbol="c_1",
    help="The part of the decrease promised by the slope that a step has to make.",
)
curvature = partial(
    real,
    valid="(0, 1)",
    slider=(1e-3, 0.999),
    symbol="c_2",
    help="The part of the slope that may be left; small is nearly exact. Above c1.",
)
max_evaluations = partial(
    integer,
    valid="[1, 1000]",
    slider=(1, 50),
    help="How many lengths a step tries at most.",
)

TORCH: dict[str, Any] = {"weight_decay_mode": "l2", "clip_form": "torch"}
"""What PyTorch means by weight decay and clipping, in most of its rules."""
OPTAX: dict[str, Any] = {"clip_form": "optax"}
"""How Optax clips."""
