"""Plotting functions that draw on the Axes you pass.

No function here creates, lays out, shows or saves a figure; each returns the artists it drew. The style is
``plt.style.use("gdbook.book")``. Artists that a program may look up have a gid, which becomes their SVG id.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# matplotlib does not type the keyword arguments of its drawing methods, nor mplot3d.

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral
from typing import Any

import numpy as np
from matplotlib import cbook
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D
from numpy.typing import ArrayLike

from gdbook._arguments import (
    FloatArray,
    Function,
    Gradient,
    as_count,
    as_finite_array,
    as_interval,
    as_number,
    check_function,
    enough_memory,
    evaluate,
    evaluate_elementwise,
    is_real,
    make_mesh,
    short_repr,
)
from gdbook.numdiff import numerical_diff
from gdbook.rules import RULES, Rule
from gdbook.search import Search, Trial
from gdbook.status import length

CHANGEABLE = "#007a8c"
"""Cyan, the one colour with a meaning: the reader can change this."""
QUIET = "#7b8a97"
"""Grey, for contour lines, meshes and guides."""
MOST = 1e270  # the largest value on a logarithmic axis; leaves room for its margin, 5 % of the decades below
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
    kind = RULES.get(rule) if isinstance(rule, str) else rule if isinstance(rule, type) else type(rule)
    kinds = list(RULES.values())
    if kind not in kinds:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, got {short_repr(rule)}")
    place = kinds.index(kind)
    return {"color": f"C{place}", "linestyle": "-" if place < SOLID else "--"}


def _look(style: dict[str, Any], **default: Any) -> dict[str, Any]:
    return default | style


def _line(style: dict[str, Any], **default: Any) -> dict[str, Any]:
    """The style of a line, with matplotlib's aliases, such as ms for markersize, expanded."""
    return default | cbook.normalize_kwargs(style, Line2D)


def _check_axes(ax: object, kind: type[Axes] = Axes) -> None:
    if not isinstance(ax, kind):
        raise TypeError(f"ax must be matplotlib {kind.__name__}, got {short_repr(ax)}")


def _known(height: FloatArray) -> FloatArray:
    """The finite heights, shape (m,), checked to have finite differences, which scaling a figure requires."""
    known = height[np.isfinite(height)]
    if known.size and not math.isfinite(float(known.max()) - float(known.min())):
        raise ValueError(f"f must take values whose differences are finite, got {known.min()} to {known.max()}")
    return known


def _levels(levels: int | ArrayLike, known: FloatArray, where: str) -> FloatArray:
    if not isinstance(levels, Integral):
        rising = as_finite_array("levels", levels)
        if rising.ndim != 1 or len(rising) == 0 or not (rising[1:] > rising[:-1]).all():
            raise ValueError(f"levels must be a number of levels, or a list that rises, got {short_repr(levels)}")
        if not math.isfinite(float(rising[-1]) - float(rising[0])):
            raise ValueError(f"levels must have finite differences, got {short_repr(levels)}")
        return rising
    many = as_count("levels", levels, least=1)
    if known.size == 0 or np.ptp(known) == 0:
        raise ValueError(f"f must take different values over {where} to have contours")
    with enough_memory("levels", many):
        spread = known.min() + np.ptp(known) * np.linspace(0, 1, many + 1)[1:] ** 2
    if not (spread[1:] > spread[:-1]).all():
        raise ValueError(f"f must take values over {where} between which {many} levels have room")
    return spread


def draw_contours(
    ax: Axes,
    f: Function,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    levels: int | ArrayLike = 12,
    count: int = 61,
    **style: Any,
) -> QuadContourSet:
    """Contour lines of f over the rectangle xlim x ylim with equal aspect, from a mesh of count x count points.

    The axis limits are fixed to this rectangle, whatever is drawn later.
    An integer number of levels is spaced evenly in the square root of the height: on a bowl, rings of equal width.
    Fewer points make a smaller file.
    """
    _check_axes(ax)
    check_function("f", f)
    mesh = make_mesh(xlim, ylim, count)
    with np.errstate(all="ignore"):  # NaN where f is not defined, which leaves a gap
        height = evaluate(f, mesh.copy())  # (count, count)
    heights = _levels(levels, _known(height), f"xlim {xlim} and ylim {ylim}")
    frame = {"xlim": as_interval("xlim", xlim), "ylim": as_interval("ylim", ylim)}
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal", **frame)
    look = _look(style, colors=QUIET, linewidths=0.7, linestyles="solid")
    lines = ax.contour(*mesh, height, levels=heights, **look)
    lines.set_gid("contours")
    return lines


def draw_arrows(
    ax: Axes, field: Gradient, xlim: tuple[float, float], ylim: tuple[float, float], *, count: int = 9, **style: Any
) -> Quiver:
    """The vectors field(x) at count x count points; their lengths are comparable within a figure, not between two."""
    _check_axes(ax)
    check_function("field", field)
    mesh = make_mesh(xlim, ylim, count)
    with np.errstate(all="ignore"):
        vectors = evaluate(field, mesh.copy(), mesh.shape, "field")
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal")
    look = _look(style, color="C0", angles="xy", width=0.006)
    sizes = length(vectors)
    if not (np.isfinite(sizes) & (sizes > 0)).any():
        look.setdefault("scale", 1)  # matplotlib would autoscale by the lengths, all zero or not finite
    arrows = ax.quiver(*mesh, *vectors, **look)
    arrows.set_gid("arrows")
    return arrows


def draw_path(ax: Axes, x: ArrayLike, **style: Any) -> list[Line2D]:
    """The path through the points x of a run, shape (k + 1, 2); a cyan ring marks the start."""
    _check_axes(ax)
    points = as_finite_array("x", x)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"x must be one run of points in the plane, shape (k + 1, 2), got shape {points.shape}")
    with np.errstate(over="ignore"):
        if len(points) and not np.isfinite(np.ptp(points, axis=0)).all():
            raise ValueError(f"x must be points whose differences are finite, got {short_repr(x)}")
    look = _line(style, color="C1", linestyle="-", marker="o", markersize=3, gid="path")
    (path,) = ax.plot(points[:, 0], points[:, 1], **look)
    ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": CHANGEABLE, "markeredgewidth": 2}
    (start,) = ax.plot(points[:1, 0], points[:1, 1], marker="o", markersize=9, gid="start", **ring)
    return [path, start]


def draw_distance(ax: Axes, x: ArrayLike, target: ArrayLike, **style: Any) -> Line2D:
    """The distance of each point of a run, x of shape (k + 1, n), to the target, shape (n,), on a logarithmic axis.

    The line has a gap where the distance exceeds 1e270.
    """
    _check_axes(ax)
    points, goal = as_finite_array("x", x), as_finite_array("target", target)
    if points.ndim != 2 or points.size == 0:
        raise ValueError(f"x must be one run, shape (k + 1, n), got shape {points.shape}")
    if goal.shape != points.shape[1:]:
        raise ValueError(f"target must have shape {points.shape[1:]}, as the points of x, got shape {goal.shape}")
    with np.errstate(over="ignore"):
        away = length((points - goal).T)
    away[away > MOST] = np.nan  # larger values overflow matplotlib's margin on a logarithmic axis
    ax.set(xlabel="step k", ylabel="distance")
    (line,) = ax.plot(away, **_line(style, gid="distance"))
    if (away > 0).any():  # a logarithmic axis needs a positive value
        ax.set_yscale("log")
    return line


def draw_trials(ax: Axes, search: Search, x: str, y: str | None = None, **style: Any) -> list[Line2D]:
    """The trials of a search: their score, or hyperparameter y, against hyperparameter x.

    Trials that did not finish are crosses; without a score, they are placed on the upper edge. A hyperparameter that is
    not numeric is shown as text.
    """
    _check_axes(ax)
    if type(search) is not Search:
        raise TypeError(f"search must be a Search, got {short_repr(search)}")
    known = sorted(search.trials[0].params) if search.trials else []
    names: list[Any] = [x, x if y is None else y]
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise ValueError(f"x and y must be hyperparameters of the search, one of {known}, got {short_repr(name)}")
    finished = [trial for trial in search.trials if trial.status == "finished"]
    others = [trial for trial in search.trials if trial.status != "finished"]
    look: dict[str, Any] = {"color": "C0", "linestyle": "none", "clip_on": False}
    shown_at = {name: _positions(search, name) for name in dict.fromkeys(names)}
    heights = [shown_at[y](trial) if y else trial.score for trial in finished]
    dotted = _line(style, marker="o", gid="trials", **look)
    (dots,) = ax.plot([shown_at[x](trial) for trial in finished], heights, **dotted)
    where = ax.transData if y else ax.get_xaxis_transform()
    heights = [shown_at[y](trial) if y else 1 for trial in others]  # 1 is the upper edge
    crossed = _line(style, marker="x", gid="unfinished", transform=where, **look)
    (crosses,) = ax.plot([shown_at[x](trial) for trial in others], heights, **crossed)
    ax.set(xlabel=x, ylabel=y or "score")
    return [dots, crosses]


def _positions(search: Search, name: str) -> Callable[[Trial], Any]:
    """Maps a trial to its position on the axis of a hyperparameter: its value or, unless all are numeric, its text."""
    numbers = all(is_real(trial.params[name]) for trial in search.trials)
    return (lambda trial: trial.params[name]) if numbers else (lambda trial: str(trial.params[name]))


def draw_tangent(ax: Axes, f: Function, at: float, xlim: tuple[float, float], **style: Any) -> list[Line2D]:
    """The curve of f over xlim, and its tangent at `at`."""
    _check_axes(ax)
    left, right = as_interval("xlim", xlim)
    x, touch = np.linspace(left, right, 101), as_number("at", at)
    slope = numerical_diff(f, touch)
    with np.errstate(all="ignore"):
        height = evaluate_elementwise(f, x.copy())
        there = float(evaluate_elementwise(f, touch))
        line = there + slope * (np.array([left, right]) - touch)
    _known(np.concatenate([height, line, [there]]))
    ax.set(xlabel="x", ylabel="f(x)")
    (curve,) = ax.plot(x, height, color="C0", linestyle="-", gid="curve")
    (tangent,) = ax.plot([left, right], line, **_line(style, color="C1", linestyle="-", gid="tangent"))
    (point,) = ax.plot([touch], [there], marker="o", markersize=7, color=CHANGEABLE, gid="point")
    return [curve, tangent, point]


def draw_landscape(
    ax: Axes3D, f: Function, xlim: tuple[float, float], ylim: tuple[float, float], *, count: int = 25, **style: Any
) -> Poly3DCollection:
    """The surface z = f(x0, x1) over the rectangle, as a mesh of count x count points seen from above."""
    _check_axes(ax, Axes3D)
    check_function("f", f)
    mesh = make_mesh(xlim, ylim, count)
    with np.errstate(all="ignore"):
        height = evaluate(f, mesh.copy())  # (count, count)
    _known(height)
    ax.set(xlabel="x₀", ylabel="x₁", zlabel="f")
    view: Any = ax  # some of mplot3d's annotations are wrong
    view.set_box_aspect(None, zoom=0.85)  # leaves room for the labels
    for axis in (view.xaxis, view.yaxis, view.zaxis):
        axis.pane.set_visible(False)
    look = _look(style, color="white", edgecolor="C0", linewidth=0.5, shade=False)
    landscape: Poly3DCollection = ax.plot_surface(mesh[0], mesh[1], height, rstride=1, cstride=1, **look)
    return landscape
