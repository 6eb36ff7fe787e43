"""The search index of each language: a reader loads it with the first page, and only in the language being read."""

from __future__ import annotations

from typing import Any


def split_index(index: dict[str, Any], homes: dict[str, str]) -> dict[str, dict[str, Any]]:
    """One index for each language, its locations counted from the home page of that language.

    Args:
        index: what Material's search plugin wrote, the pages of all languages in it.
        homes: where the home page of each language is, such as {"en": "", "zh-TW": "zh-TW/"}.
    """
    longest_first = sorted(homes, key=lambda language: -len(homes[language]))
    found: dict[str, list[dict[str, Any]]] = {language: [] for language in homes}
    for entry in index["docs"]:
        language = next(language for language in longest_first if entry["location"].startswith(homes[language]))
        found[language].append(entry | {"location": entry["location"].removeprefix(homes[language])})
    return {
        # Terms in English stand on the pages of every language; scripts that read another are loaded only for that.
        language: {"config": index["config"] | {"lang": sorted({"en", language.split("-")[0]})}, "docs": docs}
        for language, docs in found.items()
    }
