"""Checks of arguments and of what a caller's functions return.

Each argument is checked once, at the public border; an error names it, says what was expected and what it got.
"""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Any], Any]
"""Takes points, shape ``(n, ...)``; returns their values, shape ``(...)``. The components come first."""
Gradient: TypeAlias = Callable[[Any], Any]
"""Takes points, shape ``(n, ...)``; returns the gradients there, shape ``(n, ...)``."""

COMPONENTS_FIRST = ": points are arrays (n, ...), components first, and a function of them drops the first axis"


class _ShortRepr(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        return super().repr_int(x, level) if x.bit_length() < 10_000 else f"an int of {x.bit_length()} bits"


short_repr = _ShortRepr().repr
"""A repr for error messages, abbreviated if the value is large."""


# Arrays


def as_real_array(name: str, value: ArrayLike) -> FloatArray:
    """A float64 copy of `value`, which must hold real numbers."""
    if type(value) is np.ndarray and value.dtype == np.float64:  # fast path
        return value.copy()
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must have no masked elements, got {short_repr(value)}")
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        raise ValueError(f"{name} must be a rectangular array of real numbers, got {short_repr(value)}") from None
    if array.dtype.kind == "O":
        array = _from_objects(array)
    if array.dtype.kind not in "biuf":
        got = f"dtype {array.dtype}" if isinstance(value, np.ndarray) else short_repr(value)
        raise TypeError(f"{name} must be real numbers, got {got}")
    with np.errstate(over="ignore"):  # a long double outside the range of float64 becomes inf
        return np.array(array, dtype=np.float64)


def _from_objects(array: NDArray[Any]) -> NDArray[Any]:
    """Python's own numbers that numpy keeps as objects, such as 10**30 or Fraction(1, 3), as float64."""
    if not all(is_real(item) for item in array.flat):
        return array
    return np.array([_as_float(item) for item in array.flat], np.float64).reshape(array.shape)


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int outside the range of float64
        return math.inf if value > 0 else -math.inf


def as_finite_array(name: str, value: ArrayLike) -> FloatArray:
    """A float64 copy of `value`, without infinities and NaN."""
    array = as_real_array(name, value)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {short_repr(value)}")
    return array


def as_points(name: str, value: ArrayLike, axis: int = 0) -> FloatArray:
    """A float64 copy of finite points, shape ``(n,)`` or ``(n, ...)`` with n at least 1; `axis` becomes the first."""
    array = as_finite_array(name, value)
    if array.ndim > 0 and not (is_number(Integral, axis) and -array.ndim <= axis < array.ndim):
        raise ValueError(f"axis must be an axis of {name}, which has shape {array.shape}, got {short_repr(axis)}")
    if array.ndim == 0 or array.shape[axis] == 0:
        raise ValueError(
            f"{name} must have shape (n,) for one point or (n, ...) for many, n at least 1, got shape {array.shape}"
        )
    return array if axis == 0 else np.moveaxis(array, int(axis), 0).copy()


# Numbers


def is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, np.timedelta64)  # a timedelta64 is a numpy integer


def is_number(kind: type, value: object) -> bool:
    """Whether value is a number of this kind. True and False are not: as a step or a rate they are a mistake."""
    return isinstance(value, kind) and is_real(value) and not isinstance(value, bool)


def as_number(name: str, value: Any) -> float:
    """A finite float."""
    if type(value) is not float and not is_number(Real, value):
        raise TypeError(f"{name} must be a number, got {short_repr(value)}")
    number = _as_float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {short_repr(value)}")
    return number


def as_positive(name: str, value: Any) -> float:
    """A finite float above zero."""
    number = as_number(name, value)
    if not number > 0:
        raise ValueError(f"{name} must be positive, got {short_repr(value)}")
    return number


def as_fraction(interval: str, name: str, value: Any) -> float:
    """A float in an interval from 0 to 1 that is written as in mathematics, such as "[0, 1)"."""
    number = as_number(name, value)
    if not 0 <= number <= 1 or (number == 0 and interval[0] == "(") or (number == 1 and interval[-1] == ")"):
        raise ValueError(f"{name} must be in {interval}, got {short_repr(value)}")
    return number


as_decay = partial(as_fraction, "[0, 1)")
"""What is kept of an average or a velocity, such as beta."""


def as_flag(name: str, value: Any) -> bool:
    """True or False, also numpy's."""
    if type(value) not in (bool, np.bool_):
        raise TypeError(f"{name} must be True or False, got {short_repr(value)}")
    return bool(value)


def as_learning_rate(name: str, value: Any) -> Any:
    """A positive float, or a schedule: any function of the step number."""
    return value if callable(value) else as_positive(name, value)


def rate_at(lr: float | Callable[[int], float], k: int) -> float:
    """The learning rate of step k. A schedule may return zero; a constant is positive."""
    if not callable(lr):
        return lr
    rate = as_number(f"lr({k})", call(f"lr({k})", lr, k))
    if rate < 0:
        raise ValueError(f"lr({k}) must not be negative, got {rate}")
    return rate


def as_count(name: str, value: Any, least: int = 0) -> int:
    """An int from `least` to sys.maxsize."""
    if not is_number(Integral, value):
        raise TypeError(f"{name} must be a non-negative integer, got {short_repr(value)}")
    if value < 0:
        raise ValueError(f"{name} must be a non-negative integer, got {short_repr(int(value))}")
    if value < least:
        raise ValueError(f"{name} must be {least} or more, got {value}")
    if value >= sys.maxsize:
        raise ValueError(f"{name} must be below {sys.maxsize}, got {short_repr(value)}")
    return int(value)


def as_interval(name: str, value: ArrayLike) -> tuple[float, float]:
    """The two ends of a range, the smaller first."""
    ends = as_finite_array(name, value)
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise ValueError(f"{name} must be two numbers, the smaller first, got {short_repr(value)}")
    low, high = ends.tolist()
    if not math.isfinite(high - low):
        raise ValueError(f"{name} must be two numbers whose difference is finite, got {short_repr(value)}")
    return low, high


def make_mesh(xlim: tuple[float, float], ylim: tuple[float, float], count: int) -> FloatArray:
    """count x count points over the rectangle xlim x ylim, edges included: shape (2, count, count), x1 upwards."""
    left, right = as_interval("xlim", xlim)
    bottom, top = as_interval("ylim", ylim)
    as_count("count", count, least=2)
    with enough_memory("count", count):
        return np.array(np.meshgrid(np.linspace(left, right, count), np.linspace(bottom, top, count)))


@contextmanager
def enough_memory(name: str, value: int) -> Generator[None, None, None]:
    """Around the allocation of an array of `value` elements: names the argument if there is no memory for it."""
    try:
        yield
    except (MemoryError, ValueError):
        raise ValueError(f"{name} must be a number that the memory has room for, got {value}") from None


def convert_fields(settings: object, **converters: Callable[[str, Any], Any]) -> None:
    """Check fields of a frozen dataclass, and replace each by the plain value that its converter returns."""
    for name, convert in converters.items():
        object.__setattr__(settings, name, convert(name, getattr(settings, name)))


class ReadOnly:
    """For results whose arrays are read-only: keeps them so in copies and after unpickling."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        vars(self).update(state)


# Functions


def check_function(name: str, value: object) -> None:
    """Anything that can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, got {short_repr(value)}")


def call(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """function(*arguments), where StopIteration, which would end a generator that calls it, becomes a RuntimeError."""
    try:
        return function(*arguments)
    except StopIteration as error:
        raise RuntimeError(f"{name} raised StopIteration") from error


def evaluate(
    f: Function, x: FloatArray, shape: tuple[int, ...] | None = None, name: str = "f", *, copy: bool = True
) -> Any:
    """f at x, as float64 of `shape`, which is x.shape[1:] by default.

    f may keep, change or return its argument: callers pass an array of their own. It may also return the same array
    again and again, hence the copy.
    """
    try:
        value = call(name, f, x)
    except (TypeError, ValueError) as error:
        _check_vectorized(f, x, name, error)
        raise
    if shape is not None:
        return as_values(f"{name}(x)", value, shape)
    if type(value) is np.float64 and x.ndim == 1:  # fast path
        return value
    return as_values(f"{name}(x)", value, x.shape[1:], COMPONENTS_FIRST, copy=copy)


def evaluate_elementwise(f: Function, x: float | FloatArray) -> Any:
    """A function of one variable at x, as float64 of x's shape."""
    try:
        value = call("f", f, x)
    except (TypeError, ValueError) as error:
        if isinstance(x, np.ndarray):
            _check_vectorized(lambda point: f(point[0][()]), x.reshape(1, -1), "f", error)
        raise
    return as_values("f(x)", value, np.shape(x))


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
        raise TypeError(
            f"{name} must take many points at once, got a function of one point, which raised {error!r}: "
            "use np.sin in place of math.sin, and np.where in place of if"
        ) from error


def as_values(name: str, value: Any, shape: tuple[int, ...], hint: str = "", *, copy: bool = True) -> Any:
    """What a caller's function returned, as float64."""
    try:
        array = np.asarray(value if type(value) is np.ndarray else _fill_masked(value))
    except ValueError:  # a ragged list
        raise ValueError(f"{name} must have shape {shape}, got {short_repr(value)}{hint}") from None
    if value is None:
        raise TypeError(f"{name} must be real numbers, got None: is a return missing?")
    if array.shape != shape:
        if hint and array.shape == ():
            hint += "; a function of a whole matrix W takes it flattened: lambda w: f(w.reshape(W.shape)), at W.ravel()"
        raise ValueError(f"{name} must have shape {shape}, got shape {array.shape}{hint}")
    if array.dtype.kind == "O":
        array = _from_objects(array)
    if array.dtype.kind not in "biuf":
        got = f"dtype {array.dtype}" if isinstance(value, np.ndarray) else short_repr(value)
        raise TypeError(f"{name} must be real numbers, got {got}")
    return array.astype(np.float64, copy=copy)[()]  # a 0-dimensional array becomes a number


def _fill_masked(value: Any) -> Any:
    """Masked elements become NaN."""
    if not np.ma.is_masked(value) or value.dtype.kind not in "biuf":
        return value
    return np.ma.filled(value.astype(np.float64), np.nan)


def check_columns(f: Function, x: FloatArray) -> None:
    """Raise if f takes the rows of x, shape (n, n, ...), for points, which its shape cannot show.

    All points but the first are set to NaN. If the value of the first becomes NaN too, f mixes the points.
    """
    if x.ndim < 2 or x.shape[0] != x.shape[1] or len(x) < 2:
        return
    poisoned = x.copy()
    poisoned[:, 1:] = np.nan
    try:
        changed = np.isnan(evaluate(f, poisoned)[0])
    except Exception:  # f need not accept NaN
        return
    if changed.any() and (changed & ~np.isnan(evaluate(f, x.copy())[0])).any():
        raise ValueError(
            f"f must compute each value from one point, got values that mix the points of x, shape {x.shape}"
            f"{COMPONENTS_FIRST}; axis=1 takes points in rows"
        )
