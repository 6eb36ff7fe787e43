"""Test surfaces. Powers are written as products, so that Python and the browser compute the same double."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, SupportsIndex, cast

import numpy as np
from numpy.typing import ArrayLike

from gdbook._arguments import as_real_array
from gdbook._functions import FloatArray

Point = tuple[float, float]

# Ln 2 in two parts; the first has 40 bits, so that its product with a small integer is exact.
LN2_HIGH, LN2_LOW = 0.6931471805592082, 7.371002565167799e-13


@dataclass(frozen=True, eq=False, kw_only=True)
class Surface:
    """A function of two variables, z = f(x0, x1), with its gradient, plot limits, stationary points and source."""

    name: str
    formula: str  # for display
    xlim: Point  # limits for plotting
    ylim: Point
    stationary_points: tuple[Point, ...] = ((0.0, 0.0),)  # all points where the gradient vanishes
    source: str
    value: Callable[[Any, Any], Any] = field(repr=False)  # (x0, x1) -> f
    partials: Callable[[Any, Any], tuple[Any, Any]] = field(repr=False)  # (x0, x1) -> (df/dx0, df/dx1)

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """Pickles by name, like a function, since the lambdas cannot be pickled."""
        return self.name if SURFACES.get(self.name) is self else super().__reduce_ex__(protocol)

    def __call__(self, x: ArrayLike) -> Any:
        """f(x): shape (...) for points of shape (2, ...)."""
        x0, x1 = _components(x)
        with np.errstate(all="ignore"):  # overflow to inf is a valid result
            return self.value(x0, x1)

    def grad(self, x: ArrayLike) -> FloatArray:
        """The exact gradient, in the shape of x: (2,) or (2, ...)."""
        x0, x1 = _components(x)
        gradient = np.empty((2, *np.shape(x0)))
        with np.errstate(all="ignore"):
            gradient[0], gradient[1] = self.partials(x0, x1)
        return gradient


def _components(x: ArrayLike) -> FloatArray:
    # Fast path for descent, which makes millions of calls with arrays that are already checked.
    quick = type(x) is np.ndarray and x.dtype == np.float64  # not isinstance: a subclass may redefine products
    array: FloatArray = cast(FloatArray, x) if quick else as_real_array("x", x)
    if array.shape[:1] != (2,):
        raise ValueError(f"x must have shape (2,) or (2, ...), got shape {array.shape}")
    return array


bowl = Surface(
    name="bowl",
    formula="x0² + x1²",
    xlim=(-4.5, 4.5),
    ylim=(-4.5, 4.5),
    source="Saito, Deep Learning from Scratch, section 4.3, function_2",
    value=lambda x0, x1: x0 * x0 + x1 * x1,
    partials=lambda x0, x1: (2 * x0, 2 * x1),
)

ravine = Surface(
    name="ravine",
    formula="x0²/20 + x1²",
    xlim=(-10.0, 10.0),
    ylim=(-5.0, 5.0),
    source="Saito, Deep Learning from Scratch, section 6.1.3, equation 6.2",
    value=lambda x0, x1: x0 * x0 / 20 + x1 * x1,
    partials=lambda x0, x1: (x0 / 10, 2 * x1),
)

saddle = Surface(
    name="saddle",
    formula="x0² − x1²",
    xlim=(-2.0, 2.0),
    ylim=(-2.0, 2.0),
    source="the simplest saddle: up along x0, down along x1",
    value=lambda x0, x1: x0 * x0 - x1 * x1,
    partials=lambda x0, x1: (2 * x0, -2 * x1),
)

monkey_saddle = Surface(
    name="monkey_saddle",
    formula="x0³ − 3 x0 x1²",
    xlim=(-1.5, 1.5),
    ylim=(-1.5, 1.5),
    source="Hilbert and Cohn-Vossen, Geometry and the Imagination: a saddle with room for a tail; its Hessian is zero",
    value=lambda x0, x1: x0 * x0 * x0 - 3 * x0 * x1 * x1,
    partials=lambda x0, x1: (3 * x0 * x0 - 3 * x1 * x1, -6 * x0 * x1),
)

double_well = Surface(
    name="double_well",
    formula="(x0² − 1)²/4 + x1²/2",
    xlim=(-2.0, 2.0),
    ylim=(-1.5, 1.5),
    stationary_points=((-1.0, 0.0), (0.0, 0.0), (1.0, 0.0)),
    source="the quartic double well: two minima and the saddle between them",
    value=lambda x0, x1: (x0 * x0 - 1) * (x0 * x0 - 1) / 4 + x1 * x1 / 2,
    partials=lambda x0, x1: (x0 * (x0 * x0 - 1), x1),
)


def _exp(y: Any) -> Any:
    """e^y for y <= 0 by + - x / alone, since np.exp depends on the machine; 0 below e^-708, near subnormal numbers."""
    k = np.floor(y / LN2_HIGH + 0.5)
    r = (y - k * LN2_HIGH) - k * LN2_LOW  # y = k ln 2 + r
    power = 1.0
    for n in range(14, 0, -1):  # the series 1 + r + r^2/2! + ..., by Horner's method
        power = 1 + r * power / n
    return np.where(y < -708, 0.0, np.ldexp(power, np.maximum(k, -1022).astype(np.int32)))[()]


plateau = Surface(
    name="plateau",
    formula="−exp(−(x0² + x1²)/2)",
    xlim=(-4.0, 4.0),
    ylim=(-4.0, 4.0),
    source="a Gaussian hollow in a plain: the gradient never vanishes on the plain, and is nearly zero there",
    value=lambda x0, x1: -_exp(-(x0 * x0 + x1 * x1) / 2),
    partials=lambda x0, x1: (x0 * _exp(-(x0 * x0 + x1 * x1) / 2), x1 * _exp(-(x0 * x0 + x1 * x1) / 2)),
)

himmelblau = Surface(
    name="himmelblau",
    formula="(x0² + x1 − 11)² + (x0 + x1² − 7)²",
    xlim=(-5.0, 5.0),
    ylim=(-5.0, 5.0),
    stationary_points=(
        (3.0, 2.0),  # the only one with integer coordinates; the others are rounded from 40 digits
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
        (-0.2708445906673476, -0.9230385564799815),
        (-3.0730257507643897, -0.08135304428796751),
        (-0.12796134673068008, -1.9537149802445763),
        (0.08667750455539636, 2.884254701174776),
        (3.385154183607021, 0.07385187983774928),
    ),
    source="Himmelblau, Applied Nonlinear Programming, 1972",
    value=lambda x0, x1: (x0 * x0 + x1 - 11) * (x0 * x0 + x1 - 11) + (x0 + x1 * x1 - 7) * (x0 + x1 * x1 - 7),
    partials=lambda x0, x1: (
        4 * x0 * (x0 * x0 + x1 - 11) + 2 * (x0 + x1 * x1 - 7),
        2 * (x0 * x0 + x1 - 11) + 4 * x1 * (x0 + x1 * x1 - 7),
    ),
)

rosenbrock = Surface(
    name="rosenbrock",
    formula="(1 − x0)² + 100 (x1 − x0²)²",
    xlim=(-2.0, 2.0),
    ylim=(-1.0, 3.0),
    stationary_points=((1.0, 1.0),),
    source="Rosenbrock, The Computer Journal 3, 1960, pages 175 to 184",
    value=lambda x0, x1: (1 - x0) * (1 - x0) + 100 * (x1 - x0 * x0) * (x1 - x0 * x0),
    partials=lambda x0, x1: (-2 * (1 - x0) - 400 * x0 * (x1 - x0 * x0), 200 * (x1 - x0 * x0)),
)

SURFACES = {s.name: s for s in (bowl, ravine, saddle, monkey_saddle, double_well, plateau, himmelblau, rosenbrock)}
"""Every surface by its name."""
