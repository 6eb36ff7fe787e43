"""The prose of the pages: consistent between languages and with the code."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from building import PROJECT
from cells import is_caption
from listing import written
from prose import (
    CHAPTER,
    LANGUAGES,
    PAGES,
    asserts,
    codes,
    executed,
    literals,
    numbers,
    parse,
    path_of,
    printed,
    regions,
    source,
    twins,
    without_formulas,
    words,
)
from twins import headings

EACH = pytest.mark.parametrize("name", PAGES)
EACH_CHAPTER_PAGE = pytest.mark.parametrize("name", CHAPTER)


# Numbers


@pytest.mark.parametrize(
    ("text", "value", "digits"),
    [
        ("1,797 images", "1797", 4),
        ("大約 118,000 步", "118000", 3),
        ("100", "100", 1),
        ("101", "101", 3),
        ("0.010", "0.010", 2),
        ("10.0", "10.0", 3),
        (r"$-6.1 \times 10^{-10}$", "-6.1e-10", 2),
        ("1.1 × 10^11", "1.1e11", 2),
        (r"$3.00 \times 10^{128}$", "3.00e128", 3),
        ("$10^{-4}$", "1e-4", 1),
        ("−2.58983747e+13", "-2.58983747e13", 9),
        ("450 分之一", "450", 2),
        ("minus 7", "-7", 1),
        ("$x_{12} - 11$", "11", 2),
    ],
)
def test_numbers_are_parsed_with_their_significant_digits(text: str, value: str, digits: int) -> None:
    (number,) = numbers(text)
    assert (number.value, number.digits) == (Decimal(value), digits)


def test_digits_in_names_are_skipped_and_a_percentage_matches_its_fraction() -> None:
    assert numbers("x0, float64, $x_0 + x_{10}$") == []
    (share,) = numbers("20 %")
    assert share.rounds(Decimal("0.2"))
    assert share.rounds(Decimal(20))
    assert not share.rounds(Decimal("0.26"))


def test_numbers_are_compared_at_the_precision_shown() -> None:
    (rounded,) = numbers("64.1 degrees")
    assert rounded.rounds(Decimal("64.06"))
    assert not rounded.rounds(Decimal("64.2"))


NOT_MEASURED = {
    "the year of a citation": r"(?:, |，|\(|（)(?:1[89]|20)\d\d(?=[,.;)，。；）])",
    "a place in a text": r"(?i:chapter|section|equation|figure|pages?) \d[\d.-]*|第 \d[\d.]* [章節頁]|圖 \d+",
    "a version": r"Python \d[\d.]*",
}


@EACH
def test_every_number_in_prose_appears_in_the_code_or_its_output(site: Path, name: str) -> None:
    cells = executed(site, name)
    known = [value for cell in cells for value in literals("".join(cell.source))]
    known += [number.value for cell in cells for number in numbers(printed(cell))]
    unknown = []
    for twin in twins(name):
        for text in twin.texts:
            text = re.sub("|".join(NOT_MEASURED.values()), "", words(text))
            shown = (number for number in numbers(text) if number.digits >= 3)
            unknown += [(twin.where, str(number)) for number in shown if not any(map(number.rounds, known))]
    assert unknown == []


CLAIMS = {
    "[-6.111107928998789e-10, 8.148143905314271e-10]": ["chapter/gradient-method", "chapter/learning-rate"],
    "[-25898374737328.363, -1295248616896.5398]": ["chapter/learning-rate"],
    "[-2.999999939999995, 3.9999999199999934]": ["chapter/learning-rate"],
    "numerical_diff(function_1, 5) == 0.1999999999990898": ["chapter/gradient"],
    "numerical_diff(function_1, 10) == 0.2999999999986347": ["chapter/gradient"],
    "[0.1999999999990898, 0.2999999999986347]": ["chapter/numerical-gradient"],
    "[6.00000000000378, 7.999999999999119]": ["chapter/gradient", "chapter/numerical-gradient"],
    # exact arithmetic
    "distance[-1], 5 * 0.8 ** 100, rtol=1e-09, atol=0": ["chapter/gradient-method"],
    "np.allclose(ends[lr], exact, rtol=1e-11, atol=0)": ["chapter/learning-rate"],  # 0.1 and 1e-10
    "exact[-1], [-2.25e+128, 3e+128]": ["chapter/learning-rate"],
    # the cause of -2.58983747e+13
    "scaled.x, exact": ["chapter/learning-rate"],
    "np.spacing(2.0 ** 40) > 2 * h > np.spacing(2.0 ** 40 - 1)": ["chapter/learning-rate"],
    "(run.x[10] + h == run.x[10]).all()": ["chapter/learning-rate"],
    "(run.grad[10:] == 0).all()": ["chapter/learning-rate"],
    "x.tolist() == ends[10.0]": ["chapter/learning-rate"],  # after 20, 100 and 2,000 steps
}
"""Bit-exact claims of the chapter, as formatted by `ast.unparse`, and the pages that must assert them."""


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_claims_of_the_chapter_are_asserted(site: Path, claim: str) -> None:
    for name in CLAIMS[claim]:
        assert any(claim in line for cell in executed(site, name) for line in asserts("".join(cell.source))), name


def test_the_home_page_and_the_readme_list_the_requirements() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split("[<>=]", name)[0] for name in project["dependencies"]]
    needed.append("Python " + project["requires-python"].removeprefix(">="))
    home = ["\n".join(cell.source for cell in regions("index", language)) for language in LANGUAGES]
    for text in (*home, (PROJECT / "README.md").read_text(encoding="utf-8")):
        assert [name for name in needed if name not in text] == []


# Twins


def differing(name: str, find: Callable[[str], Iterable[str]]) -> list[tuple[str, list[str], list[str]]]:
    """The twins of a page for which `find` returns different items: those only in English, and only in Chinese."""
    found = []
    for twin in twins(name):
        english, chinese = (Counter(find(text)) for text in twin.texts)
        found.append((twin.where, list((english - chinese).elements()), list((chinese - english).elements())))
    return [(where, english, chinese) for where, english, chinese in found if english or chinese]


@EACH
def test_both_languages_state_the_same_numbers(name: str) -> None:
    assert differing(name, lambda text: map(str, numbers(words(text)))) == []


@EACH
def test_both_languages_link_to_the_same_places(name: str) -> None:
    assert differing(name, lambda text: re.findall(r"\]\(([^)]+)\)", text)) == []


@EACH
def test_headings_figures_exercises_and_answers_match_in_both_languages(name: str) -> None:
    english, chinese = (
        [
            (headings(cell), is_caption(cell), exercises(cell.source), cell.metadata.get("answer"))
            for cell in regions(name, language)
        ]
        for language in LANGUAGES
    )
    assert english == chinese


def exercises(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^\*\*(\d+)\.\*\*", text, re.MULTILINE)]


GLOSSARY_LINK = re.compile(r"\]\((?:\.\./)?reference/glossary\.md#([\w-]+)\)")


@EACH_CHAPTER_PAGE
def test_a_chapter_page_links_each_glossary_term_once_in_running_text(name: str) -> None:
    cells = regions(name, "en")
    linked = [term for cell in cells for term in GLOSSARY_LINK.findall(cell.source)]
    assert 4 <= len(linked) <= 10
    assert len(linked) == len(set(linked))
    for cell in cells:
        excluded = cell.source if is_caption(cell) else " ".join(re.findall("^#.*", cell.source, re.MULTILINE))
        assert not GLOSSARY_LINK.search(excluded)


# Style

HAN = r"[\u3400-\u9fff]"
MAINLAND = (
    "默認 缺省 程序 代碼 數據 信息 變量 常量 矢量 標量 數組 字符 浮點型 對象 優化 學習速率 網絡 激活 概率 方差 魯棒 "
    "泛化 全局 批量 打印 調用 返回 運行 導入 接口 線程 進程 內存 緩存 文件夾 硬件 軟件 界面 鼠標 屏幕 視頻"
)
"""Mainland terms; Taiwan uses 預設、程式、資料、變數、陣列、最佳化、學習率、網路、執行 and so on."""

STYLE = {
    "en": {
        "an exclamation mark": "!",
        "a dash that interrupts": "—| -- ",
        "a filler": r"(?i)\b(?:simply|just|easily|obviously|of course|note that)\b",
    },
    "zh-TW": {
        "an exclamation mark": r"[!\uff01]",
        "a dash that interrupts": "—",
        "half-width punctuation at a Chinese character": rf"{HAN}[,.;:?()]|[,.;:?()]{HAN}",
        "no space between Chinese and Latin": rf"{HAN}\**[A-Za-z0-9%°−]|[A-Za-z0-9%°]\**{HAN}",
        "a space beside full-width punctuation": "[，。：；？、）」][ \t]+(?=[^ \t\n])|[ \t][，。：；？、）」]",
        "a word of the mainland": "|".join(MAINLAND.split()) + "|(?<!演)算法",
    },
}


def faults(text: str, language: str) -> list[tuple[str, str]]:
    """Each style violation with its context."""
    text = without_formulas(text)
    found = [
        (rule, text[max(match.start() - 12, 0) : match.end() + 12])
        for rule, pattern in STYLE[language].items()
        for match in re.finditer(pattern, text)
    ]
    return found + [("no character of Taiwan", sign) for sign in re.findall(HAN, text) if not in_big5(sign)]


def in_big5(sign: str) -> bool:
    """False for simplified characters. Python's cp950 is Big5 as used: with 碁, for example."""
    try:
        return bool(sign.encode("cp950"))
    except UnicodeEncodeError:
        return False


@EACH
def test_the_prose_follows_the_style(name: str) -> None:
    for twin in twins(name):
        for language, text in zip(LANGUAGES, twin.texts, strict=True):
            assert faults(text, language) == [], twin.where


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It works!"),
        ("en", "The step — a vector — is short."),
        ("en", "Of course it is."),
        ("zh-TW", "走得到\uff01"),
        ("zh-TW", "梯度,也就是斜率"),
        ("zh-TW", "梯度(斜率)"),
        ("zh-TW", "走100 步"),
        ("zh-TW", "在 $x$這一點"),
        ("zh-TW", "用 `f`量"),
        ("zh-TW", "這是**Hessian** 矩陣"),
        ("zh-TW", "梯度， $x$ 是位置"),
        ("zh-TW", "默認的學習率"),
        ("zh-TW", "這個算法"),
        ("zh-TW", "损失"),
    ],
)
def test_a_style_violation_is_found(language: str, text: str) -> None:
    assert len(faults(text, language)) >= 1


def test_conforming_prose_passes() -> None:
    assert faults("In 20 steps, adjust $x!$ (see [the path](a.md#b)).", "en") == []
    assert faults("- **整數。** 從 $(3, 4)$ 走 20 %，見[梯度](a.md)的 `x, y`：演算法（3 步）。", "zh-TW") == []


# Comments

SENTENCE = re.compile(r"[a-z]{2,} [a-z]")
"""What tells a comment in words from one such as (2, 12) or Adam(lr, beta)."""


@EACH
def test_every_comment_in_words_has_a_chinese_version_and_what_runs_is_the_same(name: str) -> None:
    cells = [cell for cell in source(name).cells if cell.cell_type == "code"]
    for cell, chinese in zip(cells, codes(name, "zh-TW"), strict=True):
        translations = cell.metadata.get("comments", {})
        said = {comment for _, _, comment in written(cell.source) if SENTENCE.search(comment)}
        assert "check" in cell.metadata or said <= translations.keys(), cell.source
        assert all(faults(text, "zh-TW") == [] for text in translations.values())
        assert program(chinese) == program(cell.source)
        assert chinese.count("\n") == cell.source.count("\n")  # a copied listing names lines


def program(code: str) -> str:
    """Code without comments and docstrings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree)


# Pages


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("reference/")])
def test_a_page_without_its_closer_looks_takes_at_most_ten_minutes_to_read(name: str) -> None:
    english, chinese = (
        " ".join(without_formulas(cell.source) for cell in regions(name, lang) if "closer" not in cell.metadata)
        for lang in LANGUAGES
    )
    assert len(english.split()) / 200 <= 10
    assert len(re.findall(HAN, chinese)) / 400 <= 10


@EACH_CHAPTER_PAGE
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_page_links_to_the_previous_and_next_page(site: Path, name: str, language: str) -> None:
    page = site / path_of(name, language) / "index.html"
    soup = parse(page)
    for which in ("prev", "next"):
        (link,) = soup.select(f"a.md-footer__link--{which}")
        assert (page.parent / str(link["href"]) / "index.html").resolve().is_file()


@EACH_CHAPTER_PAGE
def test_a_chapter_page_has_two_to_four_exercises_with_executed_answers(site: Path, name: str) -> None:
    found = [number for cell in regions(name, "en") for number in exercises(cell.source)]
    assert found == list(range(1, len(found) + 1))
    assert 2 <= len(found) <= 4
    code = [cell for cell in source(name).cells if cell.cell_type == "code"]
    shown: Counter[int] = Counter()
    for cell, done in zip(code, executed(site, name), strict=True):
        if "answer" in cell.metadata:
            shown[cell.metadata.answer] += len(list(asserts(cell.source))) + len(printed(done))
    assert sorted(shown) == found
    assert all(shown.values())


@EACH_CHAPTER_PAGE
def test_a_chapter_page_asserts_its_claims_and_ends_with_the_formula(site: Path, name: str) -> None:
    assert any(list(asserts("".join(cell.source))) for cell in executed(site, name))
    last = source(name).cells[-1]
    assert headings(last) == [("##", "formula")]
    assert "$" in last.source


@EACH
def test_no_paragraph_ends_with_a_comma_unless_a_formula_follows(name: str) -> None:
    for language in LANGUAGES:
        for region in regions(name, language):
            paragraphs = re.split(r"\n\s*\n", region.source)
            for paragraph, following in pairwise([*paragraphs, ""]):
                assert following.startswith("$$") or not re.search(r"[,，、]\s*$", paragraph), paragraph
