"""The MkDocs event handlers that turn executed pages into the site.

mkdocs-jupyter decides which pages are notebooks and how to execute them; `execute` runs those that have changed;
`typeset` writes the Markdown of one language; MkDocs renders it like any other page.
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
jieba.setLogLevel(logging.WARNING)  # the search plugin's Chinese tokenizer, whose start-up log is verbose

PACKAGE = Path(figures.__file__).parent
CACHE = Path(".cache") / "pages"  # beside mkdocs.yml

LIVE = Path("assets") / "live"
INDEX = Path("search") / "search_index.json"

ANSWERS = "<!-- answers -->"
"""Placeholder for the exercises of all pages with their answers."""
PICTURES = re.compile(r'^<div class="pictures" .*?</div>(?=\n<figcaption)', re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
PLACEHOLDER = "<svg></svg>"
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)

_notebooks: dict[str, NotebookNode] = {}  # by page, as executed
_outputs: dict[str, Outputs] = {}  # by page
_is_notebook: dict[tuple[str, int], bool] = {}  # by path and modification time; survives rebuilds while serving
_serving = False
_order: list[str] = []  # the pages in navigation order
_figures: dict[str, list[str]] = {}  # by output path, that is, by page and language


def on_startup(command: str, dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Removes an unused style sheet of mkdocstrings, caches mkdocs-jupyter's notebook check, which reads each page nine
    times, and passes the modules that every live page needs to the theme.
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
        uncached = plugin.should_include

        def should_include(file: File) -> bool:
            if file.abs_src_path is None:  # generated during the build
                return uncached(file)
            version = file.abs_src_path, Path(file.abs_src_path).stat().st_mtime_ns
            if version not in _is_notebook:
                _is_notebook[version] = uncached(file)
            return _is_notebook[version]

        plugin.should_include = should_include


def home_of(language: str, config: MkDocsConfig) -> str:
    """The folder of a language in the site, with a trailing slash; empty for the default language."""
    i18n: Any = config.plugins["i18n"]
    return "" if language == i18n.default_language else f"{language}/"


@event_priority(-200)  # after static-i18n, which builds the other languages in this event
def on_post_build(config: MkDocsConfig) -> None:
    """Splits the search index by language."""
    i18n: Any = config.plugins["i18n"]
    if i18n.building:  # nested build of another language, within the event of the default one
        return
    folder = Path(config.site_dir)
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    homes = {language: home_of(language, config) for language in i18n.build_languages}
    for language, part in split_index(index, homes).items():
        file = folder / homes[language] / INDEX
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(part, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def on_build_error(error: Exception) -> None:
    """Reports an I/O error, such as a full disk or a missing permission, in one sentence without a traceback."""
    if isinstance(error, OSError):
        raise PluginError(f"a file could not be read or written: {error}") from error


def is_notebook(file: File, config: MkDocsConfig) -> bool:
    plugin: Any = config.plugins["mkdocs-jupyter"]
    return plugin.should_include(file)


@lru_cache
def parse(source: str) -> NotebookNode:
    """The source of a page as a notebook whose cell ids are their numbers, for error messages and downloads."""
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "markdown"})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    return notebook


def package_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".mplstyle"}]


@event_priority(-200)  # after static-i18n, which chooses the files of each language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Executes every page whose outputs are not cached."""
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
    _notebooks.clear()  # while serving, a page may have been deleted, or lost its code, since the last build
    _notebooks.update(found)
    _outputs.clear()
    _outputs.update(outputs)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    _order[:] = [page.file.src_uri for page in nav.pages]


def executed(name: str) -> NotebookNode:
    """A page as it was when its code ran, even if its file has changed since."""
    notebook = deepcopy(_notebooks[name])
    for cell, outputs in zip(code_cells(notebook), _outputs.get(name, []), strict=True):
        cell.outputs = [from_dict(output) for output in outputs]
    return notebook


@event_priority(-100)  # after mkdocs-jupyter, whose renderer this removes
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    vars(page).pop("render", None)
    return page


@event_priority(100)  # before any other plugin sees the Markdown
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replaces the source of a page with the executed page in the language being built."""
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
        answered = (
            exercises(executed(name), page=posixpath.relpath(name, folder), language=language, colours=colours)
            for name in _order
            if name in _outputs
        )
        markdown = markdown.replace(ANSWERS, "\n\n".join(filter(None, answered)))
    for name, content in result.files.items():
        _add_beside(page, name, content, config, files)
    # Parsing the figures would take Markdown and the search index half of the build time: leave placeholders.
    drawn = _figures[page.file.dest_uri] = []

    def take_out(pictures: re.Match[str]) -> str:
        drawn.extend(FIGURE.findall(pictures[0]))
        return FIGURE.sub(PLACEHOLDER, pictures[0])

    return PICTURES.sub(take_out, markdown)


def source_of(name: str, files: Files) -> str | None:
    file = files.get_file_from_path(name)
    return None if file is None else file.content_string


@event_priority(-100)  # when the page is complete
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Replaces the placeholders with the figures."""
    drawn = _figures.pop(page.file.dest_uri, [])
    places = output.count(PLACEHOLDER)
    if places != len(drawn):
        raise PluginError(f"{page.file.src_uri}: drew {len(drawn)} figures but shows {places}; check its Markdown")
    figures = iter(drawn)
    return secured(re.sub(PLACEHOLDER, lambda _: next(figures), output))


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Writes 404.html only in the default language: a host has one, and the other languages would overwrite it."""
    if not template_name.endswith(".html"):
        return output
    i18n: Any = config.plugins["i18n"]
    return secured(output) if i18n.current_language == i18n.default_language else ""


def secured(html: str) -> str:
    # While serving, MkDocs injects its livereload script afterwards, and the policy would block it.
    return html if _serving else with_policy(html)


def _add_beside(page: Page, name: str, content: str | bytes, config: MkDocsConfig, files: Files) -> None:
    """Adds a file to the site: links find it beside the page's source, readers beside its HTML."""
    source = posixpath.join(posixpath.dirname(page.file.src_uri), name)
    file = File.generated(config, source, content=content)
    file.dest_uri = posixpath.join(posixpath.dirname(page.file.dest_uri), name)
    files.append(file)


@event_priority(-100)  # after static-i18n, which links the home page to "/" even if the site is in a subfolder
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Links the language switch to this page in the other languages."""
    extra: Any = config.extra
    file: Any = page.file
    for alternate in extra.alternate:  # static-i18n sets the attribute; the item of the same name is stale
        alternate["link"] = file.alternates[alternate["lang"]].url
    i18n: Any = config.plugins["i18n"]
    context["language_home"] = posixpath.join(context["base_url"], home_of(i18n.current_language, config))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    # Material's script would wrap each table without a class after the first paint: a layout shift.
    html = TABLE.sub(r'<div class="wide"><table class="table">\1</table></div>', html)
    return with_mathml(html)
