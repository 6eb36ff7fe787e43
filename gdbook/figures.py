"""Plotting functions that draw on the Axes you pass.

No function here creates, lays out, shows or saves a figure; each returns the artists it drew. The style is
``plt.style.use("gdbook.book")``. Artists that a program may look up have a gid, which becomes their SVG id.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# matplotlib does not type the keyword arguments of its drawing methods, nor mplot3d.

from __future__ import annotations

from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from matplotlib import cbook, rcParams
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import QuadContourSet
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D
from numpy.typing import ArrayLike

from gdbook._arguments import (
    MOST,
    as_count,
    as_finite_array,
    as_flag,
    as_interval,
    as_number,
    as_positive,
    check_function,
    is_real,
    make_mesh,
    short_repr,
)
from gdbook._functions import FloatArray, Function, Gradient, elementwise, evaluate
from gdbook.numdiff import numerical_diff
from gdbook.rules import RULES, Rule
from gdbook.search import Search
from gdbook.status import length

Limits: TypeAlias = tuple[float, float]
CHANGEABLE = "#007a8c"
"""Cyan, the one colour with a meaning: the reader can change this."""
QUIET = "#7b8a97"
"""Grey, for contour lines, meshes and guides."""
HIGHEST = 1e270  # the largest value on a logarithmic axis; leaves room for its margin, 5 % of the decades below
_STOPS = [(0.17, 0.5, 0.72, 0.4), (0.5, 0.5, 0.5, 0.04), (0.72, 0.5, 0.22, 0.5)]  # blue, clear, sand
TINT = LinearSegmentedColormap.from_list("height", _STOPS)
"""The ground by its height, low to high, on light and dark paper."""
FINE = 121  # points along each side of a mesh: contour lines without corners
COARSE = 61  # enough for colours
SOLID = 5  # entries of the cycle of gdbook.book that are solid; the others are dashed


def rule_style(rule: str | Rule[Any] | type[Rule[Any]]) -> dict[str, str]:
    """The color and linestyle of a rule in every figure, by its position in RULES.

    Args:
        rule: a name in RULES, its class, or an instance of it.

    Returns:
        Keyword arguments of plot, such as {"color": "C5", "linestyle": "--"}.

    Raises:
        ValueError: rule is none of RULES.

    Example:
        >>> rule_style("Adam")
        {'color': 'C5', 'linestyle': '--'}
    """
    kind: Any = RULES.get(rule) if isinstance(rule, str) else rule if isinstance(rule, type) else type(rule)
    if kind not in RULES.values():
        raise ValueError(f"rule must be one of {', '.join(RULES)}, got {short_repr(rule)}")
    place = list(RULES.values()).index(kind)
    return {"color": f"C{place}", "linestyle": "-" if place < SOLID else "--"}


def _line(style: dict[str, Any], **default: Any) -> dict[str, Any]:
    """The style of a line, with matplotlib's aliases, such as ms for markersize, expanded."""
    return default | cbook.normalize_kwargs(style, Line2D)


def _check_axes(ax: object, kind: type[Axes] = Axes) -> None:
    if not isinstance(ax, kind):
        raise TypeError(f"ax must be matplotlib {kind.__name__}, got {short_repr(ax)}")


def _check_spread(what: str, values: FloatArray) -> None:
    """Raise unless the finite values have finite differences, which scaling a figure requires."""
    known = values[np.isfinite(values)]
    with np.errstate(over="ignore"):
        if known.size and not np.isfinite(np.ptp(known)):
            raise ValueError(f"{what} whose differences are finite, got {known.min()} to {known.max()}")


def _surface(f: Function, xlim: Limits, ylim: Limits, count: int) -> tuple[FloatArray, FloatArray]:
    """The mesh, shape (2, count, count), and f on it; NaN where f is not defined, which leaves a gap."""
    check_function("f", f)
    mesh = make_mesh(xlim, ylim, count)
    with np.errstate(all="ignore"):
        height = evaluate(f, mesh.copy())
    _check_spread("f must take values", height)
    return mesh, height


def _levels(levels: int | ArrayLike, height: FloatArray, where: str) -> FloatArray:
    if not isinstance(levels, Integral):
        rising = as_finite_array("levels", levels)
        if rising.ndim != 1 or len(rising) == 0 or not (rising[1:] > rising[:-1]).all():
            raise ValueError(f"levels must be a number of levels, or a list that rises, got {short_repr(levels)}")
        _check_spread("levels must be heights", rising)
        return rising
    many = as_count("levels", levels, least=1, most=MOST)
    known = height[np.isfinite(height)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 0.0)
    rising = low + (high - low) * np.linspace(0, 1, many + 1) ** 2
    if not (rising[1:] > rising[:-1]).all():
        raise ValueError(f"f must take different values over {where}, with room for {many} levels between them")
    return rising[1:]


def _frame(ax: Axes, mesh: FloatArray) -> None:
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal", xlim=mesh[0, 0, [0, -1]], ylim=mesh[1, [0, -1], 0])


def _tint(ax: Axes, share: FloatArray, mesh: FloatArray, **style: Any) -> AxesImage:
    """Colours the rectangle of a mesh by shares of the height, from an array that may have fewer points than it."""
    # The middles of the pixels are the points of the array, so the outer ones reach half a cell further.
    low, high = mesh[:, 0, 0], mesh[:, -1, -1]
    half = (high - low) / (2 * max(len(share) - 1, 1))
    extent: Any = tuple(np.stack([low - half, high + half], axis=1).ravel().tolist())
    look: dict[str, Any] = {"cmap": TINT, "clim": (0, 1), "interpolation": "none", "gid": "height"} | style
    return ax.imshow(share[::-1], extent=extent, **look)


def draw_ground(
    ax: Axes, f: Function, xlim: Limits, ylim: Limits, *, highest: float, count: int = COARSE, **style: Any
) -> AxesImage:
    """The height of f over the rectangle xlim x ylim with equal aspect, as the colours TINT of count x count points.

    The colour goes with sqrt(f / highest): blue where f is 0 or less, sand from highest > 0 on. The axis limits are
    fixed to the rectangle.
    """
    _check_axes(ax)
    top = as_positive("highest", highest)
    mesh, height = _surface(f, xlim, ylim, count)
    ground = _tint(ax, np.sqrt(height.clip(0, top) / top), mesh, **style)
    _frame(ax, mesh)
    return ground


def draw_contours(
    ax: Axes, f: Function, xlim: Limits, ylim: Limits, *, levels: int | ArrayLike = 12, count: int = FINE, **style: Any
) -> QuadContourSet:
    """Contour lines of f over the rectangle xlim x ylim with equal aspect, from a mesh of count x count points.

    The axis limits are fixed to the rectangle. A number of levels is spread evenly in the square root of the height.
    Where no image lies behind the lines, the ground is tinted from level to level, so that a hill is no hollow.
    """
    _check_axes(ax)
    mesh, height = _surface(f, xlim, ylim, count)
    heights = _levels(levels, height, f"xlim {xlim} and ylim {ylim}")
    if not ax.images:
        known = [height[np.isfinite(height)].min(initial=heights[0]), *heights]
        coarse = 2 if count == FINE else 1  # as smooth, and a quarter of the pixels
        share = np.interp(height[::coarse, ::coarse], known, np.linspace(0, 1, len(known)))
        _tint(ax, share, mesh)
    _frame(ax, mesh)
    look: dict[str, Any] = {"colors": QUIET, "linewidths": 0.7, "linestyles": "solid"} | style
    lines = ax.contour(*mesh, height, levels=heights, **look)
    lines.set_gid("contours")
    return lines


def draw_arrows(ax: Axes, field: Gradient, xlim: Limits, ylim: Limits, *, count: int = 9, **style: Any) -> Quiver:
    """The vectors field(x) at count x count points; their lengths are comparable within a figure, not between two."""
    _check_axes(ax)
    check_function("field", field)
    mesh = make_mesh(xlim, ylim, count)
    with np.errstate(all="ignore"):
        vectors = evaluate(field, mesh.copy(), mesh.shape, "field")
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal")
    look: dict[str, Any] = {"color": "C0", "angles": "xy", "width": 0.006} | style
    if not (np.isfinite(sizes := length(vectors)) & (sizes > 0)).any():
        look.setdefault("scale", 1)  # matplotlib would autoscale by the lengths, all zero or not finite
    return ax.quiver(*mesh, *vectors, gid="arrows", **look)


def draw_path(ax: Axes, x: ArrayLike, *, ring: bool = True, **style: Any) -> list[Line2D]:
    """The path through the points x of a run, shape (k + 1, 2); a ring marks the start, or with ring=False a dot."""
    _check_axes(ax)
    points = as_finite_array("x", x)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"x must be one run of points in the plane, shape (k + 1, 2), got shape {points.shape}")
    for component in points.T:
        _check_spread("x must be points", component)
    look = _line(style, color="C1", linestyle="-", marker="o", markersize=3, gid="path")
    (path,) = ax.plot(points[:, 0], points[:, 1], **look)
    dot: dict[str, Any] = {"markersize": 6, "color": look["color"]}
    hollow: dict[str, Any] = {
        "markerfacecolor": "none",
        "markeredgecolor": rcParams["text.color"],
        "markeredgewidth": 2,
        "markersize": 9,
    }
    (start,) = ax.plot(*points[:1].T, marker="o", gid="start", **(hollow if as_flag("ring", ring) else dot))
    return [path, start]


def draw_distance(ax: Axes, x: ArrayLike, target: ArrayLike, **style: Any) -> Line2D:
    """The distances of a run, x of shape (k + 1, n), to the target, shape (n,), on a logarithmic axis up to 1e270."""
    _check_axes(ax)
    points, goal = as_finite_array("x", x), as_finite_array("target", target)
    if points.ndim != 2 or points.size == 0:
        raise ValueError(f"x must be one run, shape (k + 1, n), got shape {points.shape}")
    if goal.shape != points.shape[1:]:
        raise ValueError(f"target must have shape {points.shape[1:]}, as the points of x, got shape {goal.shape}")
    with np.errstate(over="ignore"):
        away = length((points - goal).T)
    away[away > HIGHEST] = np.nan  # larger values overflow matplotlib's margin on a logarithmic axis
    ax.set(xlabel="step k", ylabel="distance")
    (line,) = ax.plot(away, **_line(style, gid="distance"))
    if (away > 0).any():  # a logarithmic axis needs a positive value
        ax.set_yscale("log")
    return line


def draw_trials(ax: Axes, search: Search, x: str, y: str | None = None, **style: Any) -> list[Line2D]:
    """The trials of a search: their score, or hyperparameter y, against hyperparameter x.

    Unfinished trials are crosses, on the upper edge where a score is needed. What is not numeric is shown as text.
    """
    _check_axes(ax)
    if type(search) is not Search:
        raise TypeError(f"search must be a Search, got {short_repr(search)}")
    known = sorted(search.trials[0].params) if search.trials else []
    names: list[Any] = [x, x if y is None else y]
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise ValueError(f"x and y must be hyperparameters of the search, one of {known}, got {short_repr(name)}")

    def column(name: str) -> list[Any]:
        values = [trial.params[name] for trial in search.trials]
        return values if all(map(is_real, values)) else [str(value) for value in values]

    across = column(x)
    up = column(y) if y else [t.score if t.status == "finished" else 1 for t in search.trials]  # 1 is the upper edge
    crosses = {"marker": "x", "gid": "unfinished", "transform": ax.transData if y else ax.get_xaxis_transform()}
    drawn: list[Line2D] = []
    for done, look in (True, {"marker": "o", "gid": "trials"}), (False, crosses):
        chosen = [i for i, trial in enumerate(search.trials) if (trial.status == "finished") == done]
        line = _line(style, color="C0", linestyle="none", clip_on=False, **look)
        drawn += ax.plot([across[i] for i in chosen], [up[i] for i in chosen], **line)
    ax.set(xlabel=x, ylabel=y or "score")
    return drawn


def draw_tangent(ax: Axes, f: Function, at: float, xlim: Limits, **style: Any) -> list[Line2D]:
    """The curve of f over xlim, and its tangent at `at`."""
    _check_axes(ax)
    x, touch = np.linspace(*as_interval("xlim", xlim), 101), as_number("at", at)
    slope = numerical_diff(f, touch)
    with np.errstate(all="ignore"):
        height = evaluate(elementwise(f), x[None])
        there = float(evaluate(elementwise(f), np.array([touch])))
        line = there + slope * (x[[0, -1]] - touch)
    _check_spread("f must take values", np.concatenate([height, line, [there]]))
    ax.set(xlabel="x", ylabel="f(x)")
    (curve,) = ax.plot(x, height, color="C0", linestyle="-", gid="curve")
    (tangent,) = ax.plot(x[[0, -1]], line, **_line(style, color="C1", linestyle="-", gid="tangent"))
    (point,) = ax.plot([touch], [there], marker="o", markersize=7, color=CHANGEABLE, gid="point")
    return [curve, tangent, point]


def draw_landscape(
    ax: Axes3D, f: Function, xlim: Limits, ylim: Limits, *, count: int = 25, **style: Any
) -> Poly3DCollection:
    """The surface z = f(x0, x1) over the rectangle, as a mesh of count x count points seen from above."""
    _check_axes(ax, Axes3D)
    mesh, height = _surface(f, xlim, ylim, count)
    ax.set(xlabel="x₀", ylabel="x₁", zlabel="f")
    view: Any = ax  # some of mplot3d's annotations are wrong
    view.set_box_aspect(None, zoom=0.85)  # leaves room for the labels
    for axis in (view.xaxis, view.yaxis, view.zaxis):
        axis.pane.set_visible(False)
    look: dict[str, Any] = {"color": "white", "edgecolor": "C0", "linewidth": 0.5, "shade": False} | style
    return view.plot_surface(*mesh, height, rstride=1, cstride=1, **look)
