"""Reads what the JavaScript module of a page listens to, so that checks.py can compare it with the page's live cells.

The modules are read with regular expressions: they are written in the few forms that CONTRIBUTING.md shows.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cells import PageError

LIVE_ENTRIES = re.compile(r"^live\(\{\n(.*?)^\}\)", re.MULTILINE | re.DOTALL)
LIVE_ENTRY = re.compile(r"""^  ["']?([\w-]+)["']?[:,(](.*?)(?=^  ["'\w]|\Z)""", re.MULTILINE | re.DOTALL)
LIVE_ELEMENT = re.compile(r"""\[data-live=\\?["']?([\w-]+)""")
SETTINGS = re.compile(r"\bsettings: (\{[^{}]*\}|\w+)|\b(descent)\(")
KIND = re.compile(r'(\w+): "(\w+)"|(?:\.\.\.)?([A-Z_]{2,})')
KINDS = re.compile(r"^const KINDS = \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """What a page's module says of a live listing: its settings, with their kinds, and whether a part can be dragged.

    An element that the module finds by itself has no settings here.
    """

    settings: dict[str, str] | None = None
    is_dragged: bool = False


Entries: TypeAlias = dict[str, Entry]
"""By the name in ``live="…"``."""


def live_entries(docs: str | Path, page: str) -> Entries:
    """What the module of a page listens to: the keys of ``live({ … })`` and their settings, and ``[data-live="…"]``.

    Raises:
        PageError: a setting is of no kind that settings.js knows.
    """
    module = Path(docs) / "assets" / "live" / "pages" / f"{Path(page).stem}.js"
    if not module.is_file():
        return {}
    source = module.read_text(encoding="utf-8")
    shared = "".join(path.read_text(encoding="utf-8") for path in sorted(module.parent.parent.glob("*.js")))
    kinds = re.findall(r"^  (\w+):", "".join(KINDS.findall(shared)), re.MULTILINE)
    entries = dict.fromkeys(LIVE_ELEMENT.findall(source), Entry())
    for name, body in LIVE_ENTRY.findall("".join(LIVE_ENTRIES.findall(source))):
        found = SETTINGS.search(body)
        settings = _settings(found[2].upper() if found[2] else found[1], source + shared) if found else None
        for setting, kind in (settings or {}).items():
            if kind not in kinds:
                place = f"{module.name}: the setting {setting} of {name!r}"
                raise PageError(f"{place} has kind {kind!r}; kinds are {', '.join(kinds)}")
        entries[name] = Entry(settings, bool(found and found[2]) or "handle:" in body)
    return entries


def _settings(text: str, sources: str) -> dict[str, str] | None:
    """The settings in this JavaScript object, with those of the constants that it names; None if one is not found."""
    settings: dict[str, str] = {}
    for name, kind, constant in KIND.findall(text):
        if constant:
            value = re.search(rf"\bconst {constant} = (\{{[^{{}}]*\}})", sources)
            found = _settings(value[1], sources) if value else None
            if found is None:
                return None
            settings |= found
        else:
            settings[name] = kind
    return settings
