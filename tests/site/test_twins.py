"""Prose in one language, which the other shows too."""

from cells import parse
from twins import check_prose, with_missing_twins

LANGUAGES = ["en", "zh-TW"]


def test_prose_without_a_twin_stands_in_the_other_language_with_a_note():
    def region(language: str, text: str) -> str:
        return f'<!-- #region lang="{language}" -->\n{text}\n<!-- #endregion -->\n\n'

    source = region("en", "One") + region("zh-TW", "一") + region("en", "Two") + "```python\n1\n```\n\n"
    source += region("zh-TW", "三") + region("en", "Four") + region("en", "Five") + region("zh-TW", "五")
    notebook = parse(source)
    filled, missing = with_missing_twins(notebook, LANGUAGES)
    prose = [(cell.metadata.lang, cell.source) for cell in filled.cells if cell.cell_type == "markdown"]
    english, chinese = "*Not yet in English:*\n\n", "*這一段還沒有中文：*\n\n"
    assert prose == [
        ("en", "One"), ("zh-TW", "一"),
        ("en", "Two"), ("zh-TW", chinese + "Two"),
        ("en", english + "三"), ("zh-TW", "三"),
        ("en", "Four"), ("zh-TW", chinese + "Four"),
        ("en", "Five"), ("zh-TW", "五"),
    ]  # fmt: skip
    assert [text.split()[-1] for text in missing] == ["zh-TW", "en", "zh-TW"]
    assert "'Two'" in missing[0]
    check_prose(filled, LANGUAGES)
    assert with_missing_twins(filled, LANGUAGES) == (filled, [])
    texts = [cell.source for cell in notebook.cells if cell.source]
    assert texts == ["One", "一", "Two", "1", "三", "Four", "Five", "五"]  # unchanged
