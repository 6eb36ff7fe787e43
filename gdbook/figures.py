"""One picture per function, on the Axes you pass.

No function here creates, lays out, shows or saves a figure; each returns the artists it drew. The look comes from
``plt.style.use("gdbook.book")``. Parts that a program may want to find again carry a gid, which becomes an SVG id.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
# matplotlib leaves the keywords of its drawing methods, and the whole of mplot3d, without types.

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D
from numpy.typing import ArrayLike

from gdbook._arguments import Function, Gradient, answer, finite_array, limits, mesh_over, number
from gdbook.descent import length
from gdbook.numdiff import numerical_diff
from gdbook.search import Search

CHANGEABLE = "#007a8c"
"""Cyan, the one colour with a meaning: this is yours to change."""
QUIET = "#7b8a97"
"""For what carries no data of its own: contour lines, meshes, guides."""


def _look(style: dict[str, Any], **default: Any) -> dict[str, Any]:
    return default | style


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
    """Lines of equal f over the rectangle xlim x ylim, both axes on one scale, found on a mesh of count x count points.

    The axes show just this rectangle, whatever is drawn on it later.
    A number of levels is spread by the square root of the height, which on a bowl makes rings of equal width.
    A small picture needs fewer points, and is lighter for it.
    """
    mesh = mesh_over(xlim, ylim, count)
    with np.errstate(all="ignore"):  # outside its domain f is NaN, and the lines have a gap there
        height = np.asarray(answer("f(x)", f(mesh), mesh.shape[1:]))  # (count, count)
    if isinstance(levels, Integral):
        known = height[np.isfinite(height)]
        if known.size == 0 or np.ptp(known) == 0:
            raise ValueError(f"f must take different values over xlim {xlim} and ylim {ylim} to have contours")
        levels = known.min() + np.ptp(known) * np.linspace(0, 1, int(levels) + 1)[1:] ** 2
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal", xlim=xlim, ylim=ylim)
    look = _look(style, colors=QUIET, linewidths=0.7, linestyles="solid")
    lines = ax.contour(*mesh, height, levels=levels, **look)
    lines.set_gid("contours")
    return lines


def draw_arrows(
    ax: Axes, field: Gradient, xlim: tuple[float, float], ylim: tuple[float, float], *, count: int = 9, **style: Any
) -> Quiver:
    """The vectors field(x) at count x count points; their lengths compare within one picture, not between two."""
    mesh = mesh_over(xlim, ylim, count)
    ax.set(xlabel="x₀", ylabel="x₁", aspect="equal")
    vectors = np.asarray(answer("field(x)", field(mesh), mesh.shape, hint=""))
    arrows = ax.quiver(*mesh, *vectors, **_look(style, color="C0", angles="xy", width=0.006))
    arrows.set_gid("arrows")
    return arrows


def draw_path(ax: Axes, x: ArrayLike, **style: Any) -> list[Line2D]:
    """The points x of a run, shape (k + 1, 2), joined in order; the start is ringed in cyan."""
    points = finite_array("x", x)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"x must be one run of points in the plane, shape (k + 1, 2), got shape {points.shape}")
    (path,) = ax.plot(points[:, 0], points[:, 1], **_look(style, color="C1", marker="o", markersize=3, gid="path"))
    ring: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": CHANGEABLE, "markeredgewidth": 2}
    (start,) = ax.plot(points[:1, 0], points[:1, 1], marker="o", markersize=9, gid="start", **ring)
    return [path, start]


def draw_distance(ax: Axes, x: ArrayLike, target: ArrayLike, **style: Any) -> Line2D:
    """How far each point of a run, x of shape (k + 1, n), is from the target, shape (n,), on a logarithmic axis."""
    points, goal = finite_array("x", x), finite_array("target", target)
    if points.ndim != 2:
        raise ValueError(f"x must be one run, shape (k + 1, n), got shape {points.shape}")
    if goal.shape != points.shape[1:]:
        raise ValueError(f"target must have shape {points.shape[1:]}, as the points of x, got shape {goal.shape}")
    away = length((points - goal).T)
    ax.set(xlabel="step k", ylabel="distance")
    (line,) = ax.semilogy(away, **_look(style, gid="distance"))
    return line


def draw_trials(ax: Axes, search: Search, x: str, y: str | None = None, **style: Any) -> list[Line2D]:
    """The trials of a search by hyperparameter x, against their score or against hyperparameter y.

    Those that did not finish are crosses; having no score, they stand on the upper edge.
    """
    for name in filter(None, (x, y)):
        known = sorted(search.trials[0].params) if search.trials else []
        if name not in known:
            raise ValueError(f"x and y must be hyperparameters of the search, one of {known}, got {name!r}")
    finished = [trial for trial in search.trials if trial.status == "finished"]
    others = [trial for trial in search.trials if trial.status != "finished"]
    look: dict[str, Any] = {"color": "C0", "linestyle": "none", "clip_on": False}
    heights = [trial.params[y] if y else trial.score for trial in finished]
    dotted = _look(style, marker="o", gid="trials", **look)
    (dots,) = ax.plot([trial.params[x] for trial in finished], heights, **dotted)
    where = ax.transData if y else ax.get_xaxis_transform()
    heights = [trial.params[y] if y else 1 for trial in others]  # 1 is the upper edge
    crossed = _look(style, marker="x", gid="unfinished", transform=where, **look)
    (crosses,) = ax.plot([trial.params[x] for trial in others], heights, **crossed)
    ax.set(xlabel=x, ylabel=y or "score")
    return [dots, crosses]


def draw_tangent(ax: Axes, f: Function, at: float, xlim: tuple[float, float], **style: Any) -> list[Line2D]:
    """The curve of f over xlim, and the straight line that touches it at `at`."""
    left, right = limits("xlim", xlim)
    x, touch = np.linspace(left, right, 101), number("at", at)
    slope = numerical_diff(f, touch)
    height = np.asarray(answer("f(x)", f(x), x.shape, hint=""))
    ax.set(xlabel="x", ylabel="f(x)")
    (curve,) = ax.plot(x, height, color="C0", gid="curve")
    (tangent,) = ax.plot(xlim, f(touch) + slope * (np.array(xlim) - touch), **_look(style, color="C1", gid="tangent"))
    (point,) = ax.plot([touch], [f(touch)], marker="o", markersize=7, color=CHANGEABLE, gid="point")
    return [curve, tangent, point]


def draw_landscape(
    ax: Axes3D, f: Function, xlim: tuple[float, float], ylim: tuple[float, float], *, count: int = 25, **style: Any
) -> Poly3DCollection:
    """The surface z = f(x0, x1) over the rectangle, as a mesh of count x count points seen from above."""
    mesh = mesh_over(xlim, ylim, count)
    ax.set(xlabel="x₀", ylabel="x₁", zlabel="f")
    view: Any = ax  # mplot3d's own annotations are wrong in places
    view.set_box_aspect(None, zoom=0.85)  # leaves room for the labels
    for axis in (view.xaxis, view.yaxis, view.zaxis):
        axis.pane.set_visible(False)
    look = _look(style, color="white", edgecolor="C0", linewidth=0.5, shade=False)
    height = np.asarray(answer("f(x)", f(mesh), mesh.shape[1:]))
    landscape: Poly3DCollection = ax.plot_surface(mesh[0], mesh[1], height, rstride=1, cstride=1, **look)
    return landscape
