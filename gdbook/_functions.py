"""Calls of a caller's functions, and checks of what they return."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from gdbook._arguments import FloatArray, as_number, as_real_array

Function: TypeAlias = Callable[[Any], Any]  # takes points, shape (n, ...); returns their values, shape (...)
Gradient: TypeAlias = Callable[[Any], Any]  # takes points, shape (n, ...); returns the gradients there, shape (n, ...)

COMPONENTS_FIRST = ": points are arrays (n, ...), components first, and a function of them drops the first axis"
FLATTENED = "; a function of a matrix W takes it flattened: lambda w: f(w.reshape(W.shape)), at W.ravel()"


def call(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """function(*arguments), where StopIteration, which would end a generator that calls it, becomes a RuntimeError."""
    try:
        return function(*arguments)
    except StopIteration as error:
        raise RuntimeError(f"{name} raised StopIteration") from error


def evaluate(f: Function, x: FloatArray, shape: tuple[int, ...] | None = None, name: str = "f") -> Any:
    """A copy of f(x), as float64 of `shape`, by default x.shape[1:]. f may keep or change x: pass it a copy."""
    try:
        value = call(name, f, x)
    except (TypeError, ValueError) as error:
        _check_vectorized(f, x, name, error)
        raise
    if type(value) is np.float64 and x.ndim == 1 and shape is None:  # fast path
        return value
    if value is None:
        raise TypeError(f"{name}(x) must be real numbers, got None: is a return missing?")
    if np.ma.is_masked(value):  # where f is not defined
        value = np.ma.filled(value.astype(np.float64), np.nan)
    hint = COMPONENTS_FIRST + FLATTENED if shape is None and len(x) > 1 else ""
    array = as_real_array(f"{name}(x)", value, x.shape[1:] if shape is None else shape, hint)
    return array[()]  # a 0-dimensional array becomes a number


def elementwise(f: Function) -> Function:
    """A function of one variable, which takes a float or an array, as one of points of shape (1, ...)."""
    return lambda x: f(x[0] if x.ndim > 1 else float(x[0]))


def _check_vectorized(f: Function, x: FloatArray, name: str, error: Exception) -> None:
    """Raise an error that says so if f works at the first of many points alone, but not at many copies of it."""
    if x.ndim < 2 or x.size == 0:
        return
    first = x[(slice(None), *[0] * (x.ndim - 1))]
    try:
        f(first.copy())
    except Exception:
        return
    try:
        f(np.broadcast_to(first.reshape(len(x), *[1] * (x.ndim - 1)), x.shape).copy())
    except Exception:
        advice = "use np.sin in place of math.sin, and np.where in place of if"
        got = f"a function of one point, which raised {error!r}"
        raise TypeError(f"{name} must take many points at once, got {got}: {advice}") from error


def check_columns(f: Function, x: FloatArray, shape: tuple[int, ...] | None = None, name: str = "f") -> None:
    """Raise if f or a gradient takes the rows of x, shape (n, n, ...), for points, which its shape cannot show."""
    if x.ndim < 2 or x.shape[0] != x.shape[1] or len(x) < 2:
        return
    poisoned, first = x.copy(), 0 if shape is None else (slice(None), 0)
    poisoned[:, 1:] = np.nan  # if this makes the value at the first point NaN, f mixes the points
    try:
        changed = np.isnan(evaluate(f, poisoned, shape, name)[first])
    except Exception:  # f need not accept NaN
        return
    if changed.any() and (changed & ~np.isnan(evaluate(f, x.copy(), shape, name)[first])).any():
        got = f"values that mix the points of x, shape {x.shape}{COMPONENTS_FIRST}; with axis=1 too"
        raise ValueError(f"{name} must compute each value from one point, got {got}")


def rate_at(lr: float | Callable[[int], float], k: int) -> float:
    """The learning rate of step k. A schedule may return zero; a constant is positive."""
    if not callable(lr):
        return lr
    rate = as_number(f"lr({k})", call(f"lr({k})", lr, k))
    if rate < 0:
        raise ValueError(f"lr({k}) must not be negative, got {rate}")
    return rate
