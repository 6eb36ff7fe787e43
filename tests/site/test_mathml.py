"""Formulas: their MathML, the errors that name them, and their font."""

# ruff: noqa: RUF001 - characters that resemble others are meant

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import notebooks
import pytest
from bs4 import BeautifulSoup, Tag
from building import bytes_of
from conftest import NewContext
from fontTools.ttLib import TTFont
from jupytext import reads
from markdown import markdown
from mathml import FormulaError, mathml, with_mathml
from mkdocs.exceptions import PluginError
from prose import LANGUAGES, PAGES, parse, path_of, regions
from site_files import fonts
from twins import with_formula

FILE = "assets/stix-two-math.woff2"
BLANK = "\u2061\u2063 "
"""Function application, the delimiter that \\right. leaves out, and a space: characters that show nothing."""


# Structure

STRUCTURES = {
    "f'(x)": "msup(f, ′) ( x )",
    "f'''": "msup(f, ‴)",
    "x_0'": "msubsup(x, 0, ′)",
    "x_0^2": "msubsup(x, 0, 2)",
    "x^2_0": "msubsup(x, 0, 2)",
    "10^{-9}": "msup(10, − 9)",
    r"\log_2 x": "msub(log, 2) x",
    r"\sin^2 x": "msup(sin, 2) x",
    r"\lambda_{\max}": "msub(λ, max)",
    r"\nabla f \le \partial f": "normal:∇ f ≤ ∂ f",
    r"x^\top A x \approx 1": "msup(x, ⊤) A x ≈ 1",
    r"\frac{a}{b}": "mfrac(a, b)",
    r"\tfrac12 x": "mfrac(1, 2) x",
    r"\sqrt{1 + x}": "msqrt(1 + x)",
    r"\sqrt[3]{x}": "mroot(x, 3)",
    r"\overline{xy}": "mover(x y, ‾)",
    r"\hat x": "mover(x, ˆ)",
    r"\lVert x \rVert = \|y\|": "‖ x ‖ = ‖ y ‖",
    r"\bigl( x \bigr)": "( x )",
    r"\left( \frac{a}{b} \right)^2": "msup(( mfrac(a, b) ), 2)",
    r"\mathrm{d}x": "normal:d x",
    r"\mathbb E \mathcal{L} \boldsymbol\theta": "𝔼 ℒ\ufe00 𝜽",
    r"\text{若 } x > 0": "若\N{NO-BREAK SPACE} x > 0",
    r"\operatorname*{arg\,min}_x f": "munder(arg\N{THIN SPACE}min, x) f",
    r"\sum_{i=1}^n x_i": "munderover(∑, i = 1, n) msub(x, i)",
    r"\sum_{\substack{i \\ j}} x": "munder(∑, mtable(mtr(mtd(i)), mtr(mtd(j)))) x",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^\top": (
        "msup(( mtable(mtr(mtd(a), mtd(b)), mtr(mtd(c), mtd(d))) ), ⊤)"
    ),
    r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}": "{ mtable(mtr(mtd(1), mtd(x > 0)), mtr(mtd(0)))",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}": "mtable(mtr(mtd(a), mtd(= b)), mtr(mtd(), mtd(= c)))",
    r"\begin{gather} a \\ b \end{gather}": "mtable(mtr(mtd(), mtd(a), mtd()), mtr(mtd(), mtd(b), mtd()))",
    r"\begin{align} a &= b \end{align}": "mtable(mtr(mtd(), mtd(a), mtd(= b), mtd()))",
}
CHILDREN = {"msub": 2, "msup": 2, "mfrac": 2, "mroot": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}


def parsed(html: str) -> Tag:
    math = BeautifulSoup(html, "html.parser").math
    assert math is not None
    return math


def structure(element: Tag) -> str:
    """As in STRUCTURES, without what only spaces or groups."""
    parts = [structure(child) for child in element.find_all(True, recursive=False)]
    if element.name in ("mi", "mn", "mo", "mtext"):
        return ("normal:" if element.get("mathvariant") else "") + element.text.strip(BLANK)
    if element.name == "mspace":
        return ""
    joined = (" " if element.name in ("math", "mrow", "mtd") else ", ").join(filter(None, parts))
    return joined if element.name in ("math", "mrow") else f"{element.name}({joined})"


@pytest.mark.parametrize("tex", STRUCTURES)
def test_a_formula_has_the_structure_that_its_latex_says(tex: str) -> None:
    math = parsed(mathml(tex, "block"))
    assert structure(math) == STRUCTURES[tex]
    assert math["translate"] == "no"


def of_page(name: str) -> Tag:
    """The formulas of a page in both languages, as its Markdown has them."""
    text = "\n\n".join(cell.source for language in LANGUAGES for cell in regions(name, language))
    extensions = ["pymdownx.arithmatex", "pymdownx.superfences"]
    html = markdown(text, extensions=extensions, extension_configs={"pymdownx.arithmatex": {"generic": True}})
    return BeautifulSoup(with_mathml(html), "html.parser")


@pytest.mark.parametrize("name", PAGES)
def test_every_formula_of_the_pages_is_set_with_complete_scripts_and_without_leftovers(name: str) -> None:
    for math in of_page(name).find_all("math"):
        assert re.search(r"[\\$&_^#~}]", math.text) is None, math
        for element in math.find_all(list(CHILDREN)):
            assert len(element.find_all(True, recursive=False)) == CHILDREN[element.name], element


@pytest.mark.parametrize("tex", [r"\sqrt{s}", r"\sqrt{1 + x}", r"\sqrt[3]{x}", r"\sqrt[3]{1 + x}"])
def test_a_radical_covers_a_strut_that_keeps_it_from_hanging_below_the_line(tex: str) -> None:
    (root,) = parsed(mathml(tex, "inline")).find_all(["msqrt", "mroot"])
    assert len(root.find_all("mspace", height="0.77em", depth="0.15em")) == 1
    assert root.name == "msqrt" or root.find(True).mspace is not None  # in the base, not in the index


# Spacing


def signs(tex: str, sign: str) -> list[dict[str, object]]:
    return [element.attrs for element in parsed(mathml(tex, "inline")).find_all("mo") if element.text == sign]


def test_a_minus_is_set_tight_except_between_two_terms() -> None:
    tight = {"lspace": "0", "rspace": "0"}
    for tex in ("(-3, 4)", "(3, -4)", "x = -3", r"x \leftarrow -3", r"f \approx -3"):
        assert signs(tex, "−") == [tight], tex
    assert signs("x - 3", "−") == [{}]


def test_a_function_is_spaced_from_a_number_but_not_from_a_bracket() -> None:
    assert signs(r"\ln 500", "\u2061") == [{"lspace": "0.1667em"}]
    assert signs(r"\ln(500)", "\u2061") == [{}]


def test_the_bars_of_a_norm_are_set_tight() -> None:
    for bar in signs(r"\eta\,\|\nabla f(x)\|", "‖"):
        assert bar == {"stretchy": "false", "lspace": "0", "rspace": "0"}


def test_formulas_become_mathml_and_other_html_is_unchanged() -> None:
    page = r'<p>a <span class="arithmatex">\(x &lt; 1\)</span></p><div class="arithmatex">\[\eta &amp; x\]</div>'
    html = with_mathml(page.replace(" &amp; x", ""))
    assert html.startswith(
        '<p>a <math translate="no"><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p><div class="formula">'
    )
    assert '<math translate="no" display="block"><mi>η</mi></math></div>' in html
    with pytest.raises(FormulaError, match=re.escape(r"the formula \eta & x cannot be set")):
        with_mathml(page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("圓（M），M軸", '圓<span class="whole">（M），</span>M軸'),
        ('<a href="?a.x=1">M</a>。', '<span class="whole"><a href="?a.x=1" aria-label="x">M</a>。</span>'),
        ('<a href="?a.x=1">M</a> 和', '<a href="?a.x=1" aria-label="x">M</a> 和'),
        ('<a href="b">M軸</a>，', '<a href="b" aria-label="x軸">M軸</a>，'),
        ('<a href="b">軸M</a>，', '<a href="b" aria-label="軸x">軸M</a>，'),
        ('<a href="b">a <b>"c"</b> M</a>', '<a href="b" aria-label="a &quot;c&quot; x">a <b>"c"</b> M</a>'),
        ('<a href="b">a</a> M', '<a href="b">a</a> M'),
    ],
)
def test_a_formula_stays_on_the_line_of_its_punctuation(text: str, shown: str) -> None:
    html = with_mathml(text.replace("M", r'<span class="arithmatex">\(x\)</span>'))
    assert re.sub("<math.*?</math>", "M", html) == shown


@pytest.mark.parametrize(
    ("tex", "name"),
    [
        ("10^{-4}", "10^(−4)"),
        (r"\sqrt{x_0^2} / (L + 1)", "√(x_0^2)/(L+1)"),
        (r"\frac{1}{L + \mu}", "1/(L+μ)"),
        (r"\eta = \frac{1}{L}", "η=1/L"),
        ("x_0 &lt; 1", "x_0&lt;1"),
        ("(-0.7, 1.3) = x_1", "(−0.7,1.3)=x_1"),
    ],
)
def test_a_link_with_a_formula_has_a_name(tex: str, name: str) -> None:
    html = with_mathml(f'<a href="b"><span class="arithmatex">\\({tex}\\)</span></a>')
    assert html.startswith(f'<a href="b" aria-label="{name}">')


# Errors

WRONG = {
    r"\left( x": r'Expected closing token "\right"',
    "{x": 'Expected closing token "}"',
    "x}": 'Unmatched closing token: "}"',
    r"\begin{cases} x": r'Expected closing token "\end{...}"',
    r"\foo x": r'Unknown command "\foo"',
    r"\widetilde{x}": r'Unknown command "\widetilde"',  # browsers do not draw it alike
    r"\begin{foo} x \end{foo}": 'Unknown environment "foo"',
    "x^": "Expected argument",
    "x_1_2": "Duplicate subscript",
    "x & y": 'Found "&"',
    r"\label{a} x": r'Found "\label"',
    r"\begin{align} x \label{a} \end{align}": r"\label would be lost here",
    r"\begin{align*} x \tag{1} \end{align*}": r"\tag would be lost here",
    r"see \eqref{a}": r"\eqref would be lost here",
    r"20 % of x": "% would be lost here",
    r"x \\ y": r"\\ would be lost here",
    "": "it is empty",
    r"{}\,": "it is empty",
}


@pytest.mark.parametrize("tex", WRONG)
def test_a_formula_that_cannot_be_set_is_an_error_that_contains_it(tex: str) -> None:
    for display in ("inline", "block"):
        with pytest.raises(FormulaError) as error:
            mathml(tex, display)
        assert str(error.value).startswith(f"the formula {tex} cannot be set: {WRONG[tex]}")


def test_percent_signs_and_line_breaks_that_are_meant_are_no_errors() -> None:
    assert structure(parsed(mathml(r"20\,\%", "inline"))) == "20 %"
    assert "<mtr>" in mathml(r"\begin{array}{c} x \\ y \end{array}", "inline")


SOURCE = """\
<!-- #region lang="en" -->
# Title {#title}
<!-- #endregion -->

<!-- #region lang="zh-TW" -->
# 標題 {#title}

1. 有公式：

    $$
    \\left( x
    $$
<!-- #endregion -->

```python
s = r"$\\bar$"
```
"""


def test_the_error_names_page_cell_and_formula_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = reads(SOURCE, fmt="md")
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    monkeypatch.setattr(notebooks, "site", notebooks.Site(notebooks={"page.md": notebook}))
    place = {"page.md": "page.md, cell 2 ('# 標題 {#title}')", "api.md": "api.md"}
    for name, start in place.items():
        page = SimpleNamespace(file=SimpleNamespace(src_uri=name), toc=SimpleNamespace(items=[]))
        with pytest.raises(PluginError) as error:
            notebooks.on_page_content('<div class="arithmatex">\\[\n\\left( x\n\\]</div>', page, None, None)  # type: ignore[arg-type]
        assert str(error.value).startswith(rf"{start}: the formula \left( x cannot be set: Expected closing token")
        assert "\n" not in str(error.value)
    assert with_formula(r"\bar", notebook) == []  # only prose is searched


# The font


def opened(content: bytes) -> TTFont:
    return TTFont(BytesIO(content))


@pytest.fixture(scope="session")
def font(site: Path) -> TTFont:
    return opened((site / FILE).read_bytes())


def shown(site: Path) -> str:
    return fonts.characters(path.read_text("utf-8") for path in site.rglob("*.html"))


def test_characters_are_those_that_a_browser_shows() -> None:
    x, name = mathml(r"h_x + \partial\epsilon", "inline"), mathml(r"\ln 2 < \mathrm{d}\text{若}", "inline")
    assert set(fonts.characters([f"<p>no {x}</p>", name])) - set(BLANK) == set("√ℎ𝑥+𝜕𝜖ln2<d若")


def test_the_font_has_every_character_of_the_formulas_and_is_small(site: Path, font: TTFont) -> None:
    missing = set(shown(site)) - set(map(chr, font.getBestCmap()))
    assert [character for character in missing if not "\u2e80" < character < "\uffff"] == []  # Chinese in \text
    assert (site / FILE).stat().st_size <= 40_000


def test_the_font_can_stretch_brackets_and_roots_and_has_forms_for_indices(font: TTFont) -> None:
    assert font["MATH"].table.MathConstants.ScriptPercentScaleDown == 70
    variants, names = font["MATH"].table.MathVariants, font.getBestCmap()
    stretched = dict(zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True))
    for sign in "(){√":
        forms = stretched[names[ord(sign)]]
        heights = [form.AdvanceMeasurement for form in forms.MathGlyphVariantRecord]
        assert len(heights) >= 4
        assert all(lower < higher for lower, higher in pairwise(heights))
        assert forms.GlyphAssembly is not None
    features = font["GSUB"].table
    assert [record.ScriptTag for record in features.ScriptList.ScriptRecord] == ["DFLT"]
    assert [record.FeatureTag for record in features.FeatureList.FeatureRecord] == ["ssty"]
    small = {name for lookup in features.LookupList.Lookup for table in lookup.SubTable for name in table.alternates}
    assert {names[ord(sign)] for sign in "′2𝑥"} <= small


def test_root_signs_of_every_height_have_one_width(font: TTFont) -> None:
    variants, root = font["MATH"].table.MathVariants, font.getBestCmap()[ord("√")]
    forms = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    widths = {font["hmtx"][form.VariantGlyph][0] for form in forms.MathGlyphVariantRecord}
    assert widths | {font["hmtx"][part.glyph][0] for part in forms.GlyphAssembly.PartRecords} == {794}


def test_the_font_carries_its_copyright_and_licence(site: Path, font: TTFont) -> None:
    text = (site / FILE).with_suffix(".txt").read_text("utf-8")
    assert font["name"].getDebugName(0) in text
    assert font["name"].getDebugName(14) in text
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_the_same_characters_give_the_same_bytes(site: Path) -> None:
    assert fonts.cut(shown(site)) == (site / FILE).read_bytes()


def test_the_font_is_cut_again_only_for_other_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []
    monkeypatch.setattr(fonts, "cut", lambda characters: wanted.append(characters) or characters.encode())
    for characters in ("√x", "√x", "√y", "√x"):
        assert fonts.font(characters, tmp_path / "fonts") == characters.encode()
    assert wanted == ["√x", "√y"]
    assert set(bytes_of(tmp_path).values()) == {b"\xe2\x88\x9ax", b"\xe2\x88\x9ay"}
    (tmp_path / "file").touch()
    assert fonts.font("√z", tmp_path / "file") == "√z".encode()  # no folder that can be written to


@pytest.mark.parametrize("name", PAGES)
def test_a_page_preloads_the_font_before_its_style_sheets_if_it_has_formulas(site: Path, name: str) -> None:
    for language in LANGUAGES:
        page = site / path_of(name, language) / "index.html"
        soup = parse(page)
        links = [link["href"] for link in soup.select("link[rel=preload], link[rel=stylesheet]")]
        fonts_loaded = [link for link in links if str(link).endswith(".woff2")]
        assert len(fonts_loaded) == bool(soup.math)
        if soup.math:
            assert links[0] == fonts_loaded[0]
            assert (page.parent / str(links[0])).resolve() == (site / FILE).resolve()


SLOW = {"offline": False, "latency": 20, "downloadThroughput": 250_000, "uploadThroughput": 250_000}  # bytes a second
WIDTHS = """() => [...document.querySelectorAll("article math")].map((math) => math.getBoundingClientRect().width)"""


@pytest.mark.exhaustive
def test_a_first_visit_over_a_slow_line_shows_the_formulas_in_their_font(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{address}chapter/gradient/")
    first = page.evaluate(WIDTHS)
    page.reload()
    assert page.evaluate(WIDTHS) == first
    page.add_style_tag(content="math { font-family: math !important }")
    assert page.evaluate(WIDTHS) != first


def test_a_long_formula_within_a_line_can_be_scrolled() -> None:
    formulas = (r"f(x) = 100 (y - x^2)^2 + (1 - x)^2", "x")
    page = "<p>{}, {}</p>".format(*(f'<span class="arithmatex">\\({formula}\\)</span>' for formula in formulas))
    html = with_mathml(page)
    assert html.startswith('<p><span class="whole"><span class="long"><math')
    assert html.count('class="long"') == 1
