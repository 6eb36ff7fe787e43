"""Splits the search index by language, so that a reader downloads only the one in use."""

from __future__ import annotations

from typing import Any


def split_index(index: dict[str, Any], homes: dict[str, str]) -> dict[str, dict[str, Any]]:
    """One index per language, with locations relative to the home page of that language.

    Args:
        index: written by Material's search plugin, with the pages of all languages.
        homes: the home page of each language, such as {"en": "", "zh-TW": "zh-TW/"}.
    """
    longest_first = sorted(homes, key=lambda language: -len(homes[language]))
    found: dict[str, list[dict[str, Any]]] = {language: [] for language in homes}
    for entry in index["docs"]:
        language = next(language for language in longest_first if entry["location"].startswith(homes[language]))
        found[language].append(entry | {"location": entry["location"].removeprefix(homes[language])})
    return {
        # English terms occur in every language; lunr's scripts for another are loaded only with that language.
        language: {"config": index["config"] | {"lang": sorted({"en", language.split("-")[0]})}, "docs": docs}
        for language, docs in found.items()
    }
