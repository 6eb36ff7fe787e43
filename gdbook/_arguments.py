"""Checks of arguments, at the public border: an error names the argument, what was expected and what it got."""

import math
import reprlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]

MOST = 10_000  # points along an axis: a square of them takes 2 GB


class _ShortRepr(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        return super().repr_int(x, level) if x.bit_length() < 10_000 else f"an int of {x.bit_length()} bits"


short_repr = _ShortRepr().repr  # for error messages, abbreviated if the value is large


def as_real_array(name: str, value: ArrayLike, shape: tuple[int, ...] | None = None, hint: str = "") -> FloatArray:
    """A float64 copy of `value`, which must hold real numbers, and have `shape` if that is given."""
    if type(value) is np.ndarray and value.dtype == np.float64 and (shape is None or value.shape == shape):  # fast path
        return value.copy()
    if np.ma.is_masked(value):
        raise ValueError(f"{name} must have no masked elements, got {short_repr(value)}")
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        raise ValueError(f"{name} must be a rectangular array of real numbers, got {short_repr(value)}") from None
    if array.dtype.kind == "O" and all(map(is_real, array.flat)):  # such as 10**30 or Fraction(1, 3)
        array = np.array([as_float(item) for item in array.flat], np.float64).reshape(array.shape)
    if array.dtype.kind not in "biuf":
        got = f"dtype {array.dtype}" if isinstance(value, np.ndarray) else short_repr(value)
        raise TypeError(f"{name} must be real numbers, got {got}")
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got shape {array.shape}{hint}")
    with np.errstate(over="ignore"):  # a long double outside the range of float64 becomes inf
        return np.array(array, dtype=np.float64)


def as_float(value: Any) -> float:
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
        raise ValueError(f"{name} must have shape (n,) or (n, ...), n at least 1, got shape {array.shape}")
    return array if axis == 0 else np.moveaxis(array, int(axis), 0).copy()


def make_read_only(*values: Any) -> None:
    """Make those that are arrays read-only."""
    for value in values:
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


def is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, np.timedelta64)  # a timedelta64 is a numpy integer


def is_number(kind: type, value: object) -> bool:
    """Whether value is a number of this kind. True and False are not: as a step or a rate they are a mistake."""
    return isinstance(value, kind) and is_real(value) and not isinstance(value, bool)


def as_scalar(name: str, value: Any) -> float:
    """A float, also of a 0-dimensional array."""
    scalar: Any = value.item() if getattr(value, "shape", None) == () else value
    if not is_number(Real, scalar) or isinstance(value, np.timedelta64):  # whose item() may be an int
        raise TypeError(f"{name} must be a number, got {short_repr(value)}")
    return as_float(scalar)


def as_number(name: str, value: Any) -> float:
    """A finite float."""
    number = value if type(value) is float else as_scalar(name, value)
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


as_decay = partial(as_fraction, "[0, 1)")  # what is kept of an average or a velocity, such as beta


def as_flag(name: str, value: Any) -> bool:
    """True or False, also numpy's."""
    if type(value) not in (bool, np.bool_):
        raise TypeError(f"{name} must be True or False, got {short_repr(value)}")
    return bool(value)


def as_learning_rate(name: str, value: Any) -> Any:
    """A positive float, or a schedule: any function of the step number."""
    return value if callable(value) else as_positive(name, value)


def as_count(name: str, value: Any, least: int = 0, most: int = sys.maxsize - 1) -> int:
    """An int from `least` to `most`."""
    if not is_number(Integral, value):
        raise TypeError(f"{name} must be an integer, got {short_repr(value)}")
    if not least <= value <= most:
        limit = f"{least} or more" if value < least else f"{most} or less"
        raise ValueError(f"{name} must be {limit}, got {short_repr(int(value))}")
    return int(value)


def as_interval(name: str, value: ArrayLike) -> tuple[float, float]:
    """The two ends of a range, the smaller first."""
    ends = as_finite_array(name, value)
    low, high = ends.tolist() if ends.shape == (2,) else (0.0, 0.0)
    if not 0 < high - low < math.inf:
        expected = "two numbers, the smaller first, with a finite difference"
        raise ValueError(f"{name} must be {expected}, got {short_repr(value)}")
    return low, high


def make_mesh(xlim: tuple[float, float], ylim: tuple[float, float], count: int) -> FloatArray:
    """count x count points over the rectangle xlim x ylim, edges included: shape (2, count, count), x1 upwards."""
    ends = as_interval("xlim", xlim), as_interval("ylim", ylim)
    count = as_count("count", count, least=2, most=MOST)
    return np.array(np.meshgrid(*(np.linspace(low, high, count) for low, high in ends)))


def convert_fields(settings: object, **converters: Callable[[str, Any], Any]) -> None:
    """Check fields of a frozen dataclass, and replace each by the plain value that its converter returns."""
    for name, convert in converters.items():
        object.__setattr__(settings, name, convert(name, getattr(settings, name)))


def check_methods(name: str, value: object, methods: Sequence[str], example: str) -> None:
    """An object with these methods, not its class."""
    if isinstance(value, type) or not all(callable(getattr(value, method, None)) for method in methods):
        expected = f"{' and '.join(methods)}, such as {example}"
        raise TypeError(f"{name} must have the methods {expected}, got {short_repr(value)}")


def check_function(name: str, value: object, *, optional: bool = False) -> None:
    """Anything that can be called; None too if it is optional."""
    if not callable(value) and not (optional and value is None):
        raise TypeError(f"{name} must be a function, got {short_repr(value)}")
