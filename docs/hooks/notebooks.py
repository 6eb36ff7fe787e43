"""The MkDocs events that turn the executed pages into the site.

mkdocs-jupyter says which pages are notebooks and how to execute them; `execute` runs what has changed; `typeset`
writes the Markdown of one language; MkDocs renders that as it renders any page.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import jieba
import jupytext
from gdbook import figures
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocstrings import MkdocstringsPlugin
from nbformat import NotebookNode, from_dict

from execute import Done, ExecutionError, Outputs, code_cells, run_all
from indexes import split_index
from links import check_links
from mathml import with_mathml
from policy import with_policy
from svg import palette
from typeset import PageError, exercises, typeset

log = get_plugin_logger("gdbook")
jieba.setLogLevel(logging.WARNING)  # it cuts Chinese into words for the search, and tells at length how it starts

PACKAGE = Path(figures.__file__).parent
CACHE = Path(".cache") / "pages"  # beside mkdocs.yml

LIVE = Path("assets") / "live"
INDEX = Path("search") / "search_index.json"

ANSWERS = "<!-- answers -->"
"""Where a page says so, the exercises of all pages stand, with their answers."""
PICTURES = re.compile(r'^<div class="pictures" .*?</div>(?=\n<figcaption)', re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
PLACE = "<svg></svg>"
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)

_notebooks: dict[str, NotebookNode] = {}  # by page, as they were when they were executed
_outputs: dict[str, Outputs] = {}  # by page
_is_notebook: dict[tuple[str, int], bool] = {}  # by path and time of change; it outlives a build while serving
_serving = False
_order: list[str] = []  # the pages as the navigation has them
_figures: dict[str, list[str]] = {}  # by page and language, that is, by the address of the page


def on_startup(command: str, dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Spares readers a style sheet for templates that are not used here, and mkdocs-jupyter reading each page nine
    times to see whether it is a notebook. Tells the theme the live modules that every live page needs.
    """
    here = Path(config.config_file_path).parent / "gdbook"
    if here.resolve() != PACKAGE.resolve():
        message = f"the pages would run with {PACKAGE}, not with {here}: pip install -e . in this project first"
        raise PluginError(message)
    folder = Path(config.docs_dir)
    shared = (folder / LIVE).rglob("*.js")
    config.extra["live_modules"] = sorted(
        path.relative_to(folder).as_posix() for path in shared if path.parent.name not in {"pages", "lab"}
    )
    config.extra_css[:] = [sheet for sheet in config.extra_css if sheet != MkdocstringsPlugin.css_filename]
    plugin: Any = config.plugins["mkdocs-jupyter"]
    if "should_include" not in vars(plugin):
        ask = plugin.should_include

        def should_include(file: File) -> bool:
            if file.abs_src_path is None:  # made during the build
                return ask(file)
            version = file.abs_src_path, Path(file.abs_src_path).stat().st_mtime_ns
            if version not in _is_notebook:
                _is_notebook[version] = ask(file)
            return _is_notebook[version]

        plugin.should_include = should_include


def home_of(language: str, config: MkDocsConfig) -> str:
    """The folder of a language in the site, with a slash at its end; that of the default language has no name."""
    i18n: Any = config.plugins["i18n"]
    return "" if language == i18n.default_language else f"{language}/"


@event_priority(-200)  # after static-i18n, which builds the other languages in this event
def on_post_build(config: MkDocsConfig) -> None:
    """Parts the search index by language."""
    i18n: Any = config.plugins["i18n"]
    if i18n.building:  # one of the other languages, inside the event of the first
        return
    folder = Path(config.site_dir)
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    homes = {language: home_of(language, config) for language in i18n.build_languages}
    for language, part in split_index(index, homes).items():
        file = folder / homes[language] / INDEX
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(part, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def on_build_error(error: Exception) -> None:
    """Says in a sentence what the disk refused: it may be full, or a folder not one to read or write."""
    if isinstance(error, OSError):
        raise PluginError(f"a file could not be read or written: {error}") from error


def is_notebook(file: File, config: MkDocsConfig) -> bool:
    plugin: Any = config.plugins["mkdocs-jupyter"]
    return plugin.should_include(file)


@lru_cache
def parse(source: str) -> NotebookNode:
    """A page's source as a notebook; its cells are numbered, so that messages and downloads can name them."""
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "markdown"})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    return notebook


def package_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".mplstyle"}]


@event_priority(-200)  # after static-i18n, which chooses the files of each language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Executes every page whose outputs are not kept."""
    found = {f.src_uri: parse(f.content_string) for f in files.documentation_pages() if is_notebook(f, config)}
    pages = {name: notebook for name, notebook in found.items() if code_cells(notebook)}
    total = len(pages)
    count = iter(range(1, total + 1))

    def report(done: Done) -> None:
        what = "cached" if done.cached else f"run in {done.seconds:.1f} s"
        level = log.debug if done.name in _outputs and done.cached else log.info
        level(f"{next(count)}/{total} {done.name}: {what}")

    cache = Path(config.config_file_path).parent / CACHE
    try:
        outputs = run_all(pages, package_files(), cache, report, PACKAGE.parent)
    except ExecutionError as error:
        raise PluginError(str(error)) from None
    _notebooks.clear()  # while serving, a page may have gone, or lost its code, since the last build
    _notebooks.update(found)
    _outputs.clear()
    _outputs.update(outputs)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    _order[:] = [page.file.src_uri for page in nav.pages]


def executed(name: str) -> NotebookNode:
    """A page as it was when its code was run, whatever has become of its file since."""
    notebook = deepcopy(_notebooks[name])
    for cell, outputs in zip(code_cells(notebook), _outputs.get(name, []), strict=True):
        cell.outputs = [from_dict(output) for output in outputs]
    return notebook


@event_priority(-100)  # after mkdocs-jupyter, whose own rendering this undoes
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    vars(page).pop("render", None)
    return page


@event_priority(100)  # before anything else sees the Markdown
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Puts the executed page, in the language being built, in the place of its source."""
    i18n: Any = config.plugins["i18n"]
    language = i18n.current_language
    description = page.meta.get("description")
    if isinstance(description, dict):
        page.meta["description"] = description[language]
    if not is_notebook(page.file, config):
        return markdown
    colours = palette(PACKAGE / "book.mplstyle", figures.CHANGEABLE)
    notebook = executed(page.file.src_uri)
    try:
        check_links(notebook, page.file.src_uri, lambda name: source_of(name, files))
        result = typeset(
            notebook,
            name=posixpath.splitext(posixpath.basename(page.file.src_uri))[0],
            language=language,
            languages=i18n.build_languages,
            colours=colours,
        )
    except PageError as error:
        raise PluginError(f"{page.file.src_uri}, {error}") from None
    markdown = result.markdown
    if any(ANSWERS in cell.source for cell in notebook.cells if cell.cell_type == "markdown"):
        folder = posixpath.dirname(page.file.src_uri)
        asked = (
            exercises(executed(name), page=posixpath.relpath(name, folder), language=language, colours=colours)
            for name in _order
            if name in _outputs
        )
        markdown = markdown.replace(ANSWERS, "\n\n".join(filter(None, asked)))
    for name, content in result.files.items():
        _add_beside(page, name, content, config, files)
    # Markdown and the search index would spend half the time of a build on reading figures: they wait outside.
    drawn = _figures[page.file.dest_uri] = []

    def wait(pictures: re.Match[str]) -> str:
        drawn.extend(FIGURE.findall(pictures[0]))
        return FIGURE.sub(PLACE, pictures[0])

    return PICTURES.sub(wait, markdown)


def source_of(name: str, files: Files) -> str | None:
    file = files.get_file_from_path(name)
    return None if file is None else file.content_string


@event_priority(-100)  # when the page is complete
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Puts the figures in."""
    drawn = _figures.pop(page.file.dest_uri, [])
    places = output.count(PLACE)
    if places != len(drawn):
        raise PluginError(f"{page.file.src_uri}: drew {len(drawn)} figures, and shows {places}: is its Markdown whole?")
    figures = iter(drawn)
    return guarded(re.sub(PLACE, lambda _: next(figures), output))


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """A host has one page for what is missing: that of the default language, which the others would overwrite."""
    if not template_name.endswith(".html"):
        return output
    i18n: Any = config.plugins["i18n"]
    return guarded(output) if i18n.current_language == i18n.default_language else ""


def guarded(html: str) -> str:
    # While serving, MkDocs puts a script into each page that reloads it; no policy could know that one.
    return html if _serving else with_policy(html)


def _add_beside(page: Page, name: str, content: str | bytes, config: MkDocsConfig, files: Files) -> None:
    """Adds a file to the site: in the folder of the page's source for links, in that of its HTML for readers."""
    source = posixpath.join(posixpath.dirname(page.file.src_uri), name)
    file = File.generated(config, source, content=content)
    file.dest_uri = posixpath.join(posixpath.dirname(page.file.dest_uri), name)
    files.append(file)


@event_priority(-100)  # after static-i18n, which leads from the home page to "/" wherever the site may stand
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Points the language switch at this page in the other languages."""
    extra: Any = config.extra
    file: Any = page.file
    for alternate in extra.alternate:  # an attribute: static-i18n leaves the item as it was
        alternate["link"] = file.alternates[alternate["lang"]].url
    i18n: Any = config.plugins["i18n"]
    context["language_home"] = posixpath.join(context["base_url"], home_of(i18n.current_language, config))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    # Material's script wraps each table that has no class, when the page has been seen already, and moves what follows.
    html = TABLE.sub(r'<div class="wide"><table class="table">\1</table></div>', html)
    return with_mathml(html)
