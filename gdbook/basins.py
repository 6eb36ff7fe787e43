"""Basins of attraction: which stationary point a start ends at, for a whole rectangle of starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import (
    FloatArray,
    Function,
    Gradient,
    ReadOnly,
    as_count,
    as_finite_array,
    as_positive,
    check_function,
    make_mesh,
)
from gdbook._progress import watched
from gdbook.descent import iterate
from gdbook.rules import Rule
from gdbook.status import divergence, part_edges

Point = tuple[float, float]

NOWHERE = -1  # the number of no target
SIDE_BY_SIDE = 16384  # starts per array: few enough for the processor's cache, many enough for numpy
# Steps die out if the longest of the last quarter is at most this many times the longest of the quarter before.
DYING_OUT = 0.99
AT_REST = 1e-3  # in units of tol: steps up to this length need not die out, since rounding does not


@dataclass(frozen=True, eq=False, repr=False)  # eq: comparing arrays gives no single answer
class Basins(ReadOnly):
    """Where the starts of a rectangle go. The arrays are read-only; their last two axes are x1, upwards, and x0."""

    starts: FloatArray  # (2, count, count)
    targets: tuple[Point, ...]
    reached: NDArray[np.int64]  # (count, count), the number of the target that was reached, from 0; -1 for none
    steps: NDArray[np.int64]  # (count, count), steps after which it stayed within tol of that target; -1 for none
    escaped: NDArray[np.bool_]  # (count, count), whether the run diverged

    def __repr__(self) -> str:
        counts = [f"{(self.reached == i).sum()} reach {target}" for i, target in enumerate(self.targets)]
        rest = f"{self.escaped.sum()} escape, {((self.reached == NOWHERE) & ~self.escaped).sum()} neither"
        return f"Basins of {self.reached.size} starts: " + ", ".join([*counts, rest])


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
    check_function("f", f)
    if grad is None:
        grad = getattr(f, "grad", None)
    starts = make_mesh(xlim, ylim, count)
    taken, near = as_count("step_num", step_num), as_positive("tol", tol)
    goals = _as_targets(getattr(f, "stationary_points", None) if targets is None else targets, near)
    each = starts.reshape(2, -1)
    pieces = [each[:, i : i + SIDE_BY_SIDE] for i in range(0, each.shape[1], SIDE_BY_SIDE)]
    ends = [_run(f, piece, rule, taken, grad, goals, near) for piece in watched(pieces, len(pieces), "starts")]
    reached, steps, escaped = (np.concatenate(part).reshape(starts.shape[1:]) for part in zip(*ends, strict=True))
    for array in (starts, reached, steps, escaped):
        array.flags.writeable = False
    return Basins(starts, tuple((float(x0), float(x1)) for x0, x1 in goals), reached, steps, escaped)


def _run(
    f: Function,
    starts: FloatArray,
    rule: Rule[Any],
    step_num: int,
    grad: Gradient | None,
    targets: FloatArray,
    tol: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Of starts (2, m): reached, steps and escaped, each (m,). Keeps no path, only what these need."""
    shape = starts.shape[1:]
    inside = np.full(shape, NOWHERE)  # within tol of which target
    since = np.zeros(shape, np.int64)
    quarter = max(step_num // 4, 1)
    first, last_but_one, last = (np.zeros(shape) for _ in range(3))  # the longest step of a quarter of the run
    edges = part_edges(step_num)
    parts = np.zeros((len(edges) - 1, *shape))
    x, first_value, value = starts, None, None
    with np.errstate(all="ignore"):  # overflow is a result here: the start escapes
        for step in islice(iterate(f, starts, rule, grad=grad), step_num + 1):
            moved, x = np.hypot(*(step.x - x)), step.x
            here = _inside(x, targets, tol)
            since[here != inside] = step.k
            inside = here
            if step.k <= quarter:
                np.maximum(first, moved, out=first)
            if step.k > step_num - 2 * quarter:
                row = last if step.k > step_num - quarter else last_but_one
                np.maximum(row, moved, out=row)
            if step.k > edges[0]:
                row = parts[np.searchsorted(edges, step.k) - 1]
                np.maximum(row, moved, out=row)
            first_value = step.f if first_value is None else first_value
            value = np.where(np.isfinite(step.f) | (value is None), step.f, value)
            if not np.isfinite(x).any():
                break
        dying_out = last <= np.maximum(DYING_OUT * last_but_one, AT_REST * tol)
        settled = (inside != NOWHERE) & dying_out
        escaped, _ = divergence(f, starts, x, first_value, value, first, parts)
    return np.where(settled, inside, NOWHERE), np.where(settled, since, NOWHERE), escaped & ~settled


def _inside(x: FloatArray, targets: FloatArray, tol: float) -> NDArray[np.int64]:
    """For points (2, m) the number of the target within tol, or -1."""
    here = np.full(x.shape[1:], NOWHERE)
    for number, (x0, x1) in enumerate(targets):
        here[(x[0] - x0) ** 2 + (x[1] - x1) ** 2 <= tol * tol] = number
    return here


def _as_targets(points: Any, tol: float) -> FloatArray:
    if points is None:
        raise TypeError("targets must be given for an f that has no stationary_points, got None")
    targets = as_finite_array("targets", points)
    if targets.ndim != 2 or targets.shape[1] != 2 or len(targets) == 0:
        raise ValueError(f"targets must be a list of points (x0, x1), shape (m, 2), got shape {targets.shape}")
    with np.errstate(over="ignore"):  # an infinite distance is large enough
        apart = np.hypot(*(targets[:, None] - targets).T)[np.triu_indices(len(targets), 1)]
    if not (apart > 2 * tol).all():
        raise ValueError(f"targets must be more than 2 tol = {2 * tol} apart, got two of them {apart.min()} apart")
    return targets
