"""Basins of attraction: which stationary point a start ends at, for a whole rectangle of starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import as_count, as_finite_array, as_positive, check_function, make_mesh, make_read_only
from gdbook._functions import FloatArray, Function, Gradient
from gdbook._progress import watched
from gdbook.descent import Trace, descend
from gdbook.rules import Rule

SIDE_BY_SIDE = 2048  # starts per run, whose whole path is kept: few enough for memory, many enough for numpy
DYING_OUT = 0.99  # steps die out if the longest of the last quarter is at most this share of that of the one before
AT_REST = 1e-3  # in units of tol: steps up to this length need not die out, since rounding does not


@dataclass(frozen=True, eq=False, repr=False)  # eq: comparing arrays gives no single answer
class Basins:
    """Where the starts of a rectangle go. The arrays are read-only; their last two axes are x1, upwards, and x0."""

    starts: FloatArray  # (2, count, count)
    targets: tuple[tuple[float, float], ...]
    reached: NDArray[np.int64]  # (count, count), the number of the target that was reached, from 0; -1 for none
    steps: NDArray[np.int64]  # (count, count), steps after which it stayed within tol of that target; -1 for none
    escaped: NDArray[np.bool_]  # (count, count), whether the run diverged or froze

    def __repr__(self) -> str:
        counts = [f"{(self.reached == i).sum()} reach {target}" for i, target in enumerate(self.targets)]
        rest = f"{self.escaped.sum()} escape, {((self.reached < 0) & ~self.escaped).sum()} neither"
        return f"Basins of {self.reached.size} starts: " + ", ".join([*counts, rest])


def basin_map(
    f: Function,
    rule: Rule[Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    count: int = 400,
    step_num: int = 200,
    targets: ArrayLike | None = None,
    tol: float = 1e-3,
    grad: Gradient | None = None,
) -> Basins:
    """Runs a rule from every point of a mesh over the rectangle xlim x ylim, and says which target each start reaches.

    Reached means that the run ends within tol of the target, and its steps die out, unlike those of a 2-cycle or a slow
    departure: the longest of the last quarter is at most 0.99 of that of the quarter before, or tol / 1000.

    Args:
        f: takes points of shape (2, ...), returns their values, shape (...).
        rule: how to step, such as GradientDescent(lr=0.01).
        xlim: the ends of the rectangle along x0.
        ylim: the ends of the rectangle along x1.
        count: starts along each side, 2 or more, both ends included.
        step_num: number of steps, 0 or more.
        targets: the points that may be reached, pairs more than 2 tol apart; by default a Surface's stationary_points.
        tol: how near a run must end, a distance in units of x.
        grad: the gradient of f, by default a Surface's grad, or else the chapter's central difference with h = 1e-4.

    Returns:
        A Basins. Starts that escape (descend's "diverged" or "frozen") or are still on their way have reached = -1.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import GradientDescent, double_well
        >>> window = (-1.5, 1.5), (-1, 1)  # left well, ridge, right well
        >>> rule = GradientDescent(lr=0.1)
        >>> basin_map(double_well, rule, *window, count=3).reached
        array([[0, 1, 2],
               [0, 1, 2],
               [0, 1, 2]])
    """
    check_function("f", f)
    grad = getattr(f, "grad", None) if grad is None else grad
    starts = make_mesh(xlim, ylim, count)
    step_num, tol = as_count("step_num", step_num), as_positive("tol", tol)
    targets = getattr(f, "stationary_points", None) if targets is None else targets
    if targets is None:
        raise TypeError("targets must be given for an f that has no stationary_points, got None")
    goals = as_finite_array("targets", targets)
    if goals.ndim != 2 or goals.shape[1] != 2 or len(goals) == 0:
        raise ValueError(f"targets must be a list of points (x0, x1), shape (m, 2), got shape {goals.shape}")
    with np.errstate(over="ignore"):  # an infinite distance is large enough
        apart = np.hypot(*(goals[:, None] - goals).T)[np.triu_indices(len(goals), 1)]
    if not (apart > 2 * tol).all():
        raise ValueError(f"targets must be more than 2 tol = {2 * tol} apart, got two of them {apart.min()} apart")
    pieces = np.array_split(starts.reshape(2, -1), -(-starts[0].size // SIDE_BY_SIDE), axis=1)
    traces = (descend(f, piece, rule, step_num, grad=grad) for piece in watched(pieces, len(pieces), "starts"))
    ends = zip(*(_ends(trace, goals, tol) for trace in traces), strict=True)
    reached, steps, escaped = (np.concatenate(part).reshape(starts.shape[1:]) for part in ends)
    make_read_only(starts, reached, steps, escaped)
    return Basins(starts, tuple((x0, x1) for x0, x1 in goals.tolist()), reached, steps, escaped)


def _ends(trace: Trace, targets: FloatArray, tol: float) -> tuple[NDArray[Any], ...]:
    """Of m starts: reached, steps and escaped, each (m,)."""
    with np.errstate(all="ignore"):  # overflow is a result here: the start escapes
        moved = np.hypot(*np.diff(trace.x, axis=0).swapaxes(0, 1))  # (k, m)
        quarter = max(len(moved) // 4, 1)
        last = moved[-quarter:].max(axis=0, initial=0.0)
        before = moved[-2 * quarter : -quarter].max(axis=0, initial=0.0)
        distances = np.hypot(*(trace.x[-1] - targets[:, :, None]).swapaxes(0, 1))  # (number of targets, m)
        nearest = distances.argmin(axis=0)
        away = np.hypot(*(trace.x - targets[nearest].T).swapaxes(0, 1)) > tol  # (k + 1, m)
    settled = (distances.min(axis=0) <= tol) & (last <= np.maximum(DYING_OUT * before, AT_REST * tol))
    since = np.where(away.any(axis=0), len(away) - np.argmax(away[::-1], axis=0), 0)
    escaped = np.isin(trace.status, ["diverged", "frozen"]) & ~settled
    return np.where(settled, nearest, -1), np.where(settled, since, -1), escaped
