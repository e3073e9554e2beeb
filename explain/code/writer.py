"""The code of a scene for one library: what all libraries have in common."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from experiments import Entry, Scene
from explain.code import plain
from explain.code.counterparts import Match, first_start, matches
from explain.code.dialect import Dialect
from explain.code.layout import laid_out
from explain.code.literal import Code, call, literal, name_of
from explain.code.objective import Loss, loss
from explain.code.translation import Translation, UntranslatableError
from explain.conformance import LIBRARIES
from optimizers.counterpart import Library
from optimizers.randomness import GRADIENT_NOISE, MINI_BATCHES

TAKEN = (
    "START",
    "STEPS",
    "NOISE",
    "SEED",
    "LOW",
    "HIGH",
    "BATCH_SIZE",
    "FEATURES",
    "TARGETS",
    "ROWS",
    "TABLE",
    "gradient",
    "minimize",
    "batches",
    "scheduled",
    "objective",
    "paths",
    "path",
    "name",
    "optimizer",
    "optimizers",
    "objectives",
    "math",
    "os",
    "np",
    "jax",
    "jnp",
    "torch",
    "keras",
    "optax",
    "Loss",
)
"""What the code itself uses these names for."""

WIDTH = 96


class Writer:
    """Code in the words of one library; the subclasses know the words."""

    library: ClassVar[Library]
    dialect: ClassVar[Dialect]
    imports: ClassVar[str]
    """Modules besides NumPy and ours."""
    precision: ClassVar[str]
    """What makes the library compute in float64."""

    def __init__(self, scene: Scene, entry: Entry | None) -> None:
        self.scene = scene
        self.objective = scene.landscape()
        self.matches = matches(scene, self.library, entry)
        self.own = [match for match in self.matches if match.counterpart is not None]
        self.translation = Translation(self.dialect, TAKEN)
        self.general: list[str] = []
        self.loss = self._loss()
        self.batches = scene.batch_size is not None and self.objective.examples is not None
        self.noisy = scene.noise > 0.0
        self.library_schedules = {id(match): self._library_schedule(match) for match in self.own}
        self.schedules = {id(match): self._schedule(match) for match in self.own}
        self._say_what_is_left_out()

    @property
    def notes(self) -> tuple[str, ...]:
        """Where the code does otherwise than the scene, in sentences."""
        return *self.general, *(note for match in self.matches for note in match.notes)

    # ---- the words of a library ----

    def made(self, match: Match, arguments: dict[str, object]) -> str:
        """What makes the optimizer, for `minimize`."""
        raise NotImplementedError

    def asked(self) -> str:
        """``loss`` and its derivative by our package."""
        raise NotImplementedError

    def differentiated(self) -> str:
        """What comes after ``loss``; nothing where a library needs nothing."""
        return ""

    def loop(self) -> str:
        """The function ``minimize``."""
        raise NotImplementedError

    # ---- the parts ----

    def text(self) -> str:
        """The whole file."""
        parts = [self._head(), self._imports(), self.precision, self._setting()]
        if self.own:
            parts += self._landscape()
            if self.batches:
                parts.append("\n" + self._batches())
            parts.append("\n" + self.loop())
        else:
            parts.append(plain.objective_line(self.scene))
        parts.append("\npaths = {}")
        parts += [self._run(match) for match in self.matches]
        parts.append(self._table())
        return laid_out("\n".join(parts))

    def _head(self) -> str:
        names = ", ".join(match.label for match in self.matches)
        title = f"{self.objective.title} with {LIBRARIES[self.library]}: {names}"
        first = f'"""{title}; {self.scene.steps} steps.'
        notes = [textwrap.fill(note, WIDTH) for note in self.general]
        body = "\n\n".join([textwrap.fill(first, WIDTH), *notes])
        return f'{body}\n"""\n' if notes else f'{body}"""\n'

    def _imports(self) -> str:
        ours = any(match.counterpart is None for match in self.matches) or not self.loss.translated
        standard = "import math\n\n" if self.translation.uses_math else ""
        lines = self.imports
        if "import numpy" not in lines:
            lines = f"import numpy as np\n{lines}"
        return standard + lines + ("\nimport objectives\nimport optimizers\n" if ours else "")

    def _setting(self) -> str:
        scene = self.scene
        lines = [f"START = {literal(list(first_start(scene)))}", f"STEPS = {scene.steps}"]
        if self.noisy:
            lines.append(f"NOISE = {literal(scene.noise)}")
        if self.noisy or self.batches:
            lines.append(f"SEED = {scene.seed}")
        if self.batches:
            lines.append(f"BATCH_SIZE = {scene.batch_size}")
        if scene.box != "free":
            low, high = zip(*self.objective.domain, strict=True)
            array = f"{self.dialect.module}.{self.dialect.array}"
            lines += [
                f"LOW = {array}({literal(list(low))})",
                f"HIGH = {array}({literal(list(high))})",
            ]
        return "\n".join(lines) + "\n"

    def _landscape(self) -> list[str]:
        into = self.translation
        if not self.loss.translated:
            functions = "\n\n\n".join(into.functions.values())
            return [plain.objective_line(self.scene), "", functions, "", self.asked()]
        constants = "\n".join(f"{name} = {text}" for name, text in into.constants.items())
        functions = "\n\n\n".join(into.functions.values())
        parts = [constants] if constants else []
        parts += ["\n".join(self.loss.lines)] if self.loss.lines else []
        if len(self.own) < len(self.matches):
            parts.insert(0, plain.objective_line(self.scene) + "\n")
        return [*parts, "", "", functions, "", self.differentiated()]

    def _loss(self) -> Loss:
        found = loss(self.objective, self.translation)
        batches = self.scene.batch_size is not None and self.objective.examples is not None
        if self.scene.difference is not None or (batches and not found.batches):
            found = Loss([], translated=False)
        if not found.translated:
            self.translation = Translation(self.dialect, TAKEN)
            self.general.append(
                f"{self.objective.title} is not written for {LIBRARIES[self.library]}: our own "
                "package gives its value and its gradient."
            )
        return found

    def _library_schedule(self, match: Match) -> str:
        """The library's own schedule, where it has the same."""
        schedule = match.schedule
        if schedule is None:
            return ""
        values = {name: getattr(schedule, name) for name in schedule.parameters}
        usual = {name: parameter.default for name, parameter in schedule.parameters.items()}
        for counterpart in schedule.counterparts:
            said = counterpart.settable(values) | {"decay_steps"}
            same = all(values[name] == usual[name] for name in values.keys() - said)
            if counterpart.library == self.library and same:
                values["decay_steps"] = values.get("decay_steps") or self.scene.steps
                values["learning_rate"] = getattr(match.rule, "learning_rate", None)
                return call(counterpart.name, counterpart.given(values))
        return ""

    def _schedule(self, match: Match) -> str:
        """The name of the function that is the schedule."""
        schedule = match.schedule
        if schedule is None or self.library_schedules[id(match)]:
            return ""
        name = name_of(schedule.id)
        try:
            if schedule.warmup_steps == 0:
                after = schedule.after_warmup
                return self.translation.function(after, name, total=self.scene.steps)
            return self.translation.function(schedule.factor, name, total=self.scene.steps)
        except UntranslatableError:
            factors = [schedule.factor(step, self.scene.steps) for step in range(self.scene.steps)]
            table = self.translation.constant(f"{name}_factors", factors)
            name = self.translation.free(name)
            self.translation.functions[name] = f"def {name}(step):\n    return {table}[step]"
            return name

    def _batches(self) -> str:
        order = "generator.permutation(count)" if self.scene.shuffle else "np.arange(count)"
        generator = f"    generator = np.random.default_rng([SEED, {MINI_BATCHES}])\n"
        taken = "ROWS[:, some], TARGETS[some]" if self.loss.translated else "some"
        count = "len(TARGETS)" if self.loss.translated else "objective.examples"
        return (
            "\ndef batches():\n"
            '    """The mini-batches of the scene: every epoch goes through all examples once."""\n'
            f"    count = {count}\n"
            f"{generator if self.scene.shuffle else ''}"
            "    while True:\n"
            f"        order = {order}\n"
            "        for first in range(0, count, BATCH_SIZE):\n"
            "            some = order[first : first + BATCH_SIZE]\n"
            f"            yield {taken}\n"
        )

    @property
    def noise(self) -> str:
        """The generator of the noise of a run."""
        return f"np.random.default_rng([SEED, {GRADIENT_NOISE}])"

    def _run(self, match: Match) -> str:
        key = f"paths[{literal(match.label)}]"
        if match.counterpart is None:
            note = textwrap.indent(textwrap.fill(match.notes[0], WIDTH), "# ")
            run = plain.run(self.scene, match)
            return f"\n{note}\nrun = {run}\n{key} = run.points.tolist()"
        arguments: dict[str, object] = dict(match.arguments)
        if own := self.library_schedules[id(match)]:
            scheduled(match, arguments, own)
        notes = [textwrap.indent(textwrap.fill(note, WIDTH), "# ") for note in match.notes]
        return "\n".join([*notes, f"{key} = {self.made(match, arguments)}"])

    def _table(self) -> str:
        place = ", at {path[-1]}" if self.objective.dims <= 3 else ""
        value = (
            "float(loss(path[-1]))" if self.own else "float(objective.value(np.array(path[-1])))"
        )
        value = self.of_numbers(value) if self.own else value
        return (
            "\nfor name, path in paths.items():\n"
            f'    print(f"{{name}}: f = {{{value}:.6g}} after {{len(path) - 1}} steps{place}")'
        )

    def of_numbers(self, value: str) -> str:
        """``loss`` at a point that is a list."""
        array = f"{self.dialect.module}.{self.dialect.array}"
        return value.replace("path[-1]", f"{array}(path[-1])")

    def _say_what_is_left_out(self) -> None:
        scene = self.scene
        if scene.starts > 1:
            self.general.append(
                f"The scene has {scene.starts} random starts; this begins at the start that is set."
            )
        if scene.tolerances() and self.own:
            self.general.append("The stop rules of the scene are left out: all steps are taken.")


def keywords(match: Match, arguments: dict[str, object]) -> str:
    """The call of the library's optimizer without its parameters."""
    assert match.counterpart is not None
    return call(match.counterpart.name, arguments)


def scheduled(match: Match, arguments: dict[str, object], code: str) -> None:
    """Put a schedule in the place of the learning rate."""
    assert match.counterpart is not None
    for argument, meaning in match.counterpart.arguments.items():
        if meaning == "learning_rate":
            arguments[argument] = Code(code)
