"""The one owner of the app's caches: results are read-only, so all visitors share them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import numpy as np
from cachetools import TTLCache, cached
from streamlit.runtime.scriptrunner import get_script_run_ctx

from experiments import (
    BasinMap,
    Ensemble,
    Entry,
    Race,
    Runner,
    Scene,
    Sweep,
    Tuning,
    basin_map,
    cost,
    run_ensemble,
    run_entry,
    sweep_map,
    tune,
)
from experiments.blocks import part_of
from experiments.cluster import executor
from experiments.comparison import Comparison, compare
from experiments.course import COURSES
from experiments.positions import run_positions
from experiments.spectra import Spectra, singular_values
from figures.fan import depends_on_race
from figures.fan import fan as fan_of
from figures.paths import MOST_ROWS
from figures.stage import StageView
from optimizers.variables import Variable
from ui.limits import LIMITS
from ui.links import own_tables
from ui.server.progress import Unwatched
from ui.server.refusals import noted
from ui.server.turns import LINE, BusyError
from ui.stage.packing import pack
from ui.words import wording

if TYPE_CHECKING:
    from ui.server.progress import Report

cost.LIMITS.race_bytes = 1e6 * LIMITS.race_memory
cost.LIMITS.most_work = 1e9 * LIMITS.work


def _cache(megabytes: int, getsizeof: Callable[[Any], int]) -> TTLCache[Any, Any]:
    """What was used last stays, as long as all of it fits; what alone is larger is not kept.

    A result that was made from a visitor's own table has the table in its key, so that a table is
    forgotten at the latest that many hours after a page has last used it.
    """
    return TTLCache(maxsize=1e6 * megabytes, ttl=LIMITS.seconds, getsizeof=getsizeof)


OBJECTS = 6_000
"""Bytes of a run that are no arrays: its objects, its summary and its verdict."""
DRAWN = 70
"""Bytes for every row of a run that is drawn."""
PLANE = 60_000
"""Bytes of the heights in the plane through the paths of a race: the share of one of four."""


def _table(scene: Scene) -> int:
    """The bytes of the own table of a scene; 0 where it has none."""
    own = dict(scene.parameters)
    if "features" not in own or "targets" not in own:
        return 0
    return own_tables.size((own["features"], own["targets"]))


_tables: WeakKeyDictionary[Runner, int] = WeakKeyDictionary()
"""The bytes of the own table that stands in the key of a run."""


def _size(runner: Runner) -> int:
    """What a run takes with all that is kept as long as it is: of a short one, most is no array."""
    batch = runner.trajectory if runner.others is None else runner.others
    fields = (getattr(batch, field.name) for field in dataclasses.fields(batch))
    arrays = [array for array in fields if hasattr(array, "nbytes")]
    kept = sum(array.nbytes for array in [*arrays, *(batch.state or {}).values()])
    points = runner.trajectory.points
    plane = PLANE if points.shape[1] > 2 else 0
    table = _tables.get(runner, 0)
    return kept + OBJECTS + DRAWN * min(len(points), MOST_ROWS) + plane + table


LARGE = 1e6
"""So many bytes of a race may be held for every visitor, beside what is kept for all."""


def is_large(race: Race) -> bool:
    """Whether a race must not be held for every visitor."""
    return sum(map(_size, race.runners)) > LARGE


def _key(scene: Scene, entry: Entry, progress: object = None) -> tuple[Scene, Entry]:  # noqa: ARG001
    return scene, entry


_runs = _cache(LIMITS.run_memory, _size)
_runs_lock = Lock()


# Streamlit's own cache walks through every key in Python, which took a fifth of a rerun, and
# counts entries, of which one may be a thousand times as large as another.
@cached(_runs, key=_key, lock=_runs_lock)
def runner(scene: Scene, entry: Entry, progress: Callable[[float], None] | None = None) -> Runner:
    """One run, by what it was made from."""
    made = run_entry(scene, entry, progress)
    _tables[made] = _table(scene)
    return made


@dataclasses.dataclass(frozen=True)
class Failure:
    """Why an entry could not be run.

    The error itself is not kept: it would hold all that its functions have computed.
    """

    sentence: str
    is_busy: bool
    """Whether it can be, once the server has less work."""

    def __str__(self) -> str:
        return self.sentence


def _is_run_kept(scene: Scene, entry: Entry) -> bool:
    with _runs_lock:
        return (scene, entry) in _runs


def race(scene: Scene, report: Report | None = None) -> tuple[Race, list[Failure]]:
    """A race of those entries that can be run, and why the others cannot, each reason once.

    Heavy runs that are not kept wait their turn. Where one has waited in vain, the next ones do not
    wait. Without a ``report`` they are left out: nobody would see that they wait, or could cancel
    them.

    What is kept must not depend on the other entries, so every entry is run in the scene without
    entries.
    """
    alone = scene.replace(entries=())
    heavy = cost.is_heavy(scene.landscape(), scene.steps, scene.starts)
    runners, failures, is_busy = [], [], False
    for index, entry in enumerate(scene.entries):
        waits = heavy and not _is_run_kept(alone, entry)
        if waits and (is_busy or report is None):
            continue
        try:
            share = part_of(report, index, len(scene.entries))
            with noted(), turn(waits, report):
                runners.append(runner(alone, entry, share))
        except BusyError as error:
            is_busy = True
            failures.append(Failure(str(error), is_busy=True))
        except ValueError as error:
            failures.append(Failure(str(error), is_busy=False))
    shown = scene.replace(entries=tuple(each.entry for each in runners))
    return Race(shown, scene.landscape(), tuple(runners)), list(dict.fromkeys(failures))


def held(race: Race) -> Callable[[], Race]:
    """What gives a race once more, to be held as long as a visitor is there.

    A large one is not in it: its runs are those that are kept, or run again in their turn.

    Raises (what is returned):
        ValueError: they cannot be run again now.
    """
    if not is_large(race):
        return lambda: race
    scene = race.scene
    return lambda: _again(scene)


def _again(scene: Scene) -> Race:
    found, failures = race(scene, Unwatched())
    if failures:
        raise ValueError(str(failures[0]))
    return found


Experiment = Tuning | Sweep | BasinMap | Ensemble | Comparison
_HOW: dict[type[Any], Callable[..., Any]] = {
    Tuning: tune,
    Sweep: sweep_map,
    BasinMap: basin_map,
    Ensemble: run_ensemble,
    Comparison: compare,
}


def _weight(result: Any) -> int:
    """The bytes of all arrays in a result, and of the own table of its scene."""
    if isinstance(result, np.ndarray):
        return result.nbytes
    if isinstance(result, Scene):
        return _table(result)
    if isinstance(result, tuple):
        return sum(_weight(part) for part in result)
    if dataclasses.is_dataclass(result):
        return sum(_weight(getattr(result, field.name)) for field in dataclasses.fields(result))
    return 0


_experiments = _cache(LIMITS.experiment_memory, _weight)
_experiments_lock = Lock()


def _config(config: Experiment, progress: object = None) -> Experiment:  # noqa: ARG001
    return config


@cached(_experiments, key=_config, lock=_experiments_lock)
def _experiment(config: Experiment, progress: Callable[[float], None] | None = None) -> Any:
    return _HOW[type(config)](config, executor(), progress)


def experiment(
    config: Experiment, report: Report | None = None, index: int = 0, count: int = 1
) -> Any:
    """The result of an experiment, by what it is made of; run on the cluster, if there is one.

    A heavy one that is not kept waits its turn. It is the ``index``-th of ``count`` whose progress
    is reported together.
    """
    with noted(), turn(config.is_heavy and not is_kept(config), report):
        return _experiment(config, part_of(report, index, count))


def turn(heavy: bool, report: Report | None) -> AbstractContextManager[None]:
    """The turn of the present visitor; light work needs none.

    A file that is made when its button is pressed is a visitor of its own.
    """
    if not heavy or report is None:
        return nullcontext()
    context = get_script_run_ctx(suppress_warning=True)
    return LINE.turn(uuid4().hex if context is None else context.session_id, report)


def is_kept(config: Experiment) -> bool:
    """Whether the result of an experiment is at hand."""
    with _experiments_lock:
        return config in _experiments


_spectra: WeakKeyDictionary[Runner, dict[str, Spectra]] = WeakKeyDictionary()


def spectra(runner: Runner, matrix: Variable) -> Spectra:
    """The singular values over a run, kept as long as the run is."""
    known = _spectra.setdefault(runner, {})
    if matrix.name not in known:
        known[matrix.name] = singular_values(runner.trajectory, matrix)
    return known[matrix.name]


_fans = _cache(LIMITS.knob_memory, len)
_fans_lock = Lock()


@dataclasses.dataclass(frozen=True)
class FanKey:
    """What the runs of all positions of a knob depend on, and how they are drawn.

    Where the knob stands is not among it, nor are the other runners, unless they make the plane or
    the scale of the curves.
    """

    scene: Scene
    view: StageView
    entry: Entry
    uid: int
    name: str

    @classmethod
    def of(cls, race: Race, view: StageView, entry: Entry, uid: int, name: str) -> FanKey:
        """The key of a knob of one of the entries of a race."""
        rest = tuple(pair for pair in entry.values if pair[0] != name)
        whole = depends_on_race(race.objective, view)
        scene = race.scene if whole else race.scene.replace(entries=())
        return cls(scene, view, dataclasses.replace(entry, values=rest), uid, name)

    @property
    def text(self) -> str:
        """A short name for the browser, which keeps the last fan it got."""
        return own_tables.digest_of(self)


def fan(race: Race, key: FanKey, rungs: list[float]) -> bytes:
    """The packed runs of all positions of a knob; nothing where they cannot be made."""
    with _fans_lock:
        found = _fans.get(key)
    if found is None:
        try:
            made = run_positions(race.scene, key.entry, key.name, rungs)
        except ValueError:
            return b""
        words = [
            wording.outcome(COURSES[how], float(height), race.objective.fmin)
            for how, height in zip(made.courses, made.heights, strict=True)
        ]
        names = {"uid": key.uid, "name": key.name, "key": key.text, "words": words}
        found = pack(fan_of(race, key.view, made) | names)
        with _fans_lock, suppress(ValueError):  # alone too large
            _fans[key] = found
    return found


_CACHES = {
    "runs": (_runs, _runs_lock),
    "experiments": (_experiments, _experiments_lock),
    "fans": (_fans, _fans_lock),
}


def kept() -> dict[str, int]:
    """The bytes that are kept, by what they are."""
    found = {"tables": own_tables.kept_bytes()}
    for name, (cache, lock) in _CACHES.items():
        with lock:
            found[name] = round(cache.currsize)
    return found


def expire() -> None:
    """Free the results whose time is over."""
    for cache, lock in _CACHES.values():
        with lock:
            cache.expire()
