"""The hook modules for parts of a page: listings and figures."""

import itertools
import re
import runpy
from io import StringIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup
from building import PROJECT
from listing import ListingError, listing, translated
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_hex
from site_files.indexes import DOCS, INDEX, split_index
from svg import FigureError, page_svg, palette, without_images

from gdbook import RULES, bowl, figures

LINES = 5 * ["-"] + 5 * ["--"]
"""The line styles of the cycle, C0 to C9."""
OPENING = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" version="1.1">'
CODE = """\
def descent(f, lr=0.01):
    return f

descent("梯度", x=[-3.0, 4], lr=0.1)  # lr=5
"""


COMMENTED = '''\
def f(x):  # 梯度
    """Why."""
    """Not why."""
    return "# how", x  # how


# how
#how
#
'''


def marked(html: str) -> dict[str, str]:
    return {span["data-name"]: span.text for span in BeautifulSoup(html, "html.parser").select(".vary")}


def test_a_listing_marks_the_last_number_assigned_to_a_name_with_its_sign() -> None:
    assert marked(listing(CODE, ["x", "lr"])) == {"x0": "-3.0", "x1": "4", "lr": "0.1"}


def test_a_listing_keeps_every_character_of_the_code() -> None:
    text = re.sub(r"<[^>]+>", "", listing(CODE, ["lr"]))
    assert text.replace("&quot;", '"') == CODE


def test_comments_and_docstrings_are_translated_and_nothing_else() -> None:
    expected = (
        COMMENTED.replace('"""Why.', '"""為什麼。').replace("  # how", "  # 怎麼做").replace("\n# how", "\n# 怎麼做")
    )
    words = {"Why.": "為什麼。", "how": "怎麼做"}
    assert translated(COMMENTED, words) == expected
    assert translated(COMMENTED, {}) == COMMENTED
    for word in ("Not why.", "# how", "梯"):
        with pytest.raises(ListingError, match="no comment"):
            translated(COMMENTED, {word: "x"})


def test_a_name_without_a_number_is_rejected() -> None:
    with pytest.raises(ListingError, match="momentum"):
        listing(CODE, ["momentum"])


@pytest.fixture
def colours() -> dict[str, str]:
    return palette(PROJECT / "gdbook" / "book.mplstyle")


def draw(**line: object) -> str:
    with plt.style.context("gdbook.book"):
        fig, ax = plt.subplots()
        ax.plot([0, 1], [0, 1], **line)
        ax.set_yscale("log")
        text = StringIO()
        fig.savefig(text, format="svg")
        plt.close(fig)
    return text.getvalue()


def test_a_power_of_ten_is_anchored_at_its_tick_with_an_exponent_of_10_pixels(colours: dict[str, str]) -> None:
    with plt.style.context("gdbook.book"):
        fig, ax = plt.subplots()
        ax.plot([1e-12, 1e12], [1e-12, 1e12])
        ax.set(xscale="log", yscale="log")
        written = StringIO()
        fig.savefig(written, format="svg")
        plt.close(fig)
    soup = BeautifulSoup(page_svg(written.getvalue(), colours, "f", {}, live=True), "html.parser")
    for side, anchor, gap in (("x", "middle", 0), ("y", "end", 6.5)):
        powers = [tick for tick in soup.select(f'[data-tick="{side}"]') if tick.tspan]
        assert len(powers) > 5
        for tick in powers:
            assert tick.text.startswith("10")
            assert f"text-anchor:{anchor}" in tick.select_one("text")["style"]
            mark = float(tick.use[side if side == "x" else "x"])
            assert abs(mark - gap - float(tick.select_one("text")["x"])) < 0.2
            (raised,) = tick.select("tspan")
            size = float(re.search(r"font-size:([\d.]+)px", raised["style"])[1])
            assert size * 4 / 3 >= 10  # points to pixels
            assert float(raised["dy"]) < -2


@pytest.mark.parametrize(
    ("name", "translation", "stands"),
    [("f", "f", "beside"), ("loss", "損失", "downwards"), ("loss", "loss", "sideways")],
)
def test_beside_a_vertical_axis_a_symbol_and_chinese_stand_upright(
    colours: dict[str, str], name: str, translation: str, stands: str
) -> None:
    with plt.style.context("gdbook.book"):
        fig, ax = plt.subplots(dpi=72)  # one point a pixel, as in the SVG
        label = ax.set_ylabel(name)
        written = StringIO()
        fig.savefig(written, format="svg")
        fig.canvas.draw()
        drawn = label.get_window_extent()
        middle = (drawn.x0 + drawn.x1) / 2, fig.get_figheight() * 72 - (drawn.y0 + drawn.y1) / 2
        plt.close(fig)
    soup = BeautifulSoup(page_svg(written.getvalue(), colours, "f", {name: translation}), "html.parser")
    (text,) = (text for text in soup.select("text") if text.text == translation)
    assert ("transform" in text.attrs) == (stands == "sideways")
    assert ("upright" in text.get_attribute_list("class")) == (stands == "downwards")
    if stands != "sideways":
        assert (float(text["x"]), float(text["y"])) == pytest.approx(middle, abs=5)


def test_every_colour_of_a_figure_comes_from_the_page(colours: dict[str, str]) -> None:
    svg = page_svg(draw(), colours, "f1", {})
    assert not re.findall(r"#[0-9a-f]{6}\b|rgb|black|white", svg)
    assert "var(--gd-c0)" in svg
    assert "currentColor" in svg


def test_ids_are_prefixed_or_removed_and_gids_become_data_part(colours: dict[str, str]) -> None:
    svg = page_svg(draw(gid="path"), colours, "f1", {})
    ids = re.findall(r' id="([^"]*)"', svg)
    assert len(ids) == len(set(ids)) > 0
    assert all(name.startswith("f1-") for name in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) == set(ids)
    assert 'data-part="path"' in svg


def test_two_figures_on_a_page_share_no_id(colours: dict[str, str]) -> None:
    source = draw()
    first, second = (set(re.findall(r' id="([^"]*)"', page_svg(source, colours, p, {}))) for p in ("f1", "f2"))
    assert not first & second


def test_a_placed_mark_has_only_the_styles_that_the_mark_lacks(colours: dict[str, str]) -> None:
    svg = BeautifulSoup(page_svg(draw(marker="s"), colours, "f", {}), "html.parser")
    styles = {
        mark["id"]: {part.partition(":")[0] for part in str(mark["style"]).split(";")}
        for mark in svg.select("defs [id]")
        if mark.get("style")
    }
    placed = {}
    for use in svg.select("use"):
        placed.setdefault(str(use["href"])[1:], set()).update(re.findall(r"([\w-]+):", str(use.get("style", ""))))
    assert sorted(placed.values(), key=len) == [*(len(placed) - 1) * [set()], {"fill"}]  # ticks, and squares
    assert not any(styles[mark] & own for mark, own in placed.items())


def test_a_figure_has_no_style_sheet_metadata_or_font(colours: dict[str, str]) -> None:
    svg = page_svg(draw(), colours, "f1", {})
    assert not re.search("<style|metadata|font-family|DejaVu|xlink|<g>", svg)


def test_relative_lines_stay_within_a_tenth_of_a_point(colours: dict[str, str]) -> None:
    # 300 steps of 0.14: rounding each step separately would accumulate an error of up to 15 points.
    path = "M 0 0 \n" + "".join(f"L {0.14 * k:.2f} {k / 3:.3f} \n" for k in range(1, 301))
    source = f'{OPENING}<path d="{path}"/></svg>'
    (drawn,) = re.findall(r' d="([^"]*)"', page_svg(source, {}, "f", {}))
    steps = [float(number) for number in re.findall(r"-?[\d.]+", drawn.partition("l")[2])]
    x, y = sum(steps[::2]), sum(steps[1::2])
    assert abs(x - 0.14 * 300) < 0.051
    assert abs(y - 100) < 0.051


def test_a_thinned_contour_stays_within_a_tenth_of_a_point(colours: dict[str, str]) -> None:
    with plt.style.context("gdbook.book"):
        fig, ax = plt.subplots()
        lines = figures.draw_contours(ax, bowl, (-3, 3), (-3, 3), levels=[0.01, 4])
        written = StringIO()
        fig.savefig(written, format="svg")
        fig.canvas.draw()
        centre, edge = ax.transData.transform([[0, 0], [1, 0]]) * 72 / fig.dpi
        plt.close(fig)
    drawn = BeautifulSoup(page_svg(written.getvalue(), colours, "f", {}), "html.parser").select(
        "[data-part=contours] path"
    )
    assert len(drawn) == 2
    for path, radius, level in zip(drawn, (0.1, 2), lines.allsegs, strict=True):
        numbers = np.array(re.findall(r"-?(?:\d+\.?\d*|\.\d+)", str(path["d"])), float).reshape(-1, 2)
        points = np.cumsum(numbers, axis=0)  # an M, and relative steps from there
        assert len(points) < len(level[0])
        middles = (points[1:] + points[:-1]) / 2
        center = np.array([centre[0], fig.get_figheight() * 72 - centre[1]])
        for places in (points, middles):
            away = np.hypot(*(places - center).T)
            assert np.abs(away - radius * (edge - centre)[0]).max() < 0.2


def test_a_line_after_a_closed_one_begins_where_it_should() -> None:
    source = f'{OPENING}<path d="M 0 0 L 10 0 L 10 10 z M 20 20 L 30 20 z"/></svg>'
    assert 'd="M0 0l10 0 0 10zm20 20l10 0z"' in page_svg(source, {}, "f", {})


def test_curves_are_left_unchanged() -> None:
    source = f'{OPENING}<path d="M 0 0 C 1 1 2 2 3 3"/></svg>'
    assert 'd="M 0 0 C 1 1 2 2 3 3"' in page_svg(source, {}, "f", {})


def test_opaque_dots_of_one_colour_are_one_path_with_each_place_once(colours: dict[str, str]) -> None:
    def drawn(*, live: bool = False, **line: object) -> BeautifulSoup:
        plt.close("all")
        plt.plot([0, 1, 1, 1, 2, 1], np.zeros(6), gid="path", linestyle="none", **{"marker": "o", **line})
        text = StringIO()
        plt.savefig(text, format="svg")
        svg = BeautifulSoup(page_svg(text.getvalue(), colours, "f1", {}, live=live), "html.parser")
        (part,) = svg.select('[data-part="path"]')
        return part

    with plt.style.context("gdbook.book"):
        for live in (False, True):
            (path,) = drawn(live=live).select("path")
            assert re.fullmatch(r"M[\d.]+ [\d.]+l0 0(m[\d.]+ 0l0 0){2}", str(path["d"]))
            assert path.has_attr("data-dots") == live
            assert "stroke-linecap:round" in str(path["style"])
        (path,) = drawn(markersize=5, markeredgewidth=2).select("path")
        assert "stroke-width:7;" in str(path["style"])
        (path,) = drawn(markersize=5, markeredgewidth=0).select("path")
        assert "stroke-width:5;" in str(path["style"])
        for other in ({"alpha": 0.5}, {"markerfacecolor": "none"}, {"markeredgecolor": "C1"}, {"marker": "s"}):
            assert len(drawn(**other).select("use")) == 6


def test_a_colour_outside_the_style_file_is_rejected(colours: dict[str, str]) -> None:
    with pytest.raises(FigureError, match="#ff0000"):
        page_svg(draw(color="red"), colours, "f1", {})


def test_the_light_colours_of_the_page_are_those_of_the_style_file() -> None:
    css = (PROJECT / "docs" / "assets" / "gdbook.css").read_text(encoding="utf-8")
    look = mpl.rc_params_from_file(PROJECT / "gdbook" / "book.mplstyle", use_default_template=False)
    light = css[css.index(":root") : css.index('[data-md-color-scheme="slate"]')]
    named = dict(re.findall(r"(--gd-[\w-]+): (#[0-9a-f]{6});", light))
    cycle = [(named[f"--gd-c{i}"], line) for i, line in enumerate(LINES)]
    assert cycle == [(row["color"], row["linestyle"]) for row in look["axes.prop_cycle"]]
    assert named["--gd-ink"] == f"#{look['text.color'].removeprefix('#')}"
    assert named["--gd-quiet"] == figures.QUIET == f"#{look['axes.edgecolor'].removeprefix('#')}"
    assert named["--gd-cyan"] == figures.CHANGEABLE


def test_the_ground_of_the_page_has_the_colours_of_tint() -> None:
    css = (PROJECT / "docs" / "assets" / "gdbook.css").read_text(encoding="utf-8")
    found = re.findall(r"--gd-h(\d): color-mix\(in srgb, (#[0-9a-f]{6}) (\d+)%, var\(--gd-paper\)\);", css)
    tints = enumerate(figures.TINT(np.linspace(0, 1, 9)).tolist())
    assert found == [(str(i), to_hex(tint), f"{100 * opacity:.0f}") for i, (*tint, opacity) in tints]


def colours_of(scheme: str) -> dict[str, str]:
    css = (PROJECT / "docs" / "assets" / "gdbook.css").read_text(encoding="utf-8")
    block = css[css.index(f'[data-md-color-scheme="{scheme}"] {{') :]
    return dict(re.findall(r"(--gd-[\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


def linear_rgb(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear_rgb(colour) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_colours_have_enough_contrast_with_their_background(scheme: str) -> None:
    # Web Content Accessibility Guidelines 2.2: text 4.5 to 1, graphics 3 to 1.
    named = colours_of(scheme)
    for name in ("ink", "soft", "cyan", "wrong", *(f"c{i}" for i in range(len(LINES))), "quiet"):
        for ground in filter(named.get, ("--gd-paper", "--gd-wash", f"--gd-{name}-wash")):
            light, dark = sorted((luminance(named[f"--gd-{name}"]), luminance(named[ground])), reverse=True)
            wanted = 3.0 if name == "quiet" else 4.5
            assert (light + 0.05) / (dark + 0.05) >= wanted, (scheme, name, ground)


# What colour blindness of severity 1 makes of a linear RGB.
# Source: Machado, Oliveira and Fernandes, IEEE Transactions on Visualization and Computer Graphics 15, 2009.
VISIONS = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


# From linear RGB to the responses of the cones, and from their cube roots to Oklab.
# Source: Ottosson, A perceptual color space for image processing, 2020.
CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


def oklab(colour: str, vision: str) -> np.ndarray:
    """A colour as seen, in a space where distance is difference."""
    seen = np.clip(np.array(VISIONS[vision]) @ linear_rgb(colour), 0, 1)
    return np.array(OKLAB) @ np.cbrt(np.array(CONES) @ seen)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_lines_of_the_cycle_are_distinguishable_with_colour_blindness(scheme: str, vision: str) -> None:
    # Ten colours dark enough for text cannot all be far apart for everybody, so the line style counts too.
    named = colours_of(scheme)
    seen = [oklab(named[f"--gd-c{i}"], vision) for i in range(len(LINES))]
    for (i, one), (j, other) in itertools.combinations(enumerate(seen), 2):
        if vision == "full" or LINES[i] == LINES[j]:
            assert np.linalg.norm(one - other) > 0.075, (i, j)
    if vision == "full":
        for i, name in itertools.product(range(len(LINES)), ("cyan", "quiet", "ink")):
            assert np.linalg.norm(seen[i] - oklab(named[f"--gd-{name}"], vision)) > 0.075, (i, name)


def test_every_rule_has_its_own_entry_of_the_cycle() -> None:
    with plt.style.context("gdbook.book"):
        cycle = [(to_hex(row["color"]), row["linestyle"]) for row in mpl.rcParams["axes.prop_cycle"]]
        styles = [(to_hex(style["color"]), style["linestyle"]) for style in map(figures.rule_style, RULES)]
    assert styles == cycle[: len(RULES)]
    assert len(set(cycle)) == len(cycle) >= len(RULES)


def test_an_image_in_a_figure_is_moved_to_a_file(colours: dict[str, str]) -> None:
    with plt.style.context("gdbook.book"):
        fig, ax = plt.subplots()
        ax.imshow([[0, 1], [1, 0]], interpolation="none", cmap=ListedColormap(["white", "black"]))
        text = StringIO()
        fig.savefig(text, format="svg")
        plt.close(fig)
    svg, files = without_images(page_svg(text.getvalue(), colours, "f1", {}))
    (placed,) = re.findall(r'<image[^>]* transform="([^"]*)"', text.getvalue().replace("\n", " "))
    assert f'transform="{placed}"' in svg  # with all digits: it scales the image
    ((name, content),) = files.items()
    assert f'href="{name}"' in svg
    assert "data:" not in svg
    assert content.startswith(b"\x89PNG")


@pytest.fixture
def annotated_axes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Axes that store their scale and limits in the SVG, as in the kernels of the pages."""
    monkeypatch.setattr(Axes, "draw", Axes.draw)  # restores the original afterwards
    runpy.run_path(str(PROJECT / "docs" / "hooks" / "kernel.py"))


def drawn_axes() -> tuple[str, list[tuple[float, float]]]:
    """A figure with 2-D and 3-D axes, and the limits of the former."""
    with plt.style.context("gdbook.book"):
        fig = plt.figure()
        ax, solid = fig.add_subplot(1, 2, 1), fig.add_subplot(1, 2, 2, projection="3d")
        ax.semilogy([0, 1, 2], [1e-7, 3, 20], gid="loss")
        ax.set_xlim(-0.1, 2 / 3)
        figures.draw_landscape(solid, bowl, bowl.xlim, bowl.ylim, count=5)
        text = StringIO()
        fig.savefig(text, format="svg")
        limits = [ax.get_xlim(), ax.get_ylim()]
        plt.close(fig)
    return text.getvalue(), limits


@pytest.mark.usefixtures("annotated_axes")
def test_live_axes_carry_their_scale_autoscale_flag_and_exact_limits(colours: dict[str, str]) -> None:
    source, limits = drawn_axes()
    soup = BeautifulSoup(page_svg(source, colours, "f1", {}, live=True), "html.parser")
    (axes,) = soup.select("[data-x]")  # 3-D axes carry no data
    for side, kind, (low, high) in (("x", "linear fixed", limits[0]), ("y", "log fits", limits[1])):
        *words, from_, to = str(axes[f"data-{side}"]).split()
        assert words == kind.split()
        assert (float(from_), float(to)) == (low, high)
        ticks = axes.select(f'[data-tick="{side}"]')
        assert len(ticks) > 2
        assert any(tick.select("use") and tick.select("text") for tick in ticks)  # minor ticks have neither
    assert axes.select_one('[data-part="loss"]') is not None


@pytest.mark.usefixtures("annotated_axes")
def test_axes_of_static_figures_carry_no_data(colours: dict[str, str]) -> None:
    source, _ = drawn_axes()
    svg = page_svg(source, colours, "f1", {})
    assert not re.search(r"data-(x|y|tick)|linear|\bfits\b", svg)
    assert 'data-part="loss"' in svg


def test_each_language_has_a_search_index_relative_to_its_home_page() -> None:
    places = ["", "chapter/gradient/#path", "zh-TW/", "zh-TW/chapter/gradient/"]
    index = {"config": {"lang": ["en", "zh"], "separator": " "}, "docs": [{"location": place} for place in places]}
    parts = split_index(index, {"en": "", "zh-TW": "zh-TW/"})
    found = {language: [entry["location"] for entry in part[DOCS]] for language, part in parts.items()}
    assert found == {"en": ["", "chapter/gradient/#path"], "zh-TW": ["", "chapter/gradient/"]}
    configs = [part[INDEX]["config"] for part in parts.values()]
    assert [config["lang"] for config in configs] == [["en"], ["en", "zh"]]
    assert [config["docs"] for config in configs] == ["search/docs.json", "zh-TW/search/docs.json"]
    assert index["docs"][2] == {"location": "zh-TW/"}
