"""The built site: requirements on every page, independent of its content."""

import ast
import base64
import getpass
import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import jupytext
import nbformat
import pytest
from bs4 import BeautifulSoup
from building import DRAWING, ENVIRONMENT, PROJECT, small_project
from building import page as page_with
from downloads import INSTALL
from IPython.core.inputtransformer2 import TransformerManager
from PIL import Image
from prose import HOMES, LANGUAGES, codes, parse, path_of, soup_of, source, twins
from site_files.inpage import PINS
from site_files.wheel import command

import gdbook
from gdbook import figures

PAGES = sorted(
    path.relative_to(PROJECT / "docs").with_suffix("").as_posix()
    for path in (PROJECT / "docs").rglob("*.md")
    if "hooks" not in path.parts
)
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("name", PAGES)


def html_of(site: Path, name: str, language: str) -> str:
    return (site / path_of(name, language) / "index.html").read_text(encoding="utf-8")


@cache
def ids_of(page: Path) -> set[str]:
    return {str(element["id"]) for element in parse(page).select("[id]")}


@BOTH
@EACH
def test_a_page_weighs_at_most_40_kilobytes(site: Path, name: str, language: str) -> None:
    assert len(gzip.compress(html_of(site, name, language).encode())) <= 40_000


@BOTH
@EACH
def test_ids_are_unique_and_figures_use_no_data_urls(site: Path, name: str, language: str) -> None:
    assert "data:image" not in html_of(site, name, language)
    ids = [element["id"] for element in soup_of(site, name, language).select("[id]")]
    assert all(ids)
    assert len(ids) == len(set(ids))


ADDRESSES = {"href", "src", "srcset", "data", "poster", "action", "content"}
LOADED = "script[src], link:not([rel=canonical]), img, iframe, source, object"


def links_of(page: Path) -> Iterator[str]:
    """Every address on a page, in any element."""
    for element in parse(page).find_all(True):
        for name in ADDRESSES & set(element.attrs):
            if name != "content" or element.get("property") in {"og:url", "og:image"}:
                yield str(element[name])
    (settings,) = parse(page).select("#__config")
    ours, _, materials = json.loads(settings.text)["search"].partition("#")
    yield from (ours, ours.replace("search.js", f"javascripts/workers/{materials}"))  # ours wraps Material's


def test_every_link_image_script_and_download_has_a_target(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) == 2 * len(PAGES) + 1  # and 404.html
    for page in pages:
        links = list(links_of(page))
        assert len(links) > 30
        for link in links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", (page, link)
                continue
            assert not parts.netloc, (page, link)
            if parts.path.startswith("/"):  # only on 404.html; tested below
                assert page.name == "404.html", (page, link)
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (page, link)
            assert target.is_relative_to(site.resolve()), (page, link)
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in ids_of(target), (page, link)


def test_canonical_addresses_match_the_pages_and_404_links_start_at_the_root(site: Path) -> None:
    canonical = {
        path_of(name, language): str(link["href"])
        for name in PAGES
        for language in LANGUAGES
        for link in soup_of(site, name, language).select("link[rel=canonical]")
    }
    home = canonical.get("", "/")
    assert all(address == home + folder for folder, address in canonical.items())
    root = urlsplit(home).path  # a missing page can have any depth, so the links of 404.html must be absolute
    missing = parse(site / "404.html")
    for link in filter(lambda link: not urlsplit(link).scheme, links_of(site / "404.html")):
        path = unquote(urlsplit(link).path)
        assert path.startswith(root) or not path, link
        target = site / path.removeprefix(root)
        assert (target / "index.html" if target.is_dir() else target).is_file(), link
    assert missing.html is not None
    assert missing.html["lang"] == "en"
    assert [link["href"] for link in missing.select("a[hreflang]")] == [root, f"{root}zh-TW/"]
    titles = [str(link.get_text(strip=True)) for link in missing.select(".md-nav--primary .md-nav__link[href]")]
    assert "Gradient method" in titles


@pytest.mark.exhaustive
def test_the_external_links_command_lists_every_external_link(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "tests" / "external_links.py"), "--site", str(site)],
        capture_output=True,
        text=True,
        check=True,
    )
    listed = {line for line in done.stdout.splitlines() if not line.startswith(" ")}
    links = {str(link["href"]) for page in site.rglob("*.html") for link in parse(page).select("a[href*='://']")}
    assert listed == links
    assert "https://www.dask.org" in listed


def test_files_used_by_style_sheets_and_modules_exist(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        for link in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            address = link.strip("\"'")
            assert address.startswith(("data:", "#")) or (sheet.parent / address).is_file(), (sheet, link)
    modules = list((site / "assets" / "live").rglob("*.js"))
    assert len(modules) > 20
    for module in modules:
        for name in re.findall(r'(?:from|import|new URL\() ?"(\.[^"]+)"', module.read_text(encoding="utf-8")):
            assert (module.parent / name).is_file(), (module, name)


@BOTH
def test_search_results_exist_in_the_language_of_the_page(site: Path, language: str) -> None:
    home = site / HOMES[language]
    docs = json.loads((home / "search" / "docs.json").read_text(encoding="utf-8"))
    assert {entry["location"].partition("#")[0] for entry in docs} == {path_of(name, "en") for name in PAGES}
    for entry in docs:
        path, _, anchor = entry["location"].partition("#")
        assert not anchor or unquote(anchor) in ids_of(home / path / "index.html"), entry["location"]


@BOTH
@EACH
def test_the_language_switch_and_the_alternates_link_to_the_same_page(site: Path, name: str, language: str) -> None:
    here = site / path_of(name, language)
    soup = soup_of(site, name, language)
    for links in (soup.select("link[hreflang]"), soup.select(".md-select a[hreflang]")):
        found = {str(link["hreflang"]): (here / str(link["href"])).resolve() for link in links}
        assert found == {other: (site / path_of(name, other)).resolve() for other in LANGUAGES}


@BOTH
@EACH
def test_nothing_is_loaded_from_another_host(site: Path, name: str, language: str) -> None:
    loaded = [element.get("src") or element.get("href") for element in soup_of(site, name, language).select(LOADED)]
    assert len(loaded) > 3
    assert not [address for address in loaded if not address or urlsplit(str(address)).netloc]


def test_the_site_reveals_nothing_about_the_build_machine(site: Path) -> None:
    private = {str(PROJECT), str(Path.home()), sys.prefix, sys.base_prefix, f"{tempfile.gettempdir()}/tmp"}
    private |= {f"/home/{getpass.getuser()}", "ipykernel_", "site-packages", "Traceback (most recent"}
    private |= {str(site.resolve().parent), "built.draft"} | ({socket.gethostname()} - {"localhost"})
    secret = re.compile("TOKEN|SECRET|PASSWORD|KEY")
    private |= {value for name, value in os.environ.items() if secret.search(name.upper()) and len(value) > 7}
    private = {word for word in private if len(word) > 4}  # not / or /usr
    published = PINS.read_text(encoding="utf-8")  # by others, and so not about this machine
    readers = (site / "index.html").stat().st_mode & 0o444
    for file in filter(Path.is_file, site.rglob("*")):
        assert file.stat().st_mode & 0o444 == readers, file  # the server may run as another user
        content = file.read_bytes()
        content = gzip.decompress(content) if file.suffix == ".gz" else content
        assert file.name in published or not [word for word in private if word.encode() in content], file


@BOTH
@EACH
def test_every_formula_is_mathml_and_no_markup_is_left_over(site: Path, name: str, language: str) -> None:
    article = soup_of(site, name, language).article
    assert article is not None
    assert not article.select(".arithmatex")
    typeset = ("pre", "code", "math", "svg")
    prose = " ".join(text for text in article.find_all(string=True) if not text.find_parent(typeset))
    for leftover in ("$", "\\(", "{:", "{#", "<!--", "!!!", ":::", "#region"):
        assert leftover not in prose
    assert not [formula.text for formula in article.select("math") if "\\" in formula.text]


@EACH
def test_both_languages_show_the_same_headings_figures_code_and_answers(site: Path, name: str) -> None:
    english, chinese = (soup_of(site, name, language).article for language in LANGUAGES)
    assert english is not None
    assert chinese is not None
    for what in ("h1[id], h2[id], h3[id]", "svg[data-part]", ".vary"):
        assert [e.get("id") for e in english.select(what)] == [e.get("id") for e in chinese.select(what)]
    for what in ("figure", "figure svg", "pre", "details.answer", ".formula"):
        assert len(english.select(what)) == len(chinese.select(what)), what
    assert [silent(pre.text) for pre in english.select("pre")] == [silent(pre.text) for pre in chinese.select("pre")]


def silent(code: str) -> str:
    """Code without comments in words and docstrings of one line."""
    return re.sub(r'(?m)(?:^| )# .*|""".*?"""', "", code)


@BOTH
@EACH
def test_figures_have_captions_alternative_text_and_a_size(site: Path, name: str, language: str) -> None:
    for figure in soup_of(site, name, language).select("article figure"):
        assert figure.figcaption is not None
        assert figure.figcaption.get_text(strip=True)
        (pictures,) = figure.select(".pictures")
        assert pictures["role"] == "img"
        assert len(str(pictures["aria-label"])) > 20
        for svg in figure.select("svg"):
            assert int(str(svg["width"])) > 100
            assert int(str(svg["height"])) > 100


@BOTH
@EACH
def test_a_page_declares_its_language_and_description(site: Path, name: str, language: str) -> None:
    soup = soup_of(site, name, language)
    assert soup.html is not None
    assert str(soup.html["lang"]).startswith(language[:2])
    description = soup.select_one('meta[name="description"]')
    assert description is not None
    assert 20 < len(str(description["content"])) < 200
    assert description["content"] == twins(name)[0].texts[LANGUAGES.index(language)]


@BOTH
def test_every_page_title_is_unique_and_matches_the_heading(site: Path, language: str) -> None:
    titles = {}
    for name in PAGES:
        soup = soup_of(site, name, language)
        assert soup.title is not None
        assert soup.h1 is not None
        titles[name] = soup.title.text
        heading = soup.h1.text.removesuffix("¶")
        assert name == "index" or titles[name] == f"{heading} · gdbook"
    assert len(set(titles.values())) == len(PAGES)


@EACH
def test_navigation_and_figures_of_a_chinese_page_are_translated(site: Path, name: str) -> None:
    soup = soup_of(site, name, "zh-TW")
    sections = soup.select(".md-nav--primary .md-nav__item--section > label")
    switches = soup.select("[data-md-component=palette] input")
    assert (len(sections), len(switches)) == (3, 3)
    for text in [section.text for section in sections] + [str(switch["aria-label"]) for switch in switches]:
        assert re.search("[\u4e00-\u9fff]", text), text
    # The only English left is names in the code, and words that Chinese engineers use in English.
    known = {"epoch", "None", "softmax"}
    for cell in source(name).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            known |= {str(getattr(node, part)) for part in ("id", "attr", "arg", "name") if hasattr(node, part)}
    words = {word for text in soup.select("figure svg text") for word in re.findall(r"(?a)[A-Za-z_]\w{2,}", text.text)}
    assert words - known == set()
    translated = {label for cell in source(name).cells for label in cell.metadata.get("labels", {})}
    assert [text.text for text in soup.select("figure svg text") if text.text.strip() in translated] == []


# The package


def wheel_of(site: Path) -> Path:
    (wheel,) = site.glob("*.whl")
    return wheel


def test_the_wheel_on_the_site_installs_the_package(site: Path, tmp_path: Path) -> None:
    wheel = wheel_of(site)
    assert wheel.name == f"gdbook-{gdbook.__version__}-py3-none-any.whl"
    sources = {
        path.relative_to(PROJECT).as_posix(): path.read_bytes()
        for path in (PROJECT / "gdbook").iterdir()
        if path.is_file()
    }
    with ZipFile(wheel) as archive:
        contained = {name: archive.read(name) for name in archive.namelist() if name.startswith("gdbook/")}
    assert contained == sources
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(tmp_path),
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    used = "import gdbook; from gdbook.digits import load_digits; print(gdbook.__file__, len(load_digits().labels))"
    run = [sys.executable, "-c", used]
    done = subprocess.run(
        run, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{tmp_path / 'gdbook' / '__init__.py'} 1797\n"


@BOTH
@pytest.mark.parametrize("name", ["index", "reference/api"])
def test_a_page_says_how_to_install_the_package_and_offers_it(site: Path, name: str, language: str) -> None:
    soup = soup_of(site, name, language)
    wheel = wheel_of(site)
    assert f"pip install {wheel.name}" in [pre.text.strip() for pre in soup.select("article pre")]
    (link,) = soup.select(f"article a[href$='{wheel.name}']")
    assert (site / path_of(name, language) / str(link["href"])).resolve() == wheel


def test_the_command_that_installs_the_package_has_the_address_of_the_site_if_it_is_known() -> None:
    address = "https://example.org/book/"
    assert command("x.whl", address) == f"pip install {address}x.whl"
    assert command("x.whl", "") == "pip install x.whl"


# Shared links


def property_of(soup: BeautifulSoup, name: str) -> str | None:
    tag = soup.select_one(f'meta[property="{name}"]')
    return tag and str(tag["content"])


@BOTH
@EACH
def test_a_shared_link_has_the_title_and_the_description_of_its_page(site: Path, name: str, language: str) -> None:
    soup = soup_of(site, name, language)
    assert soup.title
    assert soup.title.text == property_of(soup, "og:title")
    described = soup.select_one('meta[name="description"]')
    assert described
    assert described["content"] == property_of(soup, "og:description")
    assert property_of(soup, "og:locale") == {"en": "en", "zh-TW": "zh_TW"}[language]
    (icon,) = soup.select('link[rel="apple-touch-icon"]')
    assert Image.open(site / path_of(name, language) / str(icon["href"])).size == (180, 180)


def test_the_title_of_a_home_page_says_what_the_site_is_about(site: Path) -> None:
    for language, subject in {"en": "gradient descent", "zh-TW": "梯度下降法"}.items():
        title = soup_of(site, "index", language).title
        assert title
        assert subject in title.text


@pytest.fixture(scope="session")
def addressed(build_once: Callable[..., Path]) -> Path:
    """The site of two pages that knows its address."""
    home = page_with(DRAWING, "Home")
    home = home.replace("# Home {#title}", "# Home {#title}\n\n<!-- install -->\n\n[Next](folder/next.md)")
    pages = {"index.md": home, "folder/next.md": page_with("print(1)", "Next")}

    def make(folder: Path) -> None:
        small_project(folder, pages, include=["*.md"], execute=True)

    return build_once("addressed", make, ENVIRONMENT | {"SITE_URL": "https://example.org/book/"}) / "site"


@pytest.mark.parametrize("name", ["index", "folder/next"])
@BOTH
def test_a_page_of_a_site_with_an_address_is_absolute_for_others(addressed: Path, name: str, language: str) -> None:
    soup = soup_of(addressed, name, language)
    own, english, chinese = (f"https://example.org/book/{path_of(name, each)}" for each in (language, "en", "zh-TW"))
    assert property_of(soup, "og:url") == own
    assert [str(link["href"]) for link in soup.select('link[rel="canonical"]')] == [own]
    others = {str(link["hreflang"]): str(link["href"]) for link in soup.select("link[hreflang]")}
    assert others == {"en": english, "zh-TW": chinese, "x-default": english}
    assert property_of(soup, "og:image") == "https://example.org/book/assets/card.png"
    for link in soup.select(".md-select a[hreflang], nav a[href]"):  # also those of the language switch
        assert not urlsplit(str(link["href"])).netloc


def test_a_site_with_an_address_says_how_to_install_the_package_from_it(addressed: Path) -> None:
    install = f"pip install https://example.org/book/{wheel_of(addressed).name}"
    assert install in soup_of(addressed, "index", "zh-TW").text
    assert f"# {install}\n" in (addressed / "folder" / "next" / "next.py").read_text(encoding="utf-8")


def test_the_picture_of_a_shared_link_shows_the_figure_of_the_home_page(addressed: Path) -> None:
    with Image.open(addressed / "assets" / "card.png") as picture:
        assert picture.size == (1200, 630)
        colours = picture.convert("RGB").getcolors(maxcolors=100_000)
    assert colours
    assert max(colours)[1] == (255, 255, 255)
    drawn = sum(count for count, colour in colours if colour != (255, 255, 255))
    assert 1000 < drawn < 1200 * 630 / 4


@pytest.mark.parametrize(("language", "lang"), [("en", None), ("zh-TW", "zh-TW")])
def test_a_missing_page_says_so_in_every_language(site: Path, addressed: Path, language: str, lang: str | None) -> None:
    words = {"en": "no such page", "zh-TW": "沒有這一頁"}
    for folder, root in ((site, "/"), (addressed, "/book/")):
        soup = parse(folder / "404.html")
        (heading,) = [each for each in soup.select("article h1") if words[language] in each.text]
        assert heading.get("lang") == lang
        assert [str(link["href"]) for link in soup.select("article a")] == [f"{root}.", f"{root}zh-TW/"]


@BOTH
@EACH
def test_no_key_of_a_translation_is_shown(site: Path, name: str, language: str) -> None:
    soup = soup_of(site, name, language)
    shown = [
        str(tag[attribute])
        for attribute in ("aria-label", "title", "placeholder")
        for tag in soup.select(f"[{attribute}]")
    ]
    assert not [text for text in shown if re.fullmatch(r"[a-z]+(\.[a-z]+)+", text)]
    skip = soup.select_one(".md-skip")
    assert skip is None or skip.text.strip() == {"en": "Skip to content", "zh-TW": "跳至主要內容"}[language]


# Downloads


RUN = [name for name in PAGES if any(cell.cell_type == "code" for cell in source(name).cells)]
"""The pages with code, and therefore downloads."""


@pytest.mark.sampled
@BOTH
@pytest.mark.parametrize("name", RUN)
def test_the_downloads_of_a_page_match_the_page(site: Path, name: str, language: str) -> None:
    here = site / path_of(name, language)
    soup = soup_of(site, name, language)
    notebook, script = (here / str(link["href"]) for link in soup.select(".downloads a[href]"))
    assert [notebook.name, script.name] == [f"{Path(name).name}.ipynb", f"{Path(name).name}.py"]
    content = nbformat.read(notebook, as_version=nbformat.NO_CONVERT)
    nbformat.validate(content)
    assert content.cells.pop(0).source == INSTALL.format(install=f"pip install {wheel_of(site).name}")
    cells = [cell for cell in content.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    figures = [output for cell in cells for output in cell.outputs if "image/svg+xml" in output.get("data", {})]
    assert len(figures) == len(soup.select("article figure svg"))
    texts = soup.select("article .output pre")
    assert len([output for cell in cells for output in cell.outputs if output.output_type == "stream"]) == len(texts)
    # The page shows the same listings; the order differs only for folded answers.
    shown = [pre.text.rstrip("\n") for pre in soup.select("article pre:has(> code)")]
    assert set(shown) >= {cell.source for cell in cells}
    prose = "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")
    assert not re.findall(r"\]\((?!https?://)[^)]*\)", prose)  # a download has no neighbouring pages
    assert not re.findall(r"<button|<input|<select", prose)
    source = script.read_text(encoding="utf-8")
    ast.parse(source)
    assert source.split("# %%", 2)[1].strip() == f"# pip install {wheel_of(site).name}"
    assert all(cell.source in source for cell in cells)


def test_the_first_cell_of_a_notebook_installs_the_package_only_where_it_is_missing(monkeypatch) -> None:
    cell = TransformerManager().transform_cell(INSTALL.format(install="pip install x.whl"))
    installed: list[tuple[str, ...]] = []

    def get_ipython() -> SimpleNamespace:
        return SimpleNamespace(run_line_magic=lambda *line: installed.append(line))

    exec(cell, {"get_ipython": get_ipython})
    assert installed == []
    monkeypatch.setitem(sys.modules, "gdbook", None)  # importing it raises ModuleNotFoundError
    exec(cell, {"get_ipython": get_ipython})
    assert installed == [("pip", "install x.whl")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_of_a_page_has_its_code_in_order(site: Path, language: str) -> None:
    for name in RUN:
        script = site / path_of(name, language) / f"{Path(name).name}.py"
        cells = [cell.source for cell in jupytext.read(script).cells if cell.cell_type == "code"]
        assert cells[1:] == codes(name, language)


# Only those with something that depends on where a program runs; tests/browser/test_copy.py runs every listing.
@pytest.mark.sampled
@pytest.mark.parametrize("name", ["chapter/gradient-method", "chapter/hyperparameters"])
def test_the_script_of_a_page_runs_in_an_empty_folder(site: Path, name: str, tmp_path: Path) -> None:
    script = site / path_of(name, "zh-TW") / f"{Path(name).name}.py"
    environment = {"MPLBACKEND": "svg", "PATH": "", "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_search_index_contains_each_listing_once(site: Path) -> None:
    docs = json.loads((site / "search" / "docs.json").read_text(encoding="utf-8"))
    text = " ".join(entry["text"] for entry in docs if entry["location"].startswith("chapter/gradient-method"))
    assert text.count("def gradient_descent") == 1
    assert "In [" not in text


IN_MODULES = {
    "basins": "Basins basin_map",
    "digits": "Digits load_digits",
    "figures": "CHANGEABLE QUIET TINT rule_style",
    "linesearch": "Backtracking ExactLineSearch Newton",
    "rates": "best_gradient_descent best_momentum max_learning_rate measured_rate predicted_rate",
    "schedules": "Cosine ExponentialDecay StepDecay WarmUp",
    "search": "FinalLoss Search Trial grid_search random_search sweep",
    "spaces": "Linear Log Space",
    "stationary": "StationaryPoint",
}


@BOTH
def test_the_api_page_lists_every_public_name_and_no_private_one(site: Path, language: str) -> None:
    soup = soup_of(site, "reference/api", language)
    drawn = {name for name in vars(figures) if name.startswith("draw_")}
    wanted = {f"gdbook.{name}" for name in gdbook.__all__} | {f"gdbook.figures.{name}" for name in drawn}
    wanted |= {f"gdbook.{module}.{name}" for module, names in IN_MODULES.items() for name in names.split()}
    found = [str(heading["id"]) for heading in soup.select(".api h3")]
    assert sorted(found) == sorted(wanted)
    for heading in soup.select(".api h4"):
        assert not str(heading["id"]).rpartition(".")[2].removeprefix("__call__").startswith("_")
    listed = {str(link["href"]) for link in soup.select(".md-nav--secondary a")}
    assert {f"#{name}" for name in wanted} <= listed


@pytest.mark.sampled("beyond/momentum")
@BOTH
@pytest.mark.parametrize("page_name", sorted({*PAGES} - {"index", "lab", "reference/api"}))
def test_the_table_of_contents_has_the_headings_that_are_not_folded(site: Path, page_name: str, language: str) -> None:
    soup = soup_of(site, page_name, language)
    headings = [heading for heading in soup.select("article :is(h2, h3)") if not heading.find_parent("details")]
    listed = [link["href"] for link in soup.select_one(".md-sidebar--secondary").select(".md-nav--secondary a")]
    assert listed == [f"#{heading['id']}" for heading in headings]


def test_an_api_entry_shows_the_sections_of_the_docstring(site: Path) -> None:
    soup = soup_of(site, "reference/api", "en")
    heading = soup.find(id="gdbook.numerical_gradient")
    assert heading is not None
    assert heading.get_text() == "numerical_gradient(f, x, h=0.0001, *, axis=0)¶"  # the value, not the name CHAPTER_H
    parts = heading.find_next("dl")
    assert parts is not None
    assert [term.text for term in parts.select("dt")] == ["Args", "Returns", "Raises", "Example", "Source"]
    assert [code.text for code in parts.dd.select("p > code:first-child")] == ["f", "x", "h", "axis"]
    assert ">>> numerical_gradient(" in parts.pre.text
    assert parts.select("dd")[-1].text.startswith("Saito, Deep Learning from Scratch, section 4.4. The scaled step")


def test_the_api_page_shows_result_fields_and_surface_formulas(site: Path) -> None:
    text = soup_of(site, "reference/api", "en").article.text
    assert "x: NDArray[np.float64], (k + 1, n, ...)" in text
    assert "status: Literal['finished', 'converged', 'diverged', 'frozen', 'unresolved']" in text
    assert "ravine = x0²/20 + x1²" in text


def test_listings_mark_only_what_the_style_colours(site: Path) -> None:
    style = (site / "assets" / "gdbook.css").read_text(encoding="utf-8")
    for kind in ("fg", "hl-name", "hl-number", "hl-function", "hl-constant"):
        assert f"--md-code-{kind}-color: var(--gd-ink);" in style
    for name in PAGES:
        page = html_of(site, name, "en")
        assert not re.findall(r'<span class="(?:n|nn|nf|nb|mi|mf|o|p|w)">', page)
    assert '<span class="kn">import</span> numpy' in html_of(site, "chapter/gradient-method", "en")


@BOTH
def test_the_answers_page_contains_every_exercise_and_links_back_to_it(site: Path, language: str) -> None:
    soup = soup_of(site, "reference/answers", language)
    for name in PAGES:
        exercises = soup_of(site, name, language).select("article details.answer")
        address = f"../../{name}/#exercises"
        assert len(soup.select(f'article a[href="{address}"]')) == len(exercises)
    answers = soup.select("article div.answer")
    assert len(answers) == sum(len(soup_of(site, name, language).select("details.answer")) for name in PAGES) >= 18
    code = {pre.text for name in PAGES for pre in soup_of(site, name, language).select("details.answer pre")}
    assert {pre.text for answer in answers for pre in answer.select("pre")} == code


def test_every_page_has_a_policy_that_allows_only_its_own_scripts(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 2 * len(PAGES)
    for page in pages:
        soup = parse(page)
        assert soup.head is not None
        first = soup.head.find_all("meta")[1]  # right after the character set, before anything is loaded
        assert first["http-equiv"] == "Content-Security-Policy"
        policy = dict(rule.split(" ", 1) for rule in str(first["content"]).split("; "))
        own, *scripts = policy.pop("script-src").split()
        assert own == "'self'"
        assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", script) for script in scripts)
        assert policy == {
            "default-src": "'self'",
            "img-src": "'self' data:",
            "style-src": "'self' 'unsafe-inline'",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
        }
        for script in soup.find_all("script", src=False, type=False):
            digest = base64.b64encode(hashlib.sha256(str(script.string).encode()).digest()).decode()
            assert f"'sha256-{digest}'" in scripts
        for element in soup.find_all(True):
            assert not [name for name in element.attrs if name.startswith("on")]


IMPORT = re.compile(r'^(?:import|export) [^"=;]*"(\.[^"]*)"', re.MULTILINE)


@cache
def reached(module: Path) -> frozenset[Path]:
    """The shared modules that the module of a page imports, directly or indirectly."""
    found, queue = set[Path](), [module]
    while queue:
        here = queue.pop()
        imported = {(here.parent / path).resolve() for path in IMPORT.findall(here.read_text(encoding="utf-8"))}
        queue += imported.difference(found)
        found |= imported
    return frozenset(path for path in found if path.parent.name in {"live", "core", "draw"})


@BOTH
@EACH
def test_only_pages_with_live_listings_load_a_live_module(site: Path, name: str, language: str) -> None:
    soup = soup_of(site, name, language)
    here = site / path_of(name, language)
    modules = [script for script in soup.select("script[type=module]") if "/live/" in str(script["src"])]
    listings = [str(element["data-live"]) for element in soup.select("[data-live]")]
    preloaded = {(here / str(link["href"])).resolve() for link in soup.select("link[rel=modulepreload]")}
    assert len(listings) == len(set(listings))
    assert len(modules) == bool(listings)
    if not listings:
        assert not preloaded
        return
    module = (here / str(modules[0]["src"])).resolve()
    assert module == (site / "assets" / "live" / "pages" / f"{Path(name).name}.js").resolve()
    needed = [reached(each) for each in module.parent.glob("*.js")]
    assert reached(module) <= preloaded == frozenset().union(*needed) != frozenset()
    for listing in soup.select("[data-live]"):
        assert len(listing.select("output")) == len(listing.select(".live-bar")) == 1
        names = [str(mark["data-name"]) for mark in listing.select(".vary")]
        assert len(names) == len(set(names)) > 0
        for picture in listing.select(".pictures svg"):
            assert picture.parent is not None
            assert picture.parent["class"] == ["stage"]
