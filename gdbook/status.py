"""How a run ended: finished, converged, diverged, frozen or unresolved, and what to try next.

Distances are compared with distances of the same run, values of f with values of f, and the rounding of f is estimated
from its values. So no status depends on the units of f; those of x matter only to the h = 1e-4 of a measured gradient.
"""

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gdbook._functions import FloatArray, Function, evaluate
from gdbook.numdiff import CHAPTER_H, EPS, shifted_values

Status: TypeAlias = Literal["finished", "converged", "diverged", "frozen", "unresolved"]
Booleans: TypeAlias = NDArray[np.bool_]

STATUS_ADVICE: dict[Status, str] = {  # what each status means, and what to try next; NO_LOWEST_VALUE if unbounded
    "finished": "All steps were taken. Look at the gradient of the last row to judge whether more would help.",
    "converged": "The gradient became no longer than tol.",
    "diverged": "f ends above its start and the steps grow, or x is not finite. Try a smaller lr if f has a minimum.",
    "frozen": "The measured gradient is exactly zero only because x + h equals x in floating point. "
    "Keep |x| below about 1e12, by a smaller lr if f has a lowest value, or pass grad.",
    "unresolved": "Rounding hides the gradient: the values of f are too large for its slopes, or x is too large for h. "
    "Remove a large constant from f, rescale x, or pass grad.",
}
NO_LOWEST_VALUE = "f kept falling, as far as float64 reaches: it has no lowest value there, and no lr helps."

GROWTH = 1 + 1e-9  # steps grow by more than this factor; less may be rounding, as in a 2-cycle
RUNAWAY = 1e3  # the least growth of the steps of a run that falls and diverges, since steps beside a ridge grow too
FAR = 1e60  # beyond it f may be NaN because terms of it overflow
NEIGHBOURS = 8  # where x + h equals x, differences are taken over this many neighbouring doubles


def ending(
    f: Function, x: FloatArray, values: FloatArray, grad: FloatArray, tol: float | None, *, numerical: bool
) -> tuple[Any, Any]:
    """How a run ended, and whether f has no lowest value on its way: a word and a bool, or arrays (...) of them.

    The run has points x (k + 1, n, ...), and the values (k + 1, ...) and gradients (k + 1, n, ...) of f there. They are
    numerical if measured by central differences with the chapter's h, and short if no longer than tol.
    """
    with np.errstate(all="ignore"):
        known = np.isfinite(values)
        known[0] = True
        row = len(values) - 1 - np.argmax(known[::-1], axis=0)
        value = np.take_along_axis(values, np.asarray(row)[None], axis=0)[0]  # the last that is finite, or the first
        diverged, unbounded = _divergence(f, x, values[0], value)
        frozen = unresolved = np.zeros(diverged.shape, bool)
        short = frozen if tol is None else length(grad[-1]) <= tol
        zero = (grad[-1] == 0).all(axis=0)
        if numerical and bool((zero | short).any()):
            frozen, unresolved = _lost_slopes(f, x[-1], grad[-1], zero, short, tol)
            unbounded = unbounded | falls_on(f, x[0], x[-1], values[-1], frozen & (values[-1] < values[0]))
        finite = np.isfinite(x[-1]).all(axis=0)
        # x that is NaN has left the domain of f; only if it or f overflowed downhill is there no lowest value.
        overflowed = ~finite & (np.isinf(x).any(axis=(0, 1)) | (values == -np.inf).any(axis=0))
        overflowed &= ~(values == np.inf).any(axis=0)
        words = ["diverged", "frozen", "unresolved", "converged", "diverged"]
        status = np.select([~finite, frozen, unresolved, short, diverged], words, "finished")
        unbounded = (unbounded | (overflowed & (value < values[0]))) & np.isin(status, ["diverged", "frozen"])
    return (status, unbounded) if status.ndim else (status.item(), bool(unbounded))


def length(vectors: FloatArray) -> FloatArray:
    """The 2-norm of vectors (n, ...): shape (...). Scaled, so that it overflows only when the norm itself does."""
    with np.errstate(all="ignore"):
        largest = np.abs(vectors).max(axis=0)
        scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        return scale * np.sqrt(((vectors / scale) ** 2).sum(axis=0))


def part_edges(step_num: int) -> NDArray[np.int64]:
    """The last quarter of the steps 0, 1, ..., step_num - 1 in up to eight parts: where each begins, and the end."""
    recent = max(step_num // 4, min(step_num, 4))
    parts = min(recent, 8)
    return step_num - recent + np.arange(parts + 1) * recent // max(parts, 1)


def _divergence(f: Function, x: FloatArray, first_value: Any, value: Any) -> tuple[Booleans, Booleans]:
    """Whether runs (k + 1, n, ...) from first_value to value (...) diverged, and whether they ran away downhill.

    A run has diverged if x is not finite, if the steps grow from part to part and f ends above its start, or if it ran
    away: the steps have grown a thousandfold, and f falls on along the same line as far as float64 reaches.
    """
    steps = length(np.moveaxis(np.diff(x, axis=0), 1, 0))  # (k, ...)
    first = steps[: max(len(steps) // 4, 1)].max(axis=0, initial=0.0)
    longest = np.maximum.reduceat(steps, part_edges(len(steps))[:-1], axis=0) if len(steps) else steps
    finite = np.isfinite(x[-1]).all(axis=0)
    grow = np.full(finite.shape, len(longest) > 1) & (longest[1:] > GROWTH * longest[:-1]).all(axis=0)
    fast = longest[-1:].max(axis=0, initial=0.0) > RUNAWAY * first
    runaway = falls_on(f, x[0], x[-1], value, grow & finite & fast & (value < first_value))
    return ~finite | (grow & (value > first_value)) | runaway, runaway


def falls_on(f: Function, start: FloatArray, last: FloatArray, value: Any, where: Any = True) -> Booleans:
    """Whether f keeps falling from `last` straight on, away from `start`, until it or x overflows; else False."""
    falls = np.full(last.shape[1:], where)
    ahead, distance = falls, last - start
    while (ahead := ahead & np.isfinite(point := last + distance).all(axis=0)).any():
        there = evaluate(f, point.copy())
        overflowed = np.isnan(there) & (np.abs(point) > FAR).any(axis=0)
        falls &= ~ahead | (there < value) | (there == -np.inf) | overflowed
        ahead &= falls & ~overflowed
        value, distance = there, 2 * distance
    return falls


def _lost_slopes(
    f: Function, x: FloatArray, grad: FloatArray, zero: Booleans, short: Any, tol: float | None
) -> tuple[Booleans, Booleans]:
    """Where a measured gradient that is zero, or no longer than tol, is not to be trusted: (frozen, unresolved).

    Frozen: it is zero, but f has a slope over the doubles beside x. Unresolved: the rounding of f beside x may hide a
    gradient longer than tol; or f changes only over a longer step, and so little that rounding may hide a slope.
    """
    step = np.maximum(CHAPTER_H, NEIGHBOURS * np.spacing(np.abs(x)))
    slope, noise, flat = _slopes(f, x, step)
    frozen = zero & (np.abs(slope) > noise).any(axis=0)
    if tol is not None:
        trusted = (length(np.where(step > CHAPTER_H, slope, grad)) <= tol) & (length(noise) <= tol)
        return frozen, short & ~trusted & ~frozen
    unknown = zero & flat & ~frozen  # f does not change over h
    hidden = zero & ~frozen & (slope != 0).any(axis=0)  # over a step longer than h
    while bool(unknown.any()) and bool((step < CHAPTER_H / EPS).all()):
        step = 4 * step
        slope, _, flat = _slopes(f, x, step)
        hidden |= unknown & ~flat & (np.abs(slope) <= 2 * noise).all(axis=0)
        unknown &= flat
    return frozen, hidden


def _slopes(f: Function, x: FloatArray, step: FloatArray) -> tuple[FloatArray, FloatArray, Booleans]:
    """Central differences (n, ...), their rounding errors (n, ...), and whether f was the same at all points (...)."""
    slope, noise = np.empty_like(x), np.empty_like(x)
    flat = np.ones(x.shape[1:], bool)
    value = shifted_values(f, x, step)
    centre = value()
    for i in range(len(x)):
        up, down = value((i, 1)), value((i, -1))
        width = (x[i] + step[i]) - (x[i] - step[i])
        slope[i] = (up - down) / width
        noise[i] = EPS * (np.abs(up) + np.abs(down)) / width
        flat &= (up == centre) & (down == centre)
    return slope, noise, flat
