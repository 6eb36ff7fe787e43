"""The loop, and the trace it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count as count_up
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdbook._arguments import FloatArray, Function, Gradient, ReadOnly, answer, count, function, points, positive, shown
from gdbook.numdiff import CHAPTER_H, central_gradient
from gdbook.rules import GradientDescent, Rule

Status: TypeAlias = Literal["finished", "converged", "diverged", "frozen"]

STATUS_ADVICE: dict[Status, str] = {
    "finished": "All steps were taken. Look at the gradient of the last row to judge whether more would help.",
    "converged": "The gradient became no longer than tol.",
    "diverged": "The point ran away without bound. Try a smaller lr, unless f itself has no lowest value.",
    "frozen": "The gradient became exactly zero because x + h equals x in floating point. Try a smaller lr.",
}
"""What each status means, and what to try next."""

FAR_AWAY = 1e6
"""A run has diverged when a component ends this many times as large as the start (or as 1, if that is larger)."""


class Step(NamedTuple):
    """One row of a run: before step k is taken, the point x, its value f and its gradient grad."""

    k: int
    x: FloatArray  # (n, ...)
    f: Any  # (...)
    grad: FloatArray  # (n, ...)


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Trace(ReadOnly):
    """The whole story of a run: row 0 is the start, row -1 the last point. The arrays are read-only.

    For one start `status` is a word; for many it is an array of words, shape (...), one for each start.
    """

    x: FloatArray  # (k + 1, n, ...)
    f: FloatArray  # (k + 1, ...)
    grad: FloatArray  # (k + 1, n, ...)
    status: Status | NDArray[np.str_]


def gradient_descent(
    f: Function, init_x: ArrayLike, lr: float = 0.01, step_num: int = 100, *, grad: Gradient | None = None
) -> FloatArray:
    """The chapter's program: x <- x - lr grad f(x), step_num times; returns the last point.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        lr: learning rate, positive, or a schedule k -> lr.
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.

    Returns:
        The last point, float64, of init_x's shape.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import bowl
        >>> gradient_descent(bowl, [-3, 4], lr=0.1, step_num=100).round(9)
        array([-1.e-09,  1.e-09])

    Source: Saito, Deep Learning from Scratch, section 4.4.1.
    """
    walk = _walk(*_checked(f, init_x, GradientDescent(lr), grad))
    with np.errstate(all="ignore"):  # overflow is a result here: the run diverges
        last, _ = next(islice(walk, count("step_num", step_num), None))
    return last


def iterate(f: Function, init_x: ArrayLike, rule: Rule[Any], *, grad: Gradient | None = None) -> Iterator[Step]:
    """The run as an endless stream of steps, the start first. Take as many as you like, for example with islice.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        rule: how to step, such as GradientDescent(lr=0.1).
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.

    Yields:
        Step(k, x, f, grad) for k = 0, 1, 2, ...; its arrays are read-only.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> rule = GradientDescent(lr=0.25)
        >>> run = iterate(lambda x: x[0] ** 2, [1.0], rule)
        >>> [round(float(step.f), 6) for step in islice(run, 3)]
        [1.0, 0.25, 0.0625]
    """
    walk = _walk(*_checked(f, init_x, rule, grad))

    def steps() -> Iterator[Step]:
        for k in count_up():
            with np.errstate(all="ignore"):  # overflow is a result here: the run diverges
                x, gradient = next(walk)
                value = answer("f(x)", f(x.copy()), x.shape[1:])
            x.flags.writeable = gradient.flags.writeable = False
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            yield Step(k, x, value, gradient)

    return steps()


def _walk(
    x: FloatArray, rule: Rule[Any], gradient: Callable[[FloatArray], FloatArray]
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Every point with its gradient, without end: the one loop that all runs share."""
    state = rule.init(x.copy())
    while True:
        grad = gradient(x)
        yield x, grad
        pair = rule.update(grad, state)
        try:
            step, state = pair
        except (TypeError, ValueError):
            raise TypeError(f"rule's update must return a step and a state, got {shown(pair)}") from None
        x = x + answer("rule's step", step, x.shape, hint="")


def _checked(
    f: Function, init_x: ArrayLike, rule: Rule[Any], grad: Gradient | None
) -> tuple[FloatArray, Rule[Any], Callable[[FloatArray], FloatArray]]:
    function("f", f)
    methods = (getattr(rule, name, None) for name in ("init", "update"))
    if isinstance(rule, type) or not all(map(callable, methods)):
        raise TypeError(
            f"rule must have the methods init and update, such as GradientDescent(lr=0.1), got {shown(rule)}"
        )
    x = points("init_x", init_x)
    if grad is None:
        return x, rule, lambda x: central_gradient(f, x, CHAPTER_H)
    function("grad", grad)
    return x, rule, lambda x: np.array(answer("grad(x)", grad(x.copy()), x.shape, hint=""))


def descend(
    f: Function,
    init_x: ArrayLike,
    rule: Rule[Any],
    step_num: int,
    *,
    grad: Gradient | None = None,
    tol: float | None = None,
) -> Trace:
    """The run as a whole: every point, value and gradient from the start to the last point, and how it ended.

    Fewer than step_num steps are taken when every start has converged, or when none is finite any more.

    Args:
        f: takes points of shape (n, ...), returns their values, shape (...).
        init_x: the start, shape (n,), or many, shape (n, ...); finite. Never changed.
        rule: how to step, such as GradientDescent(lr=0.1).
        step_num: number of steps, 0 or more.
        grad: the gradient of f, if known; without it the chapter's central difference with h = 1e-4 is used.
        tol: stop when the gradient is no longer than this (2-norm, in units of f per unit of x); None never stops.

    Returns:
        A Trace. Its status is
        "frozen" where the numerical gradient is exactly zero because x + h equals x,
        "converged" where tol was given and met,
        "diverged" where the last point is not finite or lies beyond 1e6 times the start, and
        "finished" otherwise.

    Raises:
        TypeError, ValueError: an argument is not as described above; the message names it.

    Example:
        >>> from gdbook import bowl
        >>> trace = descend(bowl, [-3, 4], GradientDescent(lr=0.1), 100)
        >>> trace.x.shape, trace.status
        ((101, 2), 'finished')
    """
    limit = None if tol is None else positive("tol", tol)
    rows: list[Step] = []
    for step in islice(iterate(f, init_x, rule, grad=grad), count("step_num", step_num) + 1):
        rows.append(step)
        if limit is not None and bool((length(step.grad) <= limit).all()):
            break
        if not np.isfinite(step.x).all(axis=0).any():
            break
    x, grads = np.stack([row.x for row in rows]), np.stack([row.grad for row in rows])
    values = np.stack([np.asarray(row.f) for row in rows])
    for array in (x, values, grads):
        array.flags.writeable = False
    return Trace(x, values, grads, _status(x, grads, limit, numerical=grad is None))


def length(gradient: FloatArray) -> FloatArray:
    """The 2-norm of gradients (n, ...): shape (...). Scaled, so that it overflows only when the norm itself does."""
    with np.errstate(all="ignore"):
        largest = np.abs(gradient).max(axis=0)
        scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        return scale * np.sqrt(((gradient / scale) ** 2).sum(axis=0))


def _status(x: FloatArray, grad: FloatArray, limit: float | None, *, numerical: bool) -> Status | NDArray[np.str_]:
    start, last = np.abs(x[0]).max(axis=0), np.abs(x[-1])
    converged = length(grad[-1]) <= limit if limit is not None else np.zeros(start.shape, bool)
    # Divided, because FAR_AWAY times the start may overflow. A NaN is not <= anything, and infinity not <= FAR_AWAY.
    diverged = ~(last.max(axis=0) / np.maximum(1.0, start) <= FAR_AWAY)
    frozen = (grad[-1] == 0).all(axis=0) & (x[-1] + CHAPTER_H == x[-1]).any(axis=0) & numerical
    status = np.select([frozen, converged, diverged], ["frozen", "converged", "diverged"], "finished")
    status.flags.writeable = False
    return status if status.ndim else status.item()
