"""Code for Keras on JAX, and for Optax."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from explain.code.counterparts import Clip, Match
from explain.code.dialect import JAX, Dialect
from explain.code.literal import call, literal
from explain.code.writer import Writer, keywords, scheduled
from optimizers.counterpart import Library


class InJax(Writer):
    """What both have in common: the gradient is JAX'."""

    dialect: ClassVar[Dialect] = JAX

    def asked(self) -> str:
        examples = ", examples=None" if self.batches else ""
        given = ", examples=examples" if self.batches else ""
        return (
            "\ndef loss(point):\n"
            "    return objective.value(np.asarray(point))\n\n\n"
            f"def gradient(point{examples}):\n"
            f"    return jnp.asarray(objective.gradient(np.asarray(point){given}))\n"
        )

    def differentiated(self) -> str:
        return "\ngradient = jax.jit(jax.grad(loss))\n"

    def slope(self) -> list[str]:
        """The gradient of a step."""
        given = ""
        if self.batches:
            given = ", *next(batch)" if self.loss.translated else ", next(batch)"
        lines = [f"slope = gradient({self.point}{given})"]
        if self.noisy:
            lines.append("slope = slope + NOISE * noise.standard_normal(len(START))")
        return lines

    point: ClassVar[str] = "point"
    """The point as an array."""

    def streams(self) -> list[str]:
        """The random numbers of a run."""
        lines = [f"    noise = {self.noise}"] if self.noisy else []
        return lines + ["    batch = batches()"] * self.batches

    def end(self) -> list[str]:
        """What comes at the end of a step."""
        point = self.point
        lines = [
            f"if not jnp.isfinite({point}).all():",
            "    break",
            f"path.append({point}.tolist())",
        ]
        if self.scene.box == "stop":
            lines += [f"if not (({point} >= LOW) & ({point} <= HIGH)).all():", "    break"]
        return lines


class InKeras(InJax):
    """One variable and ``apply``."""

    library: ClassVar[Library] = "keras"
    imports = (
        'import os\n\nos.environ["KERAS_BACKEND"] = "jax"\nos.environ["JAX_ENABLE_X64"] = "1"\n\n'
        "import jax\nimport jax.numpy as jnp\nimport keras\nimport numpy as np\n"
    )
    precision = 'keras.config.set_floatx("float64")\n'
    point = "point.value"

    def made(self, match: Match, arguments: dict[str, object]) -> str:
        *before, last = match.clips or (None,)
        if last is not None:
            arguments["clipnorm" if last.kind == "norm" else "clipvalue"] = last.limit
        options = []
        if self.schedules[id(match)]:
            options.append(f"schedule={self.schedules[id(match)]}")
        if before:
            code = "slope"
            for clip in before:
                code = _clipped(code, clip)
            options.append(f"clip=lambda slope: {code}")
        return f"minimize({', '.join([keywords(match, arguments), *options])})"

    def loop(self) -> str:
        is_scheduled = any(self.schedules.values())
        clips = any(len(match.clips) > 1 for match in self.own)
        options = ", schedule=None" * is_scheduled
        options += ", clip=lambda slope: slope" * clips
        lines = [
            f"def minimize(optimizer{options}):",
            '    """The points of a run."""',
            '    point = keras.Variable(START, dtype="float64")',
            "    optimizer.build([point])",
        ]
        if is_scheduled:
            lines.append("    rate = float(optimizer.learning_rate)")
        lines += self.streams()
        lines += ["    path = [point.value.tolist()]"]
        lines.append(f"    for {'step' if is_scheduled else '_'} in range(STEPS):")
        set_rate = [
            "if schedule is not None:",
            "    optimizer.learning_rate = rate * schedule(step)",
        ]
        body = set_rate * is_scheduled + self.slope()
        applied = "clip(slope)" if clips else "slope"
        body.append(f"optimizer.apply([{applied}], [point])")
        if self.scene.box == "project":
            body.append("point.assign(jnp.clip(point.value, LOW, HIGH))")
        lines += [textwrap.indent(line, "        ") for line in [*body, *self.end()]]
        return "\n".join([*lines, "    return path"]) + "\n"


class InOptax(InJax):
    """``update`` and ``apply_updates``; what is done to the gradient first is a chain."""

    library: ClassVar[Library] = "optax"
    imports = "import jax\nimport jax.numpy as jnp\nimport numpy as np\nimport optax\n"
    precision = 'jax.config.update("jax_enable_x64", True)\n'

    def made(self, match: Match, arguments: dict[str, object]) -> str:
        schedule = self.schedules[id(match)]
        if schedule:
            rate = literal(getattr(match.rule, "learning_rate", None))
            scheduled(match, arguments, f"scheduled({rate}, {schedule})")
        parts = [_transformation(clip) for clip in match.clips]
        if match.decay:
            parts.append(f"optax.add_decayed_weights({literal(match.decay)})")
        parts.append(keywords(match, arguments))
        return f"minimize({parts[0] if len(parts) == 1 else call('optax.chain', {}, *parts)})"

    def loop(self) -> str:
        tells = any(match.counterpart and match.counterpart.tells_value for match in self.own)
        lines = []
        if any(self.schedules.values()):
            lines += [
                "def scheduled(rate, factor):",
                '    """The learning rate of every step, from a table."""',
                "    rates = jnp.array([rate * factor(step) for step in range(STEPS)])",
                "    return lambda step: rates[step]\n\n",
            ]
        lines += [
            "def minimize(optimizer):",
            '    """The points of a run."""',
            "    point = jnp.array(START)",
            "    state = optimizer.init(point)",
        ]
        update = "optax.with_extra_args_support(optimizer).update" if tells else "optimizer.update"
        lines.append(f"    update = jax.jit({update})")
        lines += self.streams()
        lines += ["    path = [point.tolist()]", "    for _ in range(STEPS):"]
        told = ", value=loss(point)" if tells else ""
        body = self.slope()
        body.append(f"updates, state = update(slope, state, point{told})")
        body.append("point = optax.apply_updates(point, updates)")
        if self.scene.box == "project":
            body.append("point = jnp.clip(point, LOW, HIGH)")
        lines += [textwrap.indent(line, "        ") for line in [*body, *self.end()]]
        return "\n".join([*lines, "    return path"]) + "\n"


def _clipped(slope: str, clip: Clip) -> str:
    limit = literal(clip.limit)
    if clip.kind == "value":
        return f"jnp.clip({slope}, -{limit}, {limit})"
    return f"{slope} * {limit} / jnp.maximum(jnp.linalg.norm({slope}), {limit})"


def _transformation(clip: Clip) -> str:
    name = "optax.clip_by_global_norm" if clip.kind == "norm" else "optax.clip"
    return f"{name}({literal(clip.limit)})"
