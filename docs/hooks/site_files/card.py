"""The pictures that others show of the site: that of a shared link, and the icon on a phone's home screen."""

import re
from functools import lru_cache
from pathlib import Path

from resvg_py import svg_to_bytes

WIDTH, HEIGHT, MARGIN = 1200, 630, 40  # pixels; the size that Open Graph's readers show whole
ICON = 180  # pixels, as Apple asks for
PAPER = "#ffffff"

ROOT = re.compile(r'<svg[^>]*?width="([\d.]+)pt" height="([\d.]+)pt"[^>]*>')
TEXT = re.compile(r"<text.*?</text>", re.DOTALL)


@lru_cache(1)
def card(*figures: str) -> bytes:
    """A PNG of these SVG figures side by side, as large as fits, without words: it serves every language."""
    drawn = [(root, TEXT.sub("", figure[root.end() :])) for figure in figures if (root := ROOT.search(figure))]
    sizes = [(float(root[1]), float(root[2])) for root, _ in drawn]
    scale = min(
        (WIDTH - MARGIN * (len(sizes) + 1)) / sum(width for width, _ in sizes),
        (HEIGHT - 2 * MARGIN) / max(height for _, height in sizes),
    )
    gap = (WIDTH - scale * sum(width for width, _ in sizes)) / (len(sizes) + 1)
    parts, x = [], gap
    for (_, content), (width, height) in zip(drawn, sizes, strict=True):
        place = f'x="{x}" y="{(HEIGHT - scale * height) / 2}" width="{scale * width}" height="{scale * height}"'
        parts.append(f'<svg {place} viewBox="0 0 {width} {height}">{content}')
        x += scale * width + gap
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return rendered(f'<svg {names} width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>', WIDTH)


def icon(logo: Path) -> bytes:
    """The logo as a PNG, on paper, since a home screen may be dark."""
    return rendered(logo.read_text(encoding="utf-8"), ICON)


def rendered(svg: str, width: int) -> bytes:
    return bytes(svg_to_bytes(svg_string=svg, width=width, background=PAPER, skip_system_fonts=True))
