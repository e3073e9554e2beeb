"""The reasons: of every kind the question whether it holds, its sentence and its numbers."""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

import numpy as np

import objectives
from declarations import counted
from declarations.arrays import Array
from experiments import Race, Runner, course
from explain.verdict import kinds
from explain.verdict.case import Bowl, Case
from explain.verdict.kinds import Evidence, Verdict, place, plain
from explain.verdict.passes import lowest_pass

FLAT = 0.01
"""A slope is flat below this share of the typical one of the landscape."""
CLOSE = 0.02
"""A stationary point is near that is one Newton step of this length away, of the domain's width."""
LITTLE = 0.1
"""What slope and curvature could bring across the whole picture, of what is left, is little."""
NEAR = 0.1
"""A run is in a local minimum, not above it, if it is higher by less than this share of the gap."""
FLIPS = 0.5
"""From this share of flips of the gradient on, a run bounces across a kink."""
SHRINKS = 0.5
"""Steps that are not below this share of the earlier ones do not shrink."""
STRETCHED = 10.0
"""From this condition number on the shape of the bowl is a reason."""
ALWAYS = 0.9
"""A run is thrown from side to side whose slope across turns round in this share of its steps."""
FASTER = 1.25
"""A run gets faster whose gap shrinks by this factor more in the second half of the last fifth."""
HALF = 0.5
"""A step is too long that goes across this share of the picture."""
SMALL = 0.1
"""A learning rate below this share of its limit is small."""

_kept: WeakKeyDictionary[Runner, Verdict] = WeakKeyDictionary()


def verdict(runner: Runner, race: Race) -> Verdict:
    """Why the run of a race that is shown ended as it did; kept as long as its runner."""
    found = _kept.get(runner)
    if found is None:
        found = _kept[runner] = judged(Case.of(runner, race))
    return found


def judged(case: Case) -> Verdict:
    """The first reason that holds, of those that go with the course of the run."""
    how = case.summary.course
    if case.summary.ascends:
        return climbing(case)
    if how == course.REACHED:
        return Verdict(kinds.REACHED, "It ended at the minimum.")
    if how in (course.DIVERGED, course.GROWING):
        return diverged(case)
    if how == course.LEFT:
        return left(case)
    if how == course.SHORT:
        return Verdict(kinds.SHORT, "Too few of its points are kept to tell how it ended.")
    found = trapped(case)
    if found is None and how in kinds.OPEN:
        found = saddle(case) or plateau(case)
    if found is None and how in kinds.COURSES[kinds.KINK]:
        found = kink(case)
    return found or REASONS[how](case)


# ---- told to go uphill ----


def climbing(case: Case) -> Verdict:
    """How far f has risen; that a run goes uphill, or for ever, is no failure then."""
    first, last = float(case.run.judged[1][0]), case.value
    rise = last - first
    moved = "rose" if rise > 0.0 else "came down"
    words = f"On its way uphill f {moved} by {plain(abs(rise))}, from {plain(first)}"
    if rise == 0.0:
        words = f"It was told to go uphill, and f is what it was at the start, {plain(first)}"
    if case.run.status == "diverged":
        words += ", and then went beyond all numbers"
    return Verdict(
        kinds.CLIMBING,
        words + ".",
        (Evidence("rise", rise, "of f, from the start to the end"),),
    )


# ---- lost ----


def diverged(case: Case) -> Verdict:
    """The first step beyond the stability limit; where no theory holds, the growth of its steps."""
    evidence: list[Evidence] = []
    beyond = case.first_beyond
    if beyond is not None:
        step, rate, curvature, limit = beyond
        product = f"{plain(limit * curvature)} / L"
        words = (
            f"At step {step} its learning rate {plain(rate)} was beyond the stability limit "
            f"{product} = {plain(limit)}: the largest curvature there was L = {plain(curvature)}, "
            "and a step that long overshoots by more than it corrects."
        )
        evidence = [
            Evidence("step", step, "the first step beyond the stability limit"),
            Evidence("learning rate", rate, "of that step"),
            Evidence("largest curvature", curvature, "L, an eigenvalue of the Hessian there"),
            Evidence("stability limit", limit, f"{product}, the largest stable learning rate"),
            Evidence("excess", rate / limit, "times the limit"),
        ]
    elif case.growth is not None and plain(case.growth) != "1" and case.growth > 1.0:
        words = f"Its last steps grew, each {plain(case.growth)} times as long as the one before."
    else:
        slope = float(np.linalg.norm(case.run.gradients[0]))
        words = f"The slope where it began was {plain(slope)}, and a step led beyond all numbers."
        evidence.append(Evidence("slope", slope, "the norm of the gradient at the start"))
    if case.growth is not None:
        evidence.append(Evidence("growth", case.growth, "a step over the one before, at the end"))
    told, more = _stretched_features(case)
    return Verdict(kinds.DIVERGED, words + told, (*evidence, *more))


def left(case: Case) -> Verdict:
    """Over which border."""
    end = case.run.points[-1]
    low, high = np.array(case.objective.domain).T
    worst = int(np.argmax(np.maximum(end - high, low - end) / case.width))
    border = high[worst] if end[worst] > high[worst] else low[worst]
    name = case.objective.coordinates[worst]
    words = f"It crossed the border {name} = {plain(border)} and ended at {plain(end[worst])}."
    moves = np.abs(np.diff(case.run.points[:, worst]))
    longest = float(moves.max())
    evidence = [
        Evidence("border", float(border), f"of the domain, in {name}"),
        Evidence("end", float(end[worst]), f"the last {name}"),
        Evidence("longest step", longest, f"in {name}"),
    ]
    if longest >= HALF * case.width[worst]:
        words += (
            f" Its longest step went {plain(longest)} in {name}, and the picture is "
            f"{plain(case.width[worst])} wide{_beyond_suggestion(case)}."
        )
    gap = case.summary.gap
    if gap is not None and gap < -course.TOLERANCE:
        words += " Out there f is lower than the minimum that is known inside."
    return Verdict(
        kinds.LEFT,
        words,
        tuple(evidence),
    )


def _beyond_suggestion(case: Case) -> str:
    """How much larger the learning rate is than the one suggested for the landscape."""
    suggested = case.entry.without("learning_rate").rule(case.objective)
    own, usual = (getattr(rule, "learning_rate", None) for rule in (case.rule, suggested))
    if own is None or usual is None or own <= usual:
        return ""
    return f"; its learning rate {plain(own)} is {plain(own / usual, 2)} times the suggested one"


# ---- held ----


def trapped(case: Case) -> Verdict | None:
    """In the bowl of a minimum that is not the lowest."""
    fmin = case.objective.fmin
    bowl = None if fmin is None else case.bowl
    if fmin is None or bowl is None or bowl.value <= fmin + course.TOLERANCE:
        return None
    above = bowl.value - fmin
    rest = float(case.values.min()) - bowl.value
    if rest <= NEAR * above:
        words = f"It is in a local minimum, {place(bowl.point)}"
    else:
        words = f"Downhill from where it ended lies the local minimum {place(bowl.point)}"
    words += f", {plain(above)} above the lowest that is known"
    out, climb = _way_out(case, bowl)
    return Verdict(
        kinds.TRAPPED,
        words + out,
        (
            Evidence("local minimum", tuple(bowl.point.tolist()), "no slope, and f curves up"),
            Evidence("above", above, "how far f there is above the lowest that is known"),
            Evidence("rest", rest, "how far the run stayed above it, in the last fifth"),
            *climb,
            *_condition(bowl),
        ),
    )


def _way_out(case: Case, bowl: Bowl) -> tuple[str, tuple[Evidence, ...]]:
    """How high the lowest way out climbs, where one is found."""
    over = lowest_pass(case.objective, tuple(bowl.point.tolist()), bowl.value)
    if over is None:
        return "; every way out goes uphill first.", ()
    climb = over.value - bowl.value
    words = f"; the lowest way out that was found climbs {plain(climb)}, over {place(over.point)}."
    return words, (
        Evidence("climb", climb, "from the local minimum to the lowest pass that was found"),
        Evidence("pass", over.point, "no slope, and f curves down to both sides of it"),
    )


def saddle(case: Case) -> Verdict | None:
    """No slope to speak of, and a direction in which f curves down: now, or until lately."""
    if case.eigen is None or case.left <= 0:
        return None
    slopes = np.linalg.norm(case.gradients, axis=0)
    row = len(slopes) - 1 if slopes[-1] <= FLAT * case.steep else int(np.argmin(slopes))
    if slopes[row] > FLAT * case.steep:
        return None
    values, vectors = (found[0] for found in case.curvatures(case.points[[row]]))
    down = vectors[:, 0]
    with np.errstate(all="ignore"):
        step = vectors @ ((vectors.T @ case.gradients[:, row]) / values)
    if not np.abs(step / case.width).max() <= CLOSE:
        return None
    if -values[0] * _reach(case, down) <= LITTLE * case.left:
        return None
    what = "saddle" if values[-1] > 0 else "maximum"
    slope = float(slopes[row])
    number = int(case.run.steps[row - len(slopes)])
    is_there = row == len(slopes) - 1
    words = (
        f"It is near a {what}: the slope is"
        if is_there
        else (f"It is only now leaving a {what}: at step {number} the slope was")
    )
    words += (
        f" {plain(slope)}, where {plain(case.steep)} is typical, but along {place(down)} f curves "
        f"down (eigenvalue {plain(values[0])})."
    )
    about = f"the norm of the gradient there; {plain(case.steep)} is usual"
    return Verdict(
        kinds.SADDLE,
        words,
        (
            Evidence("step", number, "at which the slope was looked at"),
            Evidence("slope", slope, about),
            Evidence("smallest curvature", float(values[0]), "an eigenvalue of the Hessian"),
            Evidence("direction", tuple(down.tolist()), "its eigenvector, the way out"),
        ),
    )


def plateau(case: Case) -> Verdict | None:
    """Neither slope nor curvature leads anywhere, though much is left to go."""
    if case.eigen is None or case.left <= course.TOLERANCE:
        return None
    far = float(np.linalg.norm(case.width))
    gain = case.slope * far + float(np.abs(case.eigen[0]).max()) * far**2 / 8.0
    if gain > LITTLE * case.left:
        return None
    words = (
        f"It is flat here: across the whole picture slope and curvature would bring "
        f"{plain(gain)} of the {plain(case.left)} that are left."
    )
    gained = Evidence("gain", gain, "what slope and curvature would bring across the picture")
    return Verdict(
        kinds.PLATEAU, words, (gained, Evidence("left", case.left, "to go"), _slope(case))
    )


def kink(case: Case) -> Verdict | None:
    """The gradient flips from step to step, and neither it nor the steps get smaller."""
    if case.objective.smooth:
        return None
    points, gradients = case.points, case.gradients
    flips = float(np.mean((gradients[:, 1:] * gradients[:, :-1]).sum(axis=0) < 0))
    sizes = np.linalg.norm(np.diff(points, axis=0), axis=1)
    half = len(sizes) // 2
    before, after = float(np.median(sizes[:half])), float(np.median(sizes[half:]))
    if flips < FLIPS or after < SHRINKS * before or after == 0.0:
        return None
    words = (
        f"f has a kink here: its slope turned round in {plain(100 * flips)} % of the last steps "
        f"and does not get smaller, so the steps stay {plain(after)} long."
    )
    return Verdict(
        kinds.KINK,
        words,
        (
            Evidence("flips", flips, "the share of the last steps that turn the gradient round"),
            Evidence("step", after, "the median length of the last steps"),
            Evidence("earlier step", before, "the same, a little earlier"),
        ),
    )


# ---- the course itself ----


def cycling(case: Case) -> Verdict:
    """The period, along which eigenvector, and the curvature there."""
    period = course.period(case.run.judged[0])
    evidence = [Evidence("period", period, "steps after which it is back at the same point")]
    words = f"It is back at the same point after every {counted(period, 'step')}."
    across = _across(case)
    if across is not None:
        along, curvature = across
        words = words[:-1] + f", and jumps along {place(along)}."
        evidence.append(Evidence("direction", tuple(along.tolist()), "the eigenvector it follows"))
        evidence.append(Evidence("curvature", curvature, "along it"))
    told, more = _limit(case, None if across is None else across[1])
    return Verdict(kinds.CYCLING, words + told, (*evidence, *more))


def swinging(case: Case) -> Verdict:
    """How much of its movement goes up again."""
    moves = np.diff(case.values)
    share = float(np.maximum(moves, 0).sum() / np.abs(moves).sum())
    words = (
        f"It overshoots and swings back: {plain(100 * share)} % of what f moved in the last fifth "
        "went up again."
    )
    told, more = _limit(case, None if case.eigen is None else float(case.eigen[0][-1]))
    upward = Evidence("upward", share, "the share of the movement of f that goes up")
    return Verdict(kinds.SWINGING, words + told, (upward, *more))


def noise(case: Case) -> Verdict:
    """The floor at which it hovers."""
    floor = float(np.median(case.values)) - (case.objective.fmin or 0.0)
    spread = float(case.values.max() - case.values.min())
    above = "" if case.objective.fmin is None else " above the minimum"
    words = (
        f"The random part of its gradients keeps it from settling: in the last fifth it hovered "
        f"about {plain(floor)}{above} and went up and down by {plain(spread)}."
    )
    return Verdict(
        kinds.NOISE,
        words,
        (
            Evidence("floor", floor, "the median in the last fifth"),
            Evidence("spread", spread, "between the highest and the lowest in the last fifth"),
        ),
    )


def rising(case: Case) -> Verdict:
    """How far up from the lowest of the last points."""
    rise = case.value - float(case.values.min())
    words = f"In the last fifth it went {plain(rise)} up again: its speed carries it uphill."
    if not np.any(case.run.pushes):
        words = f"In the last fifth it went {plain(rise)} up again."
    return Verdict(kinds.RISING, words, (Evidence("rise", rise, "above the lowest of its end"),))


def still(case: Case) -> Verdict:
    """It rests where there is no slope, or its steps have died out where there is."""
    bowl, is_flat = case.bowl, case.slope <= FLAT * case.steep
    if bowl is not None and is_flat and np.abs((bowl.point - case.end) / case.width).max() <= CLOSE:
        words = (
            "There is no slope to speak of, and f curves up all around: it is at a minimum, "
            f"{place(bowl.point)}."
        )
        minimum = Evidence("minimum", tuple(bowl.point.tolist()), "no slope, and f curves up")
        return Verdict(kinds.RESTING, words, (minimum, _slope(case)))
    where = "where the slope is small" if is_flat else "although there is a slope"
    words = f"Its steps have died out, {where}: {plain(case.slope)}."
    return Verdict(kinds.STALLED, words, (_slope(case),))


def crawling(case: Case) -> Verdict:
    """By what rate it goes down, and how long that would take."""
    fall = float(case.values[0] - case.values[-1])
    words = f"In the last fifth f came down by {plain(fall)} only."
    evidence = [Evidence("fall", fall, "of f in the last fifth")]
    pace = _pace(case)
    if pace is not None:
        share, steps = pace
        words = (
            f"In the last {counted(len(case.values) - 1, 'step')} the gap shrank by "
            f"{plain(100 * share)} %; at that rate the minimum is another {plain(steps, 2)} steps "
            "away."
        )
        evidence += _at_that_rate(share, steps)
    told, more = _slowed_by(case)
    return Verdict(kinds.CRAWLING, words + told, (*evidence, *more))


def falling(case: Case) -> Verdict:
    """How many more steps it would take, and what keeps it."""
    words = "It was still going down when its steps were over."
    evidence: tuple[Evidence, ...] = ()
    pace = _pace(case)
    if pace is not None:
        share, steps = pace
        words = (
            "It was still going down: at the rate of its last fifth the minimum is another "
            f"{plain(steps, 2)} steps away."
        )
        evidence = _at_that_rate(share, steps)
    told, more = _slowed_by(case)
    return Verdict(kinds.FALLING, words + told, (*evidence, *more))


REASONS = {
    course.STILL: still,
    course.CYCLING: cycling,
    course.PLATEAU: crawling,
    course.WANDERING: noise,
    course.SWINGING: swinging,
    course.RISING: rising,
    course.CRAWLING: crawling,
    course.FALLING: falling,
}
"""What is said where no other reason holds."""


# ---- numbers that several reasons share ----


def _reach(case: Case, direction: Array) -> float:
    """By what a curvature of 1 in a direction changes f from the middle of the picture."""
    return float(np.linalg.norm(case.width * direction)) ** 2 / 8.0


def _slope(case: Case) -> Evidence:
    return Evidence("slope", case.slope, f"the norm of the gradient; {plain(case.steep)} is usual")


def _condition(bowl: Bowl) -> tuple[Evidence, ...]:
    condition = float(bowl.curvatures[-1] / bowl.curvatures[0])
    return (Evidence("condition", condition, "the largest curvature there over the least"),)


def _slowed_by(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    """What keeps a run that goes down from going down faster: the shape, and the learning rate."""
    words, evidence = _stretched_features(case)
    eigen = case.eigen
    if eigen is not None and case.curves_up and not words:
        condition = float(eigen[0][-1] / eigen[0][0])
        if condition >= STRETCHED:
            words = (
                f" It is in a valley that curves {plain(condition)} times as strongly across as "
                "along: the learning rate has to fit the first."
            )
            about = "the largest curvature over the least"
            evidence = (Evidence("condition", condition, about),)
    jumps, more = _jumps_across(case)
    if not jumps:
        jumps, more = _limit(case, None if eigen is None else float(eigen[0][-1]), small=True)
    return jumps + words, (*more, *evidence)


def _jumps_across(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    """A run that is thrown from side to side, so that hardly anything is lost of what is there."""
    if case.eigen is None or not case.curves_up:
        return "", ()
    curvature, across = float(case.eigen[0][-1]), case.eigen[1][:, -1]
    slopes = across @ case.gradients
    flips = float(np.mean(slopes[1:] * slopes[:-1] < 0))
    height = float(slopes[-1] ** 2) / (2.0 * curvature)
    if flips < ALWAYS or height < LITTLE * case.left:
        return "", ()
    kept = float(abs(slopes[-1] / slopes[0]) ** (1.0 / (len(slopes) - 1)))
    words = (
        f" It is thrown from side to side along {place(across)}, and a step leaves "
        f"{plain(100 * kept)} % of the slope there: its learning rate is too large."
    )
    _, more = _limit(case, curvature)
    return words, (
        Evidence("direction", tuple(across.tolist()), "the eigenvector of the largest curvature"),
        Evidence("kept", kept, "the share of the slope along it that a step leaves"),
        *more,
    )


def _pace(case: Case) -> tuple[float, float] | None:
    """By what share the gap shrank in the last fifth, and the steps that are left at that rate.

    None for a run that gets faster: near a saddle, or at the edge of a plateau, it is slow before
    it is fast, and a rate of now says nothing. Nor does it under a schedule: of a longer run the
    learning rates would be others.
    """
    if case.entry.schedule:
        return None
    fmin = case.objective.fmin
    if fmin is None or not case.is_whole:
        return None
    first, last = case.values[0] - fmin, case.values[-1] - fmin
    middle = case.values[len(case.values) // 2] - fmin
    if not first > middle > last > course.TOLERANCE:
        return None
    if math.log(middle / last) > FASTER * math.log(first / middle):
        return None
    rate = math.log(last / first) / (len(case.values) - 1)
    return float(1.0 - last / first), math.log(course.TOLERANCE / last) / rate


def _at_that_rate(share: float, steps: float) -> tuple[Evidence, ...]:
    return (
        Evidence("shrinks", share, "the share of the gap that went in the last fifth"),
        Evidence("steps", steps, f"to {course.TOLERANCE_TEXT} above the minimum at that rate"),
    )


def _limit(
    case: Case, curvature: float | None, small: bool = False
) -> tuple[str, tuple[Evidence, ...]]:
    """The last learning rate against the limit of the curvature at the end, in words.

    ``small``: whether a learning rate far below the limit is a reason.
    """
    if curvature is None or curvature <= 0 or not case.has_theory:
        return "", ()
    if case.rates is None or not len(case.rates):
        return "", ()
    limit, rate = case.limit(curvature), float(case.rates[-1])
    share = rate / limit
    words = ""
    if share >= 1.0 - course.SAME:
        words = (
            f" Learning rate {plain(rate)} times curvature {plain(curvature)} is "
            f"{plain(rate * curvature)}; {plain(limit * curvature)} is the limit."
        )
    elif small and share < SMALL:
        words = (
            f" Its learning rate {plain(rate)} is {plain(100 * share, 2)} % of what would be "
            f"stable here, {plain(limit)}."
        )
    return words, (
        Evidence("learning rate", rate, "of the last step"),
        Evidence("largest curvature", curvature, "L, an eigenvalue of the Hessian at the end"),
        Evidence("stability limit", limit, f"{plain(limit * curvature)} / L"),
    )


def _across(case: Case) -> tuple[Array, float] | None:
    """The eigenvector along which the last step goes, and its curvature; None if along none."""
    if not case.can_see(1):
        return None
    move = case.points[-1] - case.points[-2]
    (values,), (vectors,) = case.curvatures(case.points[-2:].mean(axis=0)[np.newaxis])
    cosines = np.abs(vectors.T @ move) / np.linalg.norm(move)
    best = int(np.argmax(cosines))
    return (vectors[:, best], float(values[best])) if cosines[best] > 0.99 else None


def _stretched_features(case: Case) -> tuple[str, tuple[Evidence, ...]]:
    """What features of different sizes do to the bowl of a learning problem."""
    problem = case.objective
    if not isinstance(problem, objectives.LearningProblem) or problem.scaling != "none":
        return "", ()
    if not case.can_see(1):
        return "", ()
    start = case.run.points[0]
    values = case.curvatures(start[np.newaxis])[0][0]
    if values[0] <= 0 or values[-1] < STRETCHED * values[0]:
        return "", ()
    condition = float(values[-1] / values[0])
    words = (
        f" The features are not standardised: at the start the bowl curves {plain(condition)} "
        "times as strongly one way as the other."
    )
    about = "the condition number of the Hessian at the start"
    return words, (Evidence("condition of the features", condition, about),)
