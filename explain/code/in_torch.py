"""Code for PyTorch."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from explain.code.counterparts import Clip, Match
from explain.code.dialect import TORCH, Dialect
from explain.code.literal import call, literal
from explain.code.writer import Writer
from optimizers.counterpart import Library


class InTorch(Writer):
    """One tensor, one optimizer, ``backward`` and ``step``."""

    library: ClassVar[Library] = "torch"
    dialect: ClassVar[Dialect] = TORCH
    imports = "import torch\n"
    precision = "torch.set_default_dtype(torch.float64)\n"

    def made(self, match: Match, arguments: dict[str, object]) -> str:
        assert match.counterpart is not None
        optimizer = call(match.counterpart.name, arguments, "parameters")
        options = []
        if self.schedules[id(match)]:
            options.append(f"schedule={self.schedules[id(match)]}")
        if match.clips:
            clips = ", ".join(map(_clip, match.clips))
            several = f"({clips})" if len(match.clips) > 1 else clips
            options.append(f"clip=lambda parameters: {several}")
        return f"minimize({', '.join([f'lambda parameters: {optimizer}', *options])})"

    def asked(self) -> str:
        examples = ", examples=None" if self.batches else ""
        given = ", examples=context.examples" if self.batches else ""
        kept = "\n        context.examples = examples" if self.batches else ""
        nothing = ", None" if self.batches else ""
        return (
            "\nclass Loss(torch.autograd.Function):\n"
            '    """The value and the gradient of our own package."""\n\n'
            "    @staticmethod\n"
            f"    def forward(context, point{examples}):\n"
            f"        context.save_for_backward(point){kept}\n"
            "        return torch.tensor(float(objective.value(point.detach().numpy())))\n\n"
            "    @staticmethod\n"
            "    def backward(context, gradient):\n"
            "        (point,) = context.saved_tensors\n"
            f"        slope = objective.gradient(point.detach().numpy(){given})\n"
            f"        return gradient * torch.from_numpy(slope){nothing}\n\n\n"
            "loss = Loss.apply\n"
        )

    def loop(self) -> str:
        scheduled = any(self.schedules.values())
        clips = any(match.clips for match in self.own)
        asks = any(match.counterpart and match.counterpart.asks_again for match in self.own)
        options = ", schedule=lambda step: 1.0" * scheduled + ", clip=None" * clips
        lines = [
            f"def minimize(optimizer_of{options}):",
            '    """The points of a run."""',
            "    point = torch.tensor(START, requires_grad=True)",
            "    optimizer = optimizer_of([point])",
        ]
        if scheduled:
            lines.append("    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)")
        if self.noisy:
            lines.append(f"    noise = {self.noise}")
        given = ""
        if self.batches:
            lines.append("    batch = batches()")
            given = ", *next(batch)" if self.loss.translated else ", next(batch)"
        lines += ["    path = [point.tolist()]", "    for _ in range(STEPS):"]
        evaluation = ["optimizer.zero_grad()", f"value = loss(point{given})", "value.backward()"]
        if not asks:
            evaluation[1:] = [f"loss(point{given}).backward()"]
        if self.noisy:
            evaluation.append(
                "point.grad += NOISE * torch.from_numpy(noise.standard_normal(len(START)))"
            )
        if clips:
            evaluation += ["if clip is not None:", "    clip([point])"]
        if asks:
            body = [
                "",
                "def evaluate():",
                *(f"    {line}" for line in [*evaluation, "return value"]),
            ]
            body += ["", "optimizer.step(evaluate)"]
        else:
            body = [*evaluation, "optimizer.step()"]
        if scheduled:
            body.append("scheduler.step()")
        if self.scene.box == "project":
            body += ["with torch.no_grad():", "    point.copy_(point.clamp(LOW, HIGH))"]
        body += ["if not torch.isfinite(point).all():", "    break", "path.append(point.tolist())"]
        if self.scene.box == "stop":
            body += ["if not ((point >= LOW) & (point <= HIGH)).all():", "    break"]
        lines += [textwrap.indent(line, "        ") for line in body]
        return "\n".join([*lines, "    return path"]) + "\n"


def _clip(clip: Clip) -> str:
    kind = "norm" if clip.kind == "norm" else "value"
    return f"torch.nn.utils.clip_grad_{kind}_(parameters, {literal(clip.limit)})"
