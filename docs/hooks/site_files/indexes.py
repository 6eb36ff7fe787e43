"""Splits the search index by language, and off the page load: a reader downloads the one in use, when searching."""

from typing import Any

INDEX = "search/search_index.json"
"""What Material's script loads with each page: here the configuration alone."""
DOCS = "search/docs.json"
"""What is searched; assets/search.js loads it with the first query."""


def split_index(index: dict[str, Any], homes: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The two files of each language, by their paths, with locations relative to the home page of that language.

    Args:
        index: written by Material's search plugin, with the pages of all languages.
        homes: the home page of each language, such as {"en": "", "zh-TW": "zh-TW/"}.
    """
    longest_first = sorted(homes, key=lambda language: -len(homes[language]))
    found: dict[str, list[dict[str, Any]]] = {language: [] for language in homes}
    for entry in index["docs"]:
        language = next(language for language in longest_first if entry["location"].startswith(homes[language]))
        found[language].append(entry | {"location": entry["location"].removeprefix(homes[language])})
    files = {}
    for language, docs in found.items():
        # English terms occur in every language; lunr's scripts for another are loaded only with that language.
        config = index["config"] | {"lang": sorted({"en", language.split("-")[0]}), "docs": homes[language] + DOCS}
        files[language] = {INDEX: {"config": config, "docs": []}, DOCS: docs}
    return files
