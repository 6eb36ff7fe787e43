"""Basins of attraction: which stationary point a start ends at, for a whole rectangle of starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import FloatArray, Function, Gradient, ReadOnly, finite_array, function, mesh_over, positive
from gdbook._arguments import count as whole_number
from gdbook._progress import watched
from gdbook.descent import FAR_AWAY, iterate
from gdbook.rules import Rule

Point = tuple[float, float]

NOWHERE = -1
"""In place of a target's number."""

AT_ONCE = 16384
"""Starts that run side by side: few enough for a processor's cache and for a modest memory, many enough for numpy."""

DYING_OUT = 0.99
"""Steps die out if the longest of the last quarter is at most this many times the longest of the quarter before."""

AT_REST = 1e-3
"""In units of tol: steps no longer than this are not asked to die out, for rounding does not."""


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Basins(ReadOnly):
    """Where the starts of a rectangle go. The arrays are read-only; their last two axes are x1, upwards, and x0."""

    starts: FloatArray  # (2, count, count)
    targets: tuple[Point, ...]
    reached: NDArray[np.int64]  # (count, count), the number of the target that was reached, from 0; -1 for none
    steps: NDArray[np.int64]  # (count, count), steps after which it stayed within tol of that target; -1 for none
    escaped: NDArray[np.bool_]  # (count, count), whether it ran away without bound


def basin_map(
    f: Function,
    rule: Rule[Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    count: int = 400,
    step_num: int = 200,
    targets: Sequence[Point] | ArrayLike | None = None,
    tol: float = 1e-3,
    grad: Gradient | None = None,
) -> Basins:
    """Runs a rule from every point of a mesh over the rectangle xlim x ylim, and says which target each start reaches.

    Reached means settled: the run ends within tol of the target, and its steps die out. They do if the longest of
    the last quarter of the run is at least 1 % shorter than that of the quarter before, or no longer than tol / 1000.
    So a 2-cycle around a target, or a slow departure from it, is not taken for an arrival.

    Args:
        f: takes points of shape (2, ...), returns their values, shape (...).
        rule: how to step, such as GradientDescent(lr=0.01).
        xlim: the ends of the rectangle along x0.
        ylim: the ends of the rectangle along x1.
        count: starts along each side, 2 or more, both ends included.
        step_num: number of steps, 0 or more.
        targets: the points that may be reached, a list of pairs, each more than 2 tol from the others; without them
            f.stationary_points, which a Surface has.
        tol: how near a run must end, a distance in units of x.
        grad: the gradient of f; without it f.grad is used, which a Surface has, or else the chapter's central
            difference with h = 1e-4.

    Returns:
        A Basins. Starts that escape, as by descend's "diverged", and those still on their way reach -1.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import GradientDescent, double_well
        >>> window = (-1.5, 1.5), (-1, 1)
        >>> rule = GradientDescent(lr=0.1)
        >>> basins = basin_map(double_well, rule, *window, count=3)
        >>> basins.reached  # left well, saddle from the ridge, right well
        array([[0, 1, 2],
               [0, 1, 2],
               [0, 1, 2]])
    """
    function("f", f)
    if grad is None:
        grad = getattr(f, "grad", None)
    starts = mesh_over(xlim, ylim, count)
    taken, near = whole_number("step_num", step_num), positive("tol", tol)
    goals = _goals(getattr(f, "stationary_points", None) if targets is None else targets, near)
    each = starts.reshape(2, -1)
    pieces = [each[:, i : i + AT_ONCE] for i in range(0, each.shape[1], AT_ONCE)]
    ends = [_ends(f, piece, rule, taken, grad, goals, near) for piece in watched(pieces, len(pieces), "starts")]
    reached, steps, escaped = (np.concatenate(part).reshape(starts.shape[1:]) for part in zip(*ends, strict=True))
    for array in (starts, reached, steps, escaped):
        array.flags.writeable = False
    return Basins(starts, tuple((float(x0), float(x1)) for x0, x1 in goals), reached, steps, escaped)


def _ends(
    f: Function,
    starts: FloatArray,
    rule: Rule[Any],
    step_num: int,
    grad: Gradient | None,
    goals: FloatArray,
    tol: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Of starts (2, m): reached, steps and escaped, each (m,). Kept are only what the verdict needs, and no points."""
    inside = np.full(starts.shape[1:], NOWHERE)  # within tol of which target
    since = np.zeros(starts.shape[1:], np.int64)
    quarter = max(step_num // 4, 1)
    longest = np.zeros((2, *starts.shape[1:]))  # steps, squared: of the last quarter but one, and of the last
    x = starts
    with np.errstate(all="ignore"):  # overflow is a result here: the start escapes
        for step in islice(iterate(f, starts, rule, grad=grad), step_num + 1):
            before, x = x, step.x
            here = _inside(x, goals, tol)
            since[here != inside] = step.k
            inside = here
            if step.k > step_num - 2 * quarter:
                row = longest[int(step.k > step_num - quarter)]
                np.maximum(row, ((x - before) ** 2).sum(axis=0), out=row)
            if not np.isfinite(x).any():
                break
        rest = AT_REST * tol
        dying_out = longest[1] <= np.maximum(DYING_OUT**2 * longest[0], rest * rest)
        settled = (inside != NOWHERE) & dying_out
        near = np.abs(x).max(axis=0) / np.maximum(1.0, np.abs(starts).max(axis=0)) <= FAR_AWAY  # as for descend
    return np.where(settled, inside, NOWHERE), np.where(settled, since, NOWHERE), ~near & ~settled


def _inside(x: FloatArray, goals: FloatArray, tol: float) -> NDArray[np.int64]:
    """For points (2, m) the number of the target within tol, or -1."""
    here = np.full(x.shape[1:], NOWHERE)
    for number, (x0, x1) in enumerate(goals):
        here[(x[0] - x0) ** 2 + (x[1] - x1) ** 2 <= tol * tol] = number
    return here


def _goals(targets: Any, tol: float) -> FloatArray:
    if targets is None:
        raise TypeError("targets must be given for an f that has no stationary_points, got None")
    goals = finite_array("targets", targets)
    if goals.ndim != 2 or goals.shape[1] != 2 or len(goals) == 0:
        raise ValueError(f"targets must be a list of points (x0, x1), shape (m, 2), got shape {goals.shape}")
    with np.errstate(over="ignore"):  # infinitely far apart is far enough
        apart = np.hypot(*(goals[:, None] - goals).T)[np.triu_indices(len(goals), 1)]
    if not (apart > 2 * tol).all():
        raise ValueError(f"targets must be more than 2 tol = {2 * tol} apart, got two of them {apart.min()} apart")
    return goals
