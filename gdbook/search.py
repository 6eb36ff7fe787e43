"""Hyperparameters: a sweep of one, a grid of several, a random search, on one core or on many.

An objective is a function of keyword hyperparameters that returns a number to be made small. What a search returns
depends on its arguments alone, whichever `map` runs the trials.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import product
from numbers import Integral
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import Function, Gradient, as_count, as_points, check_function, is_number, is_real, short_repr
from gdbook._progress import watched
from gdbook.descent import descend
from gdbook.rules import Rule
from gdbook.spaces import Choice, Space, listed

TrialStatus: TypeAlias = Literal["finished", "diverged", "failed"]
Objective: TypeAlias = Callable[..., Any]
"""Takes hyperparameters by keyword; returns a number, to be made small."""
Map: TypeAlias = Callable[..., Iterable[Any]]
"""Called as map(function, list): the built-in map, a pool's, or one that returns futures, such as a Dask client's."""


class Trial(NamedTuple):
    """One set of hyperparameters and its result.

    A trial has diverged if its score was not finite, and failed if the objective raised. Then score is inf, which
    compares as NaN does not, and error says what happened; otherwise error is empty.
    """

    params: dict[str, Any]
    score: float
    status: TrialStatus
    error: str = ""


@dataclass(frozen=True, repr=False)
class Search:
    """The trials of a search, best first; then those that diverged, then those that failed.

    Trials that are equally good are in the order in which they were tried.
    """

    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        """The trial with the smallest score.

        Raises:
            ValueError: no trial finished.
        """
        if not self.trials:
            raise ValueError("no trial finished; there was none")
        first = self.trials[0]
        if first.status != "finished":
            raise ValueError(f"no trial finished; {first.params} {first.status}: {first.error}")
        return first

    def __repr__(self) -> str:
        counts = Counter(trial.status for trial in self.trials)
        head = f"Search of {len(self.trials)} trials: {', '.join(f'{n} {status}' for status, n in counts.items())}"
        if not counts["finished"]:
            return head
        return f"{head}; best {' '.join(short_repr(self.best.params).split())}, score {self.best.score}"


@dataclass(frozen=True)
class FinalLoss:
    """f at the last point of a run, as a function of the hyperparameters of its rule: an objective ready to search.

    FinalLoss(f, init_x, Momentum, 30)(lr=0.1, beta=0.5) takes 30 steps by Momentum(lr=0.1, beta=0.5).
    The result is inf where the run diverged or froze. It can be pickled if f can.

    Args:
        f: takes a point of shape (n,), returns its value.
        init_x: the start, shape (n,); finite.
        rule: called with the hyperparameters, it makes the rule, such as the class Momentum.
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import GradientDescent, bowl
        >>> loss = FinalLoss(bowl, [1.0, 0.0], GradientDescent, 2)
        >>> round(loss(lr=0.25), 6)
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
        if self.grad is not None:
            check_function("grad", self.grad)

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
        A Search. A trial that diverges or raises is recorded as such and does not stop the others.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it. Errors of map are its own.

    Example:
        >>> sweep(lambda lr: (lr - 2) ** 2, "lr", [1, 2, 4]).best
        Trial(params={'lr': 2}, score=0.0, status='finished', error='')
    """
    _check_name("name", name)
    return _search(objective, [{name: value} for value in listed("values", values)], map)


def grid_search(
    objective: Objective, spaces: Mapping[str, Space], points: int | Mapping[str, int], *, map: Map = map
) -> Search:
    """Try every combination of evenly spread values: points_1 x points_2 x ... trials.

    Args:
        objective: as for sweep, with one keyword for each hyperparameter.
        spaces: for each hyperparameter the values it may take.
        points: how many values of each, 2 or more, both ends included; or a number for each. A Choice is taken whole.
        map: as for sweep.

    Returns:
        A Search. A trial that diverges or raises is recorded as such and does not stop the others.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it. Errors of map are its own.

    Example:
        >>> from gdbook.spaces import Linear, Log
        >>> spaces = {"lr": Log(0.01, 1), "beta": Linear(0, 1)}
        >>> search = grid_search(lambda lr, beta: lr + beta, spaces, 3)
        >>> len(search.trials)
        9
    """
    _check_spaces(spaces)
    if isinstance(points, Mapping):
        ranges = {name for name in spaces if not isinstance(spaces[name], Choice)}
        if not ranges <= set(points) <= set(spaces):
            raise ValueError(f"points must name the hyperparameters {sorted(ranges)}, got {short_repr(list(points))}")
        axes = [space.grid(points.get(name, 0)) for name, space in spaces.items()]
    else:
        as_count("points", points, least=2)
        axes = [space.grid(points) for space in spaces.values()]
    return _search(objective, [dict(zip(spaces, values, strict=True)) for values in product(*axes)], map)


def random_search(
    objective: Objective, spaces: Mapping[str, Space], trials: int, *, rng: int | np.random.Generator, map: Map = map
) -> Search:
    """Try values drawn at random, each hyperparameter from its own space, independently.

    All values are drawn before the first trial runs, trial after trial: the same seed gives the same trials, and a
    longer search begins with the trials of a shorter one.

    Args:
        objective: as for sweep, with one keyword for each hyperparameter.
        spaces: for each hyperparameter the values it may take.
        trials: how many, 1 or more.
        rng: a seed, or a numpy Generator, which is drawn from.
        map: as for sweep.

    Returns:
        A Search. A trial that diverges or raises is recorded as such and does not stop the others.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it. Errors of map are its own.

    Example:
        >>> from gdbook.spaces import Log
        >>> def loss(lr):
        ...     return abs(np.log10(lr) + 1)
        >>> search = random_search(loss, {"lr": Log(1e-4, 1)}, 20, rng=0)
        >>> round(search.best.params["lr"], 2)
        0.08

    Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization,
        Journal of Machine Learning Research 13, 2012, pages 281 to 305.
    """
    check_function("objective", objective)
    check_function("map", map)
    _check_spaces(spaces)
    as_count("trials", trials, least=1)
    if not isinstance(rng, np.random.Generator):
        if not is_number(Integral, rng):
            raise TypeError(f"rng must be a seed or a numpy Generator, got {short_repr(rng)}")
        if rng < 0:
            raise ValueError(f"rng must be a non-negative integer, got {short_repr(int(rng))}")
        rng = np.random.default_rng(int(rng))
    drawn = [{name: space.sample(rng) for name, space in spaces.items()} for _ in range(trials)]
    return _search(objective, drawn, map)


def _search(objective: Objective, params: list[dict[str, Any]], map: Map) -> Search:
    check_function("objective", objective)
    check_function("map", map)
    results: Any = map(partial(_attempt, objective), list(enumerate(params)))
    if not hasattr(results, "__iter__"):
        raise TypeError(f"map must return an iterable of results, got {short_repr(results)}")
    outcomes: dict[int, _Outcome] = {}
    for result in watched(results, len(params), "trials"):
        outcome = result.result() if hasattr(result, "result") else result  # waits for a future
        if not isinstance(outcome, _Outcome):
            raise TypeError(f"map must return what its function returns, or futures of it, got {short_repr(outcome)}")
        outcomes[outcome.trial] = outcome  # by number, since a map need not keep the order
    if len(outcomes) != len(params):
        raise ValueError(f"map must return a result for each of the {len(params)} trials, got {len(outcomes)}")
    trials = [Trial(values, *outcomes[i][1:]) for i, values in enumerate(params)]
    return Search(tuple(sorted(trials, key=lambda trial: (trial.score, trial.status))))  # "diverged" < "failed"


class _Outcome(NamedTuple):
    """The result of one trial, wherever it ran. An exception is kept as text, since not every one can be pickled."""

    trial: int
    score: float
    status: TrialStatus
    error: str


def _attempt(objective: Objective, task: tuple[int, dict[str, Any]]) -> _Outcome:
    trial, params = task
    try:
        with np.errstate(all="ignore"):  # overflow is a result here: the trial diverges
            score = _as_score(objective(**deepcopy(params)))  # a copy: an objective may change a list
    except Exception as error:
        return _Outcome(trial, math.inf, "failed", _describe(error))
    if not math.isfinite(score):
        return _Outcome(trial, math.inf, "diverged", f"the score is {score}")
    return _Outcome(trial, score, "finished", "")


def _describe(error: Exception) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # raised by the exception's own __str__
        return type(error).__name__


def _as_score(value: Any) -> float:
    scalar: Any = value[()] if getattr(value, "shape", None) == () else value
    if not is_real(scalar) and type(scalar) is not np.bool_:
        raise TypeError(f"objective must return a number, got {short_repr(value)}")
    try:
        return float(cast(Any, scalar))
    except OverflowError:  # an int outside the range of float64
        return math.inf


def _check_name(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be the name of a hyperparameter, got {short_repr(value)}")


def _check_spaces(spaces: Any) -> None:
    if not isinstance(spaces, Mapping):
        raise TypeError(f'spaces must be a mapping such as {{"lr": Log(1e-4, 1)}}, got {short_repr(spaces)}')
    if not spaces:
        raise ValueError("spaces must name at least one hyperparameter, got none")
    for name, space in cast("Mapping[Any, Any]", spaces).items():
        _check_name("each key of spaces", name)
        if isinstance(space, type) or not all(callable(getattr(space, method, None)) for method in ("grid", "sample")):
            raise TypeError(f"spaces[{name!r}] must be a space such as Log(1e-4, 1), got {short_repr(space)}")
