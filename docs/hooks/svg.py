"""Converts matplotlib's SVG to an inline figure.

The result uses the page's colours, so that it follows the light and the dark scheme, and the page's font; its ids are
unique on the page; and it is a third of the size.
"""

import re
from base64 import b64decode
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
from gdbook.figures import CHANGEABLE, TINT
from matplotlib.colors import to_hex

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
AUTOMATIC_ID = re.compile(r"[A-Za-z][A-Za-z0-9.]*_\d+|image[0-9a-f]+")
TICK = re.compile(r"([xy])tick_\d+")
AXES = re.compile(r"axes (\w+) (\w+) (\S+) (\S+) (\w+) (\w+) (\S+) (\S+)")
"""The id that `kernel.py` gives an axes: for x and for y the scale, whether it autoscales, and the limits."""
INLINE_IMAGE = re.compile(r'href="data:image/png;base64,([^"]*)"')
MOVED = re.compile(r"translate\((\S+) (\S+)\)")
SIDEWAYS = re.compile(r"rotate\(-90 (\S+) (\S+)\)")
SIZE = re.compile(r"font-size: ?([\d.]+)px")
RAISED = 0.84
"""The size of an exponent; matplotlib's 0.7 gives 8 pixels beside numbers of 12."""
NEAR = 0.05
"""How far off a thinned contour may be, in points."""
GAP = 6.5
"""From an axis to the labels of its ticks: the length of a tick and the pad of the style file, in points."""
FLAT = 3.5
"""Times as wide as high, from which on the style sheet makes a figure without pictures higher on a phone."""
NUMBER = re.compile(r"-?\d+\.\d+(e-?\d+)?")
LINE = re.compile(r"M-?[\d.]+[ -][\d.]+l-?[\d.]+[ -][\d.]+")
"""A path of one straight line, such as a tick."""
CIRCLE = re.compile(r"\s*M 0 ([\d.]+)(?:\s+C(?:\s+-?[\d.]+){6}){8}\s+z\s*")
"""The mark "o" or "." of matplotlib, with its radius."""
LEADING_ZERO = re.compile(r"^(-?)0(?=\.)")


class FigureError(Exception):
    """A figure cannot be converted; the message says why."""


def palette(style: Path) -> dict[str, str]:
    """Maps each colour of the style file, and nine of TINT on white paper, to a CSS value."""
    look = matplotlib.rc_params_from_file(style, use_default_template=False)
    colours = {
        look["text.color"]: "currentColor",
        look["axes.edgecolor"]: "var(--gd-quiet)",
        CHANGEABLE: "var(--gd-cyan)",
        "ffffff": "var(--gd-paper)",
    }
    colours |= {row["color"]: f"var(--gd-c{i})" for i, row in enumerate(look["axes.prop_cycle"])}
    for i, (*tint, opacity) in enumerate(TINT(np.linspace(0, 1, 9)).tolist()):  # as paint() on a page lays it on white
        colours[to_hex(opacity * np.array(tint) + 1 - opacity)] = f"var(--gd-h{i})"
    return {f"#{colour.removeprefix('#').lower()}": name for colour, name in colours.items()}


def page_svg(source: str, colours: dict[str, str], prefix: str, labels: dict[str, str], *, live: bool = False) -> str:
    """The <svg> element for a page.

    Args:
        source: written by matplotlib with ``svg.fonttype: none``.
        colours: from `palette`.
        prefix: makes the ids unique on the page.
        labels: translations of texts in the figure.
        live: whether to keep the scale and limits of the axes, for a script that redraws the figure.

    Raises:
        FigureError: a colour is not in the palette, or the SVG is not of the kind that matplotlib writes.
    """
    try:
        return _page_svg(source, tuple(colours.items()), prefix, tuple(labels.items()), live)
    except (ElementTree.ParseError, KeyError, ValueError, IndexError) as error:
        raise FigureError(f"this SVG is not matplotlib's ({error}): draw it, and end with plt.show()") from None


@lru_cache(maxsize=1000)  # both languages and every rebuild while serving convert the same figures
def _page_svg(
    source: str, colours_: tuple[tuple[str, str], ...], prefix: str, labels_: tuple[tuple[str, str], ...], live: bool
) -> str:
    colours, labels = dict(colours_), dict(labels_)
    root = ElementTree.fromstring(source)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{SVG}metadata" or any(style.tag == f"{SVG}style" for style in child):
                parent.remove(child)
    for element in root.iter():
        if tick := TICK.fullmatch(element.get("id", "")):
            _anchor_powers(element, tick[1])
    for path in root.iterfind(f".//{SVG}g[@id='contours']/{SVG}path"):
        path.set("d", _thin(path.get("d", "")))
    _merge_dots(root, live)
    targets = dict.fromkeys(re.findall(r'(?:href="#|url\(#)([^")]+)', source))
    referenced = {name: f"{prefix}-{number}" for number, name in enumerate(targets)}
    for element in root.iter():
        _rename(element, referenced, live)
        _recolour(element, colours)
        _shorten(element)
        if element.text and element.text.strip() in labels:
            element.text = labels[element.text.strip()]
        _stand(element)
    _drop_idle_styles(root)
    _drop_idle_marks(root)
    _unwrap(root)
    for side in ("width", "height"):
        if not re.fullmatch(r"[\d.]+pt", root.get(side, "")):
            raise ValueError(f"its {side} is not in points")
        root.set(side, str(round(float(root.attrib[side].removesuffix("pt")) * 4 / 3)))  # points to pixels
    if live and root.find(f".//{SVG}image") is None:
        *_, width, height = map(float, root.attrib["viewBox"].split())
        if width > FLAT * height:
            root.set("preserveAspectRatio", "none")
            root.set("style", f"--flat:{width / height:.2f}")
    root.attrib.pop("version", None)
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    text = text.replace("ns0:", "").replace(' xmlns:ns0="http://www.w3.org/2000/svg"', "")
    return re.sub(r">\s+<", "><", text)


def _anchor_powers(tick: ElementTree.Element, side: str) -> None:
    """Anchors a formula such as a power of ten at its tick, as matplotlib anchors other labels.

    matplotlib places each of its signs for its own font; so they follow each other in the reader's, at any size.
    """
    mark = tick.find(f".//{SVG}use")
    for group in tick.iter(f"{SVG}g"):
        text = group.find(f"{SVG}text/{SVG}tspan/..")
        placed = MOVED.fullmatch(group.get("transform", ""))
        if text is None or placed is None or mark is None:
            continue
        x, y = map(float, placed.groups())
        at = float(mark.attrib["x"])
        if side == "y" and x > at:
            continue  # an axis on the right
        base, *others = _runs(text)
        text.clear()
        text.text = base[0]
        text.set("x", str(at if side == "x" else at - GAP))
        text.set("y", str(y + base[1]))
        text.set("style", f"{base[2]};text-anchor:{'middle' if side == 'x' else 'end'}")
        (size,) = map(float, SIZE.findall(base[2]))
        above = base[1]
        for signs, down, style in others:
            raised = style.replace(f"font-size: {0.7 * size:g}px", f"font-size: {RAISED * size:.2f}px")
            ElementTree.SubElement(text, f"{SVG}tspan", dy=f"{down - above:.1f}", style=raised).text = signs
            above = down
        del group.attrib["transform"]


def _runs(text: ElementTree.Element) -> list[tuple[str, float, str]]:
    """The signs of a formula that are of one height and style: as a string, with the height and the style."""
    runs: list[tuple[str, float, str]] = []
    for part in text:
        signs, down, style = part.text or "", float(part.attrib["y"]), part.attrib["style"]
        if runs and runs[-1][1:] == (down, style):
            runs[-1] = (runs[-1][0] + signs, down, style)
        else:
            runs.append((signs, down, style))
    return runs


def _thin(path: str) -> str:
    """A contour without the points that are less than NEAR points off it (Douglas and Peucker, 1973)."""
    lines: list[str] = []
    for piece in path.split("M")[1:]:
        points = [
            complex(float(x), float(y)) for x, y in re.findall(r"(\S+) (\S+)", piece.replace("L", "").replace("z", ""))
        ]
        closed = "z" if "z" in piece else ""
        kept = {0, len(points) - 1}
        spans = [(0, len(points) - 1)]
        while spans:
            first, last = spans.pop()
            along = points[last] - points[first]
            size = abs(along)
            # from the chord, or from its one end if the contour is closed
            off = [
                abs((along.conjugate() * (point - points[first])).imag) / size if size else abs(point - points[first])
                for point in points[first + 1 : last]
            ]
            if off and max(off) > NEAR:
                middle = first + 1 + off.index(max(off))
                kept.add(middle)
                spans += [(first, middle), (middle, last)]
        lines.append("M" + "L".join(f" {points[i].real} {points[i].imag} " for i in sorted(kept)) + closed)
    return "".join(lines)


def _merge_dots(root: ElementTree.Element, live: bool) -> None:
    """Draws several dots of one look as one path: lines without length, which their round ends make visible. A script
    that moves the dots finds it by data-dots.
    """
    marks = {f"#{element.get('id')}": element for element in root.iter(f"{SVG}path") if "id" in element.attrib}
    extra = {"data-dots": ""} if live else {}
    for parent in list(root.iter()):
        children: list[ElementTree.Element] = []
        for (target, style), run in groupby(parent, lambda child: (child.get(HREF, ""), child.get("style", ""))):
            dots = list(run)
            look = _declarations(style)
            width = _dot_width(marks[target].get("d", ""), look) if len(dots) > 1 and target in marks else None
            if width is None:
                children += dots
                continue
            places = dict.fromkeys(f"{float(dot.attrib['x']):.1f} {float(dot.attrib['y']):.1f}" for dot in dots)
            look = f"fill: none; stroke: {look['fill']}; stroke-width: {width:g}; stroke-linecap: round"
            lines = "".join(f"M {place} L {place} " for place in places)
            children.append(ElementTree.Element(f"{SVG}path", {"d": lines, "style": look, **extra}))
        parent[:] = children


def _dot_width(mark: str, look: dict[str, str]) -> float | None:
    """How wide a full opaque circle is that is drawn like this, with its edge; None for other marks."""
    circle = CIRCLE.fullmatch(mark)
    if circle is None or not {"fill"} <= look.keys() <= {"fill", "stroke", "stroke-width"}:
        return None
    if "stroke" not in look:
        return 2 * float(circle[1])
    return 2 * float(circle[1]) + float(look.get("stroke-width", 1)) if look["stroke"] == look["fill"] else None


def _rename(element: ElementTree.Element, referenced: dict[str, str], live: bool) -> None:
    """Shortens ids that are referenced, moves explicit gids to data-part, and removes the other ids."""
    name = element.attrib.pop("id", None) or ""
    if axes := AXES.fullmatch(name):
        for side, (scale, fits, low, high) in (("x", axes.groups()[:4]), ("y", axes.groups()[4:])) if live else ():
            element.set(f"data-{side}", f"{scale} {fits} {low} {high}")
    elif live and (tick := TICK.fullmatch(name)):
        element.set("data-tick", tick[1])
    elif name in referenced:
        element.set("id", referenced[name])
    elif name and not AUTOMATIC_ID.fullmatch(name):
        element.set("data-part", name)
    if HREF in element.attrib:
        target = element.attrib.pop(HREF)
        element.set("href", f"#{referenced[target[1:]]}" if target.startswith("#") else re.sub(r"\s", "", target))
    if "clip-path" in element.attrib:
        element.set("clip-path", f"url(#{referenced[element.attrib['clip-path'][5:-1]]})")


def _recolour(element: ElementTree.Element, colours: dict[str, str]) -> None:
    kept: list[str] = []
    for name, value in _declarations(element.attrib.pop("style", "")).items():
        if name == "font-family":
            continue
        if name == "font":  # font: 9px 'DejaVu Sans', ...
            name, value = "font-size", value.split()[0]
        if value.startswith("#"):
            if value.lower() not in colours:
                raise FigureError(f"colour {value} is not in the style file, so it has no twin in the dark scheme")
            value = colours[value.lower()]
        kept.append(f"{name}:{value}")
    if kept:
        element.set("style", ";".join(kept))


def _declarations(style: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _shorten(element: ElementTree.Element) -> None:
    """Rounds coordinates to tenths of a point, less than a pixel, and drops rotations by 0; images keep all digits."""
    if element.tag == f"{SVG}image":
        if element.get("data-part") == "height":  # a coarse mesh, which the browser may smooth
            del element.attrib["style"]
        return
    if re.fullmatch(r"rotate\(-?0 .*\)", element.get("transform", "")):
        del element.attrib["transform"]
    for name in {"d", "x", "y", "transform", "width", "height"} & set(element.attrib):
        value = NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), element.attrib[name])
        element.set(name, _relative(value) if name == "d" else value)
    if element.text and not element.text.strip():
        element.text = None


def _relative(path: str) -> str:
    """A path of straight lines in relative coordinates: half as long, and drawn the same."""
    segments = re.findall(r"([MLz])([^A-Za-z]*)", path)
    if re.sub(r"[\sMLz\d.e-]", "", path) or any(len(xy.split()) != 2 * (kind != "z") for kind, xy in segments):
        return re.sub(r"\s*\n\s*", "", path)  # curves are left unchanged
    parts: list[str] = []
    drawing = False  # whether the last command was an l, which need not be repeated
    x = y = 0  # in tenths, as integers, so that rounding errors do not accumulate
    start = (0, 0)  # of the line, where a z leads back to
    for kind, xy in segments:
        if kind == "z":
            parts.append("z")
            drawing = False
            x, y = start
            continue
        new_x, new_y = (round(float(value) * 10) for value in xy.split())
        dx, dy = (LEADING_ZERO.sub(r"\1", f"{d / 10:g}") for d in (new_x - x, new_y - y))
        step = f"{dx}{'' if dy.startswith('-') else ' '}{dy}"
        if kind == "M":
            parts.append(("m" if parts else "M") + step)
            drawing = False
            start = (new_x, new_y)
        elif not drawing or (new_x, new_y) != (x, y):  # skip repeated points
            parts.append(("" if dx.startswith("-") else " ") * drawing + "l" * (not drawing) + step)
            drawing = True
        x, y = new_x, new_y
    return "".join(parts)


def _stand(text: ElementTree.Element) -> None:
    """Sets upright beside a vertical axis what is read so: a symbol, and Chinese, which is written downwards."""
    turned, name = SIDEWAYS.fullmatch(text.get("transform", "")), text.text or ""
    is_chinese = re.search(r"[\u4e00-\u9fff]", name)
    if turned and (is_chinese or len(name.strip()) <= 2):
        (size,) = map(float, SIZE.findall(text.attrib["style"]))
        x, y = map(float, turned.groups())
        half = 0.38 * size  # from the baseline to the middle of a character
        del text.attrib["transform"]
        text.set("x", f"{x - half:.1f}")
        if is_chinese:
            text.set("class", "upright")
        else:
            text.set("y", f"{y + half:.1f}")


def _drop_idle_styles(root: ElementTree.Element) -> None:
    """A mark that has a style of its own inherits none from the <use> that places it; a single line has no inside."""
    marks = {f"#{element.get('id')}": element for element in root.iter() if "id" in element.attrib}
    for use in root.iter(f"{SVG}use"):
        mark = marks[use.attrib["href"]]
        idle = {declaration.partition(":")[0] for declaration in mark.get("style", "").split(";")}
        if LINE.fullmatch(mark.get("d", "")):
            idle.add("fill")
        kept = [each for each in use.attrib.pop("style", "").split(";") if each.partition(":")[0] not in idle]
        if kept:
            use.set("style", ";".join(kept))


def _drop_idle_marks(root: ElementTree.Element) -> None:
    """Removes the definitions of marks that nothing places any more."""
    used = {use.attrib["href"] for use in root.iter(f"{SVG}use")}
    for parent in list(root.iter()):
        for defs in parent.findall(f"{SVG}defs"):
            if all(each.tag == f"{SVG}path" and f"#{each.get('id')}" not in used for each in defs):
                parent.remove(defs)


def _unwrap(element: ElementTree.Element) -> None:
    """Puts the content of a group without attributes in its place, except in a part, which a script may rebuild."""
    if "data-part" in element.attrib:
        return
    for child in element:
        _unwrap(child)
    groups = [list(child) if child.tag == f"{SVG}g" and not child.attrib else [child] for child in element]
    element[:] = [each for group in groups for each in group]


def without_images(svg: str) -> tuple[str, dict[str, bytes]]:
    """The <svg> with embedded images, such as those of imshow, replaced by links, and the image files."""
    files: dict[str, bytes] = {}

    def address(match: re.Match[str]) -> str:
        content = b64decode(match[1])
        name = f"{sha256(content).hexdigest()[:12]}.png"
        files[name] = content
        return f'href="{name}"'

    return INLINE_IMAGE.sub(address, svg), files
