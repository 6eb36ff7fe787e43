"""Every draw_* draws its data on the Axes it is given, and does nothing else."""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from gdbook import RULES, GradientDescent, bowl, descend, figures, saddle
from gdbook.figures import (
    CHANGEABLE,
    QUIET,
    TINT,
    draw_arrows,
    draw_contours,
    draw_distance,
    draw_ground,
    draw_landscape,
    draw_path,
    draw_tangent,
    draw_trials,
    rule_style,
)
from gdbook.search import sweep

XLIM, YLIM = (-3.0, 3.0), (-2.0, 2.0)
PATH = np.array([[-3.0, 4.0], [-2.4, 3.2], [-1.92, 2.56]])


SEARCH = sweep(lambda lr: lr if lr < 1 else float("inf"), "lr", [0.1, 0.5, 2.0])


def parabola(x):
    return x**2


# A call of each, and the artists it returns.
DRAWN = {
    "draw_contours": (lambda ax, **style: draw_contours(ax, bowl, XLIM, YLIM, **style), [QuadContourSet]),
    "draw_ground": (lambda ax, **style: draw_ground(ax, bowl, XLIM, YLIM, highest=9, **style), [AxesImage]),
    "draw_arrows": (lambda ax, **style: draw_arrows(ax, bowl.grad, XLIM, YLIM, **style), [Quiver]),
    "draw_path": (lambda ax, **style: draw_path(ax, PATH, **style), [Line2D, Line2D]),
    "draw_distance": (lambda ax, **style: draw_distance(ax, PATH, [0, 0], **style), [Line2D]),
    "draw_tangent": (lambda ax, **style: draw_tangent(ax, parabola, 1, XLIM, **style), [Line2D, Line2D, Line2D]),
    "draw_trials": (lambda ax, **style: draw_trials(ax, SEARCH, "lr", **style), [Line2D, Line2D]),
    "draw_landscape": (lambda ax, **style: draw_landscape(ax, bowl, XLIM, YLIM, **style), [Poly3DCollection]),
}
every_drawing = pytest.mark.parametrize("name", DRAWN)


@pytest.fixture(autouse=True)
def book_style():
    with plt.style.context("gdbook.book"):
        yield
    plt.close("all")


def axes_for(name):
    return Figure().add_subplot(projection="3d" if name == "draw_landscape" else None)


def as_list(artists):
    return artists if isinstance(artists, list) else [artists]


# What all drawings have in common


def test_every_drawing_is_tested_here():
    assert {name for name, _ in inspect.getmembers(figures, inspect.isfunction) if name.startswith("draw_")} == set(
        DRAWN
    )


@every_drawing
def test_a_drawing_returns_its_artists(name):
    draw, kinds = DRAWN[name]
    ax = axes_for(name)
    artists = as_list(draw(ax))
    assert [type(artist) for artist in artists] == kinds
    assert all(artist.axes is ax for artist in artists)
    assert set(artists) == ({*ax.lines, *ax.collections} or {*ax.images})


@every_drawing
def test_a_drawing_draws_on_the_given_axes_and_nowhere_else(name, monkeypatch):
    for function in ("show", "savefig", "figure", "gca", "subplots", "tight_layout"):
        monkeypatch.setattr(plt, function, lambda *_, name=function, **__: pytest.fail(f"plt.{name} was called"))
    before = plt.get_fignums()
    figure = Figure()
    kind = {"projection": "3d"} if name == "draw_landscape" else {}
    ax, other = figure.subplots(1, 2, subplot_kw=kind)
    DRAWN[name][0](ax)
    assert plt.get_fignums() == before
    assert figure.axes == [ax, other]
    assert not other.has_data()
    assert ax.has_data()


@every_drawing
def test_a_drawing_can_be_rendered_without_a_warning(name):
    ax = axes_for(name)
    DRAWN[name][0](ax)
    ax.figure.canvas.draw()


@pytest.mark.parametrize("name", sorted(DRAWN.keys() - {"draw_landscape"}))  # a mesh of faces, which nothing looks up
def test_a_drawing_has_ids_that_are_in_the_svg(name, tmp_path):
    ax = axes_for(name)
    artists = as_list(DRAWN[name][0](ax))
    ids = [artist.get_gid() for artist in artists]
    assert len(set(ids)) == len(ids)
    ax.figure.savefig(tmp_path / "figure.svg")
    text = (tmp_path / "figure.svg").read_text()
    assert all(f'id="{gid}"' in text for gid in ids)


@every_drawing
def test_a_style_of_the_caller_replaces_the_default(name):
    ax = axes_for(name)
    option = {"draw_contours": "colors", "draw_ground": "cmap"}.get(name, "color")
    artists = as_list(DRAWN[name][0](ax, **{option: "C3" if option != "cmap" else "gray"}))
    styled = artists[1] if name == "draw_tangent" else artists[0]  # the curve is the function's, the tangent ours
    if isinstance(styled, Line2D):
        assert styled.get_color() == "C3"
    elif isinstance(styled, AxesImage):
        assert styled.get_cmap().name == "gray"
    else:
        colors = styled.get_edgecolor() if name == "draw_contours" else styled.get_facecolor()
        assert {to_hex(color) for color in colors} == {to_hex("C3")}


@every_drawing
def test_a_drawing_labels_its_axes(name):
    ax = axes_for(name)
    DRAWN[name][0](ax)
    labels = {
        "draw_distance": ("step k", "distance"),
        "draw_tangent": ("x", "f(x)"),
        "draw_path": ("", ""),
        "draw_trials": ("lr", "score"),
    }
    assert (ax.get_xlabel(), ax.get_ylabel()) == labels.get(name, ("x₀", "x₁"))


# One by one


def test_contours_lie_where_the_function_has_their_level():
    lines = draw_contours(axes_for(""), saddle, XLIM, YLIM, levels=[-1.0, 0.5, 2.0], count=101)
    assert lines.levels.tolist() == [-1, 0.5, 2]
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        # Between two grid points, 0.06 apart, a curve of curvature 2 is off its chord by at most 2 0.06^2/8.
        np.testing.assert_allclose(saddle(path.vertices.T), level, atol=1.5e-3)


def test_a_number_of_levels_makes_rings_of_equal_width_on_the_bowl():
    lines = draw_contours(axes_for(""), bowl, (-3, 3), (-3, 3), levels=6)
    radii = np.sqrt(lines.levels)
    np.testing.assert_allclose(radii, np.sqrt(18) * np.arange(1, 7) / 6, rtol=1e-12)  # sqrt(18) is the corner's


def test_contours_are_grey_and_have_equal_aspect():
    ax = axes_for("")
    lines = draw_contours(ax, bowl, XLIM, YLIM)
    assert ax.get_aspect() == 1
    assert to_hex(lines.get_edgecolor()[0]) == QUIET


def test_contours_show_the_whole_range_of_the_function_unclipped():
    calls = []

    def f(x):
        calls.append(x)
        return bowl(x)

    lines = draw_contours(axes_for(""), f, XLIM, YLIM)
    (mesh,) = calls  # one call for the whole mesh
    assert mesh.shape == (2, 121, 121)
    assert (mesh[0].min(), mesh[0].max(), mesh[1].min(), mesh[1].max()) == (*XLIM, *YLIM)
    assert lines.zmax == bowl([3, 2])  # nothing is clipped
    assert lines.zmin == 0


def test_an_arrow_is_the_field_at_its_foot():
    ax = axes_for("")
    arrows = draw_arrows(ax, lambda x: -bowl.grad(x), XLIM, YLIM, count=5)
    assert len(arrows.U) == 25
    np.testing.assert_array_equal(arrows.U, -2 * arrows.X)
    np.testing.assert_array_equal(arrows.V, -2 * arrows.Y)
    assert set(arrows.X) == set(np.linspace(*XLIM, 5))
    assert ax.get_aspect() == 1
    assert arrows.angles == "xy"


def test_the_ground_is_tinted_by_height_once():
    ax = plt.subplots()[1]
    draw_contours(ax, bowl, (-3, 3), (-2, 2), count=31)
    draw_contours(ax, bowl, (-3, 3), (-2, 2), levels=[1], colors="C0")
    (image,) = ax.images
    share = np.asarray(image.get_array())
    assert share.shape == (31, 31)
    assert share[15, 15] == 0
    assert share[0, 0] == share[-1, -1] == 1
    np.testing.assert_allclose(share[15, 15:], np.linspace(0, 1, 16) * share[15, -1], atol=0.02)  # sqrt of the height
    assert (ax.get_xlim(), ax.get_ylim()) == ((-3, 3), (-2, 2))
    assert image.get_gid() == "height"


def test_the_middle_of_each_pixel_of_the_ground_has_the_colour_of_its_height():
    ax = plt.subplots()[1]
    image = draw_ground(
        ax, lambda x: np.where(x[0] > 2, np.nan, x[0] + 10 * x[1]), (-3, 3), (-2, 2), highest=10, count=31
    )
    left, right, bottom, top = image.get_extent()
    x0 = left + (right - left) * (np.arange(31) + 0.5) / 31
    x1 = top - (top - bottom) * (np.arange(31) + 0.5) / 31  # the first row is the upper one
    np.testing.assert_allclose(x0, np.linspace(-3, 3, 31), atol=1e-12)
    np.testing.assert_allclose(x1, np.linspace(2, -2, 31), atol=1e-12)
    wanted = np.sqrt(np.clip((x0 + 10 * x1[:, None]) / 10, 0, 1))
    wanted[:, x0 > 2] = np.nan
    np.testing.assert_allclose(np.ma.filled(image.get_array(), np.nan), wanted, atol=1e-6)
    assert image.get_cmap() is TINT
    assert image.get_clim() == (0, 1)
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_aspect()) == ((-3, 3), (-2, 2), 1)


def test_ground_above_the_last_of_the_given_levels_has_one_tint():
    ax = plt.subplots()[1]
    draw_contours(ax, bowl, (-3, 3), (-3, 3), levels=[1, 4], count=7)
    share = np.asarray(ax.images[0].get_array())
    assert share[3].tolist() == [1, 1, 0.5, 0, 0.5, 1, 1]


def test_an_image_behind_contour_lines_stays_alone():
    ax = plt.subplots()[1]
    picture = ax.imshow([[0, 1]])
    draw_contours(ax, bowl, (-3, 3), (-3, 3))
    assert list(ax.images) == [picture]


@pytest.mark.parametrize("x", [PATH, PATH.tolist(), PATH.astype(np.float32).astype(float)])
def test_a_path_joins_its_points_in_order_and_marks_the_start(x):
    path, start = draw_path(axes_for(""), x)
    np.testing.assert_array_equal(path.get_xydata(), x)
    np.testing.assert_array_equal(start.get_xydata(), x[:1])
    assert start.get_markeredgecolor() == plt.rcParams["text.color"]
    assert start.get_markerfacecolor() == "none"


def test_a_start_that_cannot_be_moved_is_a_dot_in_the_colour_of_its_path():
    path, start = draw_path(axes_for(""), PATH, ring=False, color="C3")
    np.testing.assert_array_equal(start.get_xydata(), PATH[:1])
    assert start.get_markerfacecolor() == start.get_markeredgecolor() == path.get_color() == "C3"
    assert path.get_markersize() < start.get_markersize()


def test_a_path_may_be_drawn_from_a_trace():
    trace = descend(bowl, [-3, 4], GradientDescent(0.1), 10)  # its arrays are read-only
    path, _ = draw_path(axes_for(""), trace.x)
    np.testing.assert_array_equal(path.get_xydata(), trace.x)


def test_data_are_neither_changed_nor_shared_with_the_artists():
    x = PATH.copy()
    path, _ = draw_path(axes_for(""), x)
    draw_distance(axes_for(""), x, [0, 0])
    assert x.tolist() == PATH.tolist()
    x[:] = 0
    np.testing.assert_array_equal(path.get_xydata(), PATH)


def test_the_distance_is_the_2_norm_on_a_logarithmic_axis():
    ax = axes_for("")
    line = draw_distance(ax, [[3, 4], [0, 0.5], [1, -2]], [0, 0])
    np.testing.assert_array_equal(line.get_xdata(), [0, 1, 2])
    np.testing.assert_allclose(line.get_ydata(), [5, 0.5, np.sqrt(5)], rtol=1e-15)
    assert ax.get_yscale() == "log"
    line = draw_distance(axes_for(""), [[3, 4, 12], [1, 1, 1]], [1, 1, 1])
    np.testing.assert_allclose(line.get_ydata(), [np.sqrt(4 + 9 + 121), 0], rtol=1e-15)


def test_a_distance_of_zero_is_no_error_on_a_logarithmic_axis():
    ax = axes_for("")
    draw_distance(ax, [[3, 4], [0, 0]], [0, 0])
    ax.figure.canvas.draw()


@pytest.mark.parametrize("at", [1, 1.0, np.float32(1), -2])
def test_the_tangent_has_the_value_and_the_slope_of_the_curve(at):
    curve, tangent, point = draw_tangent(axes_for(""), parabola, at, XLIM)
    np.testing.assert_array_equal(curve.get_ydata(), curve.get_xdata() ** 2)
    assert (min(curve.get_xdata()), max(curve.get_xdata())) == XLIM
    x, y = tangent.get_data()
    np.testing.assert_allclose(y, at**2 + 2 * at * (np.array(x) - at), rtol=1e-9)
    assert point.get_xydata().tolist() == [[at, at**2]]
    assert point.get_color() == CHANGEABLE


def test_the_landscape_is_the_function_on_a_mesh(monkeypatch):
    ax = axes_for("draw_landscape")
    drawn = []
    plot_surface = ax.plot_surface
    monkeypatch.setattr(ax, "plot_surface", lambda *xyz, **style: drawn.append(xyz) or plot_surface(*xyz, **style))
    draw_landscape(ax, saddle, XLIM, YLIM, count=6)
    x, y, z = drawn[0]
    assert z.shape == (6, 6)
    assert (x.min(), x.max(), y.min(), y.max()) == (*XLIM, *YLIM)
    np.testing.assert_array_equal(z, saddle([x, y]))
    assert ax.get_zlabel() == "f"


def test_a_number_of_levels_may_come_from_numpy():
    wanted = draw_contours(axes_for(""), bowl, XLIM, YLIM, levels=5).levels.tolist()
    assert draw_contours(axes_for(""), bowl, XLIM, YLIM, levels=np.int64(5)).levels.tolist() == wanted


def test_contours_leave_a_gap_where_the_function_is_not_defined():
    ax = axes_for("")
    lines = draw_contours(ax, lambda x: np.log(x[0]) + x[1], XLIM, YLIM)
    ax.figure.canvas.draw()
    assert min(path.vertices[:, 0].min() for path in lines.get_paths() if len(path.vertices)) > 0
    assert np.isfinite(lines.levels).all()


@pytest.mark.parametrize("f", [lambda x: 0 * x[0] + 3, lambda x: np.nan * x[0]])
def test_contours_of_a_constant_function_are_an_error_that_says_so(f):
    with pytest.raises(ValueError, match=r"^f must take different values over xlim"):
        draw_contours(axes_for(""), f, XLIM, YLIM)


def test_distances_of_a_run_that_went_far_do_not_overflow():
    line = draw_distance(axes_for(""), [[3e200, 4e200], [3, 4]], [0, 0])
    np.testing.assert_allclose(line.get_ydata(), [5e200, 5], rtol=1e-15)


# Errors name the argument


@pytest.mark.parametrize(
    ("draw", "error", "message"),
    [
        (lambda ax: draw_path(ax, [1, 2]), ValueError, r"x must be one run .*, got shape \(2,\)"),
        (lambda ax: draw_path(ax, np.ones((5, 3))), ValueError, r"x must be one run .*, got shape \(5, 3\)"),
        (lambda ax: draw_path(ax, np.ones((5, 2, 3))), ValueError, r"x must be one run .*, got shape \(5, 2, 3\)"),
        (lambda ax: draw_path(ax, [[np.nan, 1]]), ValueError, "x must be finite"),
        (lambda ax: draw_path(ax, None), TypeError, "x must be real numbers, got None"),
        (lambda ax: draw_distance(ax, [1, 2], [0, 0]), ValueError, r"x must be one run.*, got shape \(2,\)"),
        (lambda ax: draw_distance(ax, PATH, [0]), ValueError, r"target must have shape \(2,\).*, got shape \(1,\)"),
        (lambda ax: draw_distance(ax, PATH, 0), ValueError, r"target must have shape \(2,\).*, got shape \(\)"),
        (lambda ax: draw_distance(ax, PATH, ["0", "0"]), TypeError, "target must be real numbers"),
        (lambda ax: draw_contours(ax, lambda x: 3.0, XLIM, YLIM), ValueError, r"f\(x\) must have shape \(121, 121\)"),
        (lambda ax: draw_contours(ax, lambda x: None, XLIM, YLIM), TypeError, r"f\(x\) must be real numbers, got None"),
        (lambda ax: draw_arrows(ax, bowl, XLIM, YLIM), ValueError, r"field\(x\) must have shape \(2, 9, 9\)"),
        (lambda ax: draw_tangent(ax, parabola, "1", XLIM), TypeError, "at must be a number, got '1'"),
        (lambda ax: draw_tangent(ax, parabola, None, XLIM), TypeError, "at must be a number, got None"),
        (lambda ax: draw_tangent(ax, lambda x: 3.0, 1, XLIM), ValueError, r"f\(x\) must have shape \(101,\)"),
    ],
)
def test_data_that_cannot_be_drawn_are_an_error_that_names_them(draw, error, message):
    with pytest.raises(error, match=f"^{message}"):
        draw(axes_for(""))


def test_a_landscape_of_values_of_the_wrong_shape_is_an_error():
    with pytest.raises(ValueError, match=r"^f\(x\) must have shape \(25, 25\), got shape \(\)"):
        draw_landscape(axes_for("draw_landscape"), lambda x: 3.0, XLIM, YLIM)


# Styles


def test_every_rule_has_a_style_of_its_own_by_name_class_or_instance():
    styles = [rule_style(name) for name in RULES]
    assert len({(style["color"], style["linestyle"]) for style in styles}) == len(RULES)
    assert [rule_style(kind) for kind in RULES.values()] == styles
    assert [rule_style(kind(lr=0.5)) for kind in RULES.values()] == styles
    assert [style["color"] for style in styles] == [f"C{i}" for i in range(len(RULES))]
    cycle = plt.rcParams["axes.prop_cycle"].by_key()["linestyle"]
    assert [style["linestyle"] for style in styles] == cycle[: len(RULES)]
    path, _ = draw_path(axes_for(""), PATH, **styles[-1])
    assert (path.get_color(), path.get_linestyle()) == (styles[-1]["color"], styles[-1]["linestyle"])


@pytest.mark.parametrize("rule", ["adam", None, 3, bowl, int, np.ones(2), ["Adam"]])
def test_the_style_of_anything_else_is_an_error_that_names_rule(rule):
    with pytest.raises(ValueError, match=r"^rule must be one of GradientDescent, .*, got "):
        rule_style(rule)


def test_cyan_is_reserved_for_what_a_reader_can_change():
    cycle = [to_rgba(color) for color in plt.rcParams["axes.prop_cycle"].by_key()["color"]]
    assert len(set(cycle)) == len(cycle) >= len(RULES)
    assert to_rgba(CHANGEABLE) not in cycle
    assert to_rgba(QUIET) not in cycle


def contrast_with_white(color):
    """WCAG 2.2: (L_white + 0.05) / (L + 0.05), with the relative luminance L."""
    channels = np.array(to_rgba(color)[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def test_lines_and_text_have_enough_contrast_with_white():
    cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    for color in [*cycle, CHANGEABLE, plt.rcParams["text.color"], plt.rcParams["xtick.labelcolor"]]:
        assert contrast_with_white(color) >= 4.5, color
    assert contrast_with_white(QUIET) >= 3  # for what is neither text nor data


def test_trials_that_did_not_finish_are_crosses_on_the_upper_edge():
    ax = axes_for("")
    dots, crosses = draw_trials(ax, SEARCH, "lr")
    assert sorted(dots.get_xdata()) == [0.1, 0.5]
    assert sorted(dots.get_ydata()) == [0.1, 0.5]
    assert (list(crosses.get_xdata()), list(crosses.get_ydata())) == ([2.0], [1])
    assert crosses.get_transform() == ax.get_xaxis_transform()
    assert crosses.get_marker() == "x"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda ax: draw_contours(ax, bowl, (1, 1), YLIM), "xlim must be two numbers, the smaller first"),
        (lambda ax: draw_contours(ax, bowl, XLIM, (2, 1)), "ylim must be two numbers, the smaller first"),
        (lambda ax: draw_contours(ax, bowl, (float("nan"), 1), YLIM), "xlim must be finite"),
        (lambda ax: draw_arrows(ax, bowl.grad, (1, 2, 3), YLIM), "xlim must be two numbers"),
        (lambda ax: draw_arrows(ax, bowl.grad, XLIM, YLIM, count=1), "count must be 2 or more, got 1"),
        (lambda ax: draw_contours(ax, bowl, XLIM, YLIM, count=-1), "count must be 2 or more, got -1"),
        (lambda ax: draw_ground(ax, bowl, XLIM, (2, 1), highest=1), "ylim must be two numbers, the smaller first"),
        (lambda ax: draw_ground(ax, bowl, XLIM, YLIM, highest=0), "highest must be positive, got 0"),
        (lambda ax: draw_ground(ax, bowl, XLIM, YLIM, highest=1, count=1), "count must be 2 or more, got 1"),
        (lambda ax: draw_tangent(ax, parabola, 1, (3, 1)), "xlim must be two numbers"),
        (lambda ax: draw_trials(ax, SEARCH, "momentum"), r"one of \['lr'\], got 'momentum'"),
        (lambda ax: draw_trials(ax, SEARCH, "lr", "beta"), r"one of \['lr'\], got 'beta'"),
    ],
)
def test_a_bad_frame_or_name_is_an_error_that_names_it(call, message):
    with pytest.raises(ValueError, match=message):
        call(axes_for(""))


# Extreme data


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: draw_arrows(ax, lambda x: 0 * x, XLIM, YLIM),
        lambda ax: draw_arrows(ax, lambda x: np.nan * x, XLIM, YLIM),
        lambda ax: draw_distance(ax, [[1e308], [-1e308]], [-1e308]),
        lambda ax: draw_distance(ax, descend(bowl, [3.0, 4.0], GradientDescent(2.0), 640, grad=bowl.grad).x, [0, 0]),
        lambda ax: draw_trials(ax, sweep(lambda layers: sum(layers), "layers", [(64,), (64, 32)]), "layers"),
        lambda ax: draw_trials(ax, sweep(lambda kind: 1.0, "kind", [None, "x", sum]), "kind"),
    ],
    ids=["no arrows", "unknown arrows", "far apart", "ran away", "lists", "anything"],
)
def test_extreme_data_are_drawn_without_a_warning(draw):
    ax = axes_for("")
    draw(ax)
    ax.figure.canvas.draw()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda ax: draw_contours(ax, lambda x: 1e16 + x[0], (-4, 4), (-4, 4)),
            "f must take different values over .* 12",
        ),
        (lambda ax: draw_path(ax, [[1e308, 0], [-1e308, 0]]), "x must be points whose differences are finite"),
        (lambda ax: draw_tangent(ax, lambda x: x * 1e300, 1.0, (-1e8, 1e8)), "f must take values whose differences"),
    ],
)
def test_data_too_large_for_matplotlib_are_an_error_that_names_them(draw, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        draw(axes_for(""))


def test_aliases_of_style_options_are_expanded():
    path, _ = draw_path(axes_for(""), PATH, ms=5, c="r", lw=3)
    assert (path.get_markersize(), path.get_color(), path.get_linewidth()) == (5, "r", 3)


def test_a_function_that_changes_its_argument_changes_no_drawing():
    def spoiling(x):
        height = bowl(x)
        x[:] = 0
        return height

    ax, other = axes_for(""), axes_for("")
    lines = [draw_contours(axes, f, XLIM, YLIM) for axes, f in ((ax, bowl), (other, spoiling))]
    for one, twin in zip(*(line.get_paths() for line in lines), strict=True):
        np.testing.assert_array_equal(one.vertices, twin.vertices)


def test_contours_fix_the_axis_limits_to_their_rectangle():
    ax = axes_for("")
    draw_contours(ax, bowl, XLIM, YLIM)
    ax.plot([100], [100])
    ax.figure.canvas.draw()
    assert (ax.get_xlim(), ax.get_ylim()) == (XLIM, YLIM)


def test_a_failed_trial_is_a_cross_like_one_that_diverged():
    search = sweep(lambda lr: {1: 1.0, 2: np.inf}[lr], "lr", [1, 2, 3])
    assert {trial.status for trial in search.trials} == {"finished", "diverged", "failed"}
    dots, crosses = draw_trials(axes_for(""), search, "lr")
    assert (list(dots.get_xdata()), sorted(crosses.get_xdata())) == ([1], [2, 3])
