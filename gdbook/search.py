"""Hyperparameters: a sweep of one, a grid of several, a random search; on many cores with the same result as on one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_count, as_points, as_scalar, check_function, check_methods, short_repr
from gdbook._functions import Function, Gradient
from gdbook._progress import watched
from gdbook.descent import descend
from gdbook.rules import Rule
from gdbook.spaces import Space

SEEDS = 2**128  # as many as numpy recommends to choose from
TrialStatus: TypeAlias = Literal["finished", "diverged", "failed"]
Objective: TypeAlias = Callable[..., Any]  # takes hyperparameters by keyword; returns a number, to be made small
Map: TypeAlias = Callable[..., Iterable[Any]]  # called as map(function, list); may return futures, as Dask's does


class Trial(NamedTuple):
    """A set of hyperparameters and its result. If it diverged, or objective raised, score is inf and error says why."""

    params: dict[str, Any]
    score: float
    status: TrialStatus
    error: str = ""


@dataclass(frozen=True, repr=False)
class Search:
    """The trials of a search: best first, then those that diverged, then those that failed; ties in the order tried."""

    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        """The trial with the smallest score; a ValueError if none finished."""
        first = self.trials[0]
        if first.status != "finished":
            raise ValueError(f"no trial finished; {first.params} {first.status}: {first.error}")
        return first

    def __repr__(self) -> str:
        counts = Counter(trial.status for trial in self.trials)
        head = f"Search of {len(self.trials)} trials: {', '.join(f'{n} {status}' for status, n in counts.items())}"
        if counts["finished"]:
            head += f"; best {' '.join(short_repr(self.best.params).split())}, score {self.best.score}"
        return head


@dataclass(frozen=True)
class FinalLoss:
    """An objective: maps hyperparameters to f at the last point of the run, inf if it diverged or froze.

    Args:
        f: takes a point of shape (n,), returns its value. The objective can be pickled if f and rule can.
        init_x: the start, shape (n,); finite.
        rule: called with the hyperparameters, it makes the rule, such as the class Momentum.
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.

    Example:
        >>> from gdbook import GradientDescent, bowl
        >>> round(FinalLoss(bowl, [1, 0], GradientDescent, 2)(lr=0.25), 6)
        0.0625
    """

    f: Function
    init_x: ArrayLike
    rule: Callable[..., Rule[Any]]
    step_num: int
    grad: Gradient | None = None

    def __post_init__(self) -> None:
        check_function("f", self.f)
        start = as_points("init_x", self.init_x)
        if start.ndim != 1:
            raise ValueError(f"init_x must be one point of shape (n,), got shape {start.shape}")
        object.__setattr__(self, "init_x", tuple(start.tolist()))
        check_function("rule", self.rule)
        as_count("step_num", self.step_num)
        check_function("grad", self.grad, optional=True)

    def __call__(self, **hyperparameters: Any) -> float:
        trace = descend(self.f, self.init_x, self.rule(**hyperparameters), self.step_num, grad=self.grad)
        return math.inf if trace.status in ("diverged", "frozen") else float(trace.f[-1])


def sweep(objective: Objective, name: str, values: Sequence[Any] | ArrayLike, *, map: Map = map) -> Search:
    """Try one hyperparameter at each of the values.

    Args:
        objective: takes the hyperparameter by keyword, returns a number to be made small.
        name: of the hyperparameter.
        values: one or more.
        map: called as map(function, list), it runs the trials: the built-in map, a pool's, a Dask client's.

    Returns:
        The Search. A trial that diverges or raises is recorded as such and does not stop the others.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it. Errors of map are its own.

    Example:
        >>> sweep(lambda lr: (lr - 2) ** 2, "lr", [1, 2, 4]).best
        Trial(params={'lr': 2}, score=0.0, status='finished', error='')
    """
    _check_name("name", name)
    given: Any = getattr(values, "tolist", lambda: values)()  # numpy scalars become Python numbers
    listed = list(given) if hasattr(given, "__iter__") and not isinstance(given, type | str | bytes) else []
    if not listed:
        raise TypeError(f"values must be a list of one value or more, got {short_repr(given)}")
    return _search(objective, ({name: value} for value in listed), map)


def grid_search(objective: Objective, spaces: Mapping[str, Space], points: int, *, map: Map = map) -> Search:
    """Try every combination of evenly spread values: points^n trials of n hyperparameters.

    Args:
        objective: as for sweep, with one keyword for each hyperparameter.
        spaces: for each hyperparameter the values it may take.
        points: how many values of each, 2 or more, both ends included.
        map: as for sweep.

    Returns:
        The Search, as of sweep.

    Raises:
        TypeError, ValueError: as for sweep.

    Example:
        >>> from gdbook.spaces import Linear, Log
        >>> spaces = {"lr": Log(0.01, 1), "beta": Linear(0, 1)}
        >>> len(grid_search(lambda lr, beta: lr + beta, spaces, 3).trials)
        9
    """
    _check_spaces(spaces)
    axes = [space.grid(as_count("points", points, least=2)) for space in spaces.values()]
    return _search(objective, (dict(zip(spaces, values, strict=True)) for values in product(*axes)), map)


def random_search(
    objective: Objective, spaces: Mapping[str, Space], trials: int, *, rng: int | np.random.Generator, map: Map = map
) -> Search:
    """Try values drawn at random, each hyperparameter from its own space, independently.

    The same seed gives the same trials, and a longer search begins with the trials of a shorter one.

    Args:
        objective: as for sweep, with one keyword for each hyperparameter.
        spaces: for each hyperparameter the values it may take.
        trials: how many, 1 or more.
        rng: a seed, or a numpy Generator, which is drawn from.
        map: as for sweep.

    Returns:
        The Search, as of sweep.

    Raises:
        TypeError, ValueError: as for sweep.

    Example:
        >>> from gdbook.spaces import Log
        >>> spaces = {"x": Log(1, 100)}
        >>> search = random_search(lambda x: -x, spaces, 20, rng=0)
        >>> round(search.best.params["x"], 2)
        74.16

    Source: Bergstra and Bengio, Journal of Machine Learning Research 13, 2012, pages 281 to 305.
    """
    _check_spaces(spaces)
    as_count("trials", trials, least=1)
    source = rng if isinstance(rng, np.random.Generator) else np.random.default_rng(as_count("rng", rng, most=SEEDS))
    drawn = ({name: space.sample(source) for name, space in spaces.items()} for _ in range(trials))
    return _search(objective, drawn, map)


def _search(objective: Objective, combinations: Iterable[dict[str, Any]], map: Map) -> Search:
    check_function("objective", objective)
    check_function("map", map)
    params = list(combinations)  # random ones are drawn here, all before the first trial runs
    results: Any = map(partial(_attempt, objective), list(enumerate(params)))
    found: dict[int, Trial] = {}  # by number, since a map need not keep the order
    for result in watched(results if hasattr(results, "__iter__") else [], len(params), "trials"):
        match result.result() if hasattr(result, "result") else result:  # waits for a future
            case int(number), Trial() as trial:
                found[number] = trial
            case other:
                raise TypeError(f"map must return what its function returns, or futures of it, got {short_repr(other)}")
    if len(found) != len(params):
        raise ValueError(f"map must return a result for each of the {len(params)} trials, got {short_repr(results)}")
    trials = [found[number]._replace(params=values) for number, values in enumerate(params)]
    return Search(tuple(sorted(trials, key=lambda trial: (trial.score, trial.status))))  # "diverged" < "failed"


def _attempt(objective: Objective, task: tuple[int, dict[str, Any]]) -> tuple[int, Trial]:
    """The number of a trial and its result, without params, and with text for an exception: not all can be pickled."""
    number, params = task
    try:
        with np.errstate(all="ignore"):  # overflow is a result here: the trial diverges
            score = as_scalar("objective's value", objective(**deepcopy(params)))  # a copy: it may change a list
    except Exception as error:
        reason = type(error).__name__
        with suppress(Exception):  # of the error's own __str__
            reason += f": {error}"
        return number, Trial({}, math.inf, "failed", reason)
    if not math.isfinite(score):
        return number, Trial({}, math.inf, "diverged", f"the score is {score}")
    return number, Trial({}, score, "finished")


def _check_name(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be the name of a hyperparameter, got {short_repr(value)}")


def _check_spaces(spaces: Any) -> None:
    if not isinstance(spaces, Mapping) or not spaces:
        raise TypeError(f'spaces must be a mapping such as {{"lr": Log(1e-4, 1)}}, got {short_repr(spaces)}')
    for name, space in cast("Mapping[Any, Any]", spaces).items():
        _check_name("each key of spaces", name)
        check_methods(f"spaces[{name!r}]", space, ("grid", "sample"), "Log(1e-4, 1)")
