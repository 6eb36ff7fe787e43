"""Cuts the font of the formulas, since most devices have none: STIX Two Math with only the characters that they show.

The package ziamath carries it; docs/assets/stix-two-math.txt is its licence, which has to accompany every copy.
"""

import hashlib
import html
import re
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import distribution, version
from io import BytesIO
from os import getpid
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import decomposition

from mathml import TAG

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

SOURCE = Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")))
FORMULA = re.compile(r"<math .*?</math>", re.DOTALL)
ITALICS = map(chr, (0x210E, *range(0x1D434, 0x1D455), *range(0x1D456, 0x1D468), *range(0x1D6E2, 0x1D71C)))
ITALIC = {chr(int(decomposition(italic).removeprefix("<font> "), 16)): italic for italic in ITALICS}
"""What a browser shows for an <mi> that contains only this letter."""


def characters(pages: Iterable[str]) -> str:
    """The characters that the formulas of these HTML pages show, in order; √ is shown by <msqrt>."""
    formulas = "".join(formula for page in pages for formula in FORMULA.findall(page))
    shown = re.sub("<mi>(.)</mi>", lambda letter: ITALIC.get(letter[1], letter[1]), formulas)
    return "".join(sorted({"√", *html.unescape(TAG.sub("", shown))}))


def font(shown: str, cache: Path) -> bytes:
    """The font with these characters, cut unless it is in the folder `cache`."""
    key = repr((shown, *map(version, ("ziamath", "fonttools", "brotli")))).encode() + Path(__file__).read_bytes()
    entry = cache / f"{hashlib.sha256(key).hexdigest()}.woff2"
    with suppress(OSError):
        return entry.read_bytes()
    content = cut(shown)
    with suppress(OSError):  # a folder that is not writable
        cache.mkdir(parents=True, exist_ok=True)
        part = entry.with_suffix(f".{getpid()}")
        part.write_bytes(content)
        part.replace(entry)  # atomic
    return content


def cut(shown: str) -> bytes:
    """The font as WOFF2 with these characters, their forms for indices (ssty), and the forms to which they stretch."""
    from fontTools import subset  # here, since it takes half a second and is seldom needed

    options = subset.Options(flavor="woff2", hinting=False, layout_features=["ssty"], layout_scripts=["math"])
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, names, licence and its address
    with subset.load_font(SOURCE, options) as whole, BytesIO() as file:
        condense_roots(whole)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=shown)
        subsetter.subset(whole)
        whole["GSUB"].table.ScriptList.ScriptRecord[0].ScriptTag = "DFLT"  # Chromium does not look for the script math
        subset.save_font(whole, file, options)
        return file.getvalue()


def condense_roots(whole: "TTFont") -> None:
    """Makes tall root signs as narrow as the smallest: Chromium leaves room for the widest behind every root."""
    table, root = whole["MATH"].table.MathVariants, (whole.getBestCmap() or {})[ord("√")]
    forms = table.VertGlyphConstruction[table.VertGlyphCoverage.glyphs.index(root)]
    parts = {part.glyph for part in forms.GlyphAssembly.PartRecords}
    for name in parts.union(form.VariantGlyph for form in forms.MathGlyphVariantRecord):
        outline, width = whole["glyf"][name], whole["hmtx"][root][0]
        outline.coordinates.scale((width / whole["hmtx"][name][0], 1))
        outline.coordinates.toInt()
        outline.recalcBounds(whole["glyf"])
        whole["hmtx"][name] = width, outline.xMin
