"""What is made once for the whole site: `before` its pages are written, and `after` those of all languages are."""

import json
from pathlib import Path

from nbformat import NotebookNode

from cells import pictures
from site_files import inpage
from site_files.card import card, icon
from site_files.digits import sample
from site_files.fonts import characters, font
from site_files.indexes import INDEX, split_index
from site_files.wheel import build

DIGITS = "assets/digits.bin"
FONT = "assets/stix-two-math.woff2"
CARD = "assets/card.png"
TOUCH_ICON = "assets/touch-icon.png"


def before(project: Path, logo: Path, home: NotebookNode | None) -> tuple[str, dict[str, bytes]]:
    """The name of the package's wheel; and the wheel, the digits from which a network learns in the browser, the
    pictures that others show of the site, and Python for its pages, by path.
    """
    name, wheel = build(project)
    made = {name: wheel, DIGITS: sample(), TOUCH_ICON: icon(logo)}
    drawn = map(pictures, home.cells if home else [])
    if first := next(filter(None, drawn), None):
        made[CARD] = card(*first)
    return name, made | inpage.files(wheel)


def after(site: Path, homes: dict[str, str], cache: Path) -> None:
    """Splits the search index by language, and cuts the font of the formulas in all of them.

    Args:
        site: the folder with all pages.
        homes: as for `split_index`.
        cache: a folder for fonts.
    """
    index = json.loads((site / INDEX).read_text(encoding="utf-8"))
    for language, part in split_index(index, homes).items():
        (site / homes[language] / INDEX).parent.mkdir(exist_ok=True)
        for name, content in part.items():
            text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
            (site / homes[language] / name).write_text(text, encoding="utf-8")
    shown = characters(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    (site / FONT).write_bytes(font(shown, cache))
