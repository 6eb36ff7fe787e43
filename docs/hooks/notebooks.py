"""The MkDocs event handlers that turn executed pages into the site.

mkdocs-jupyter's options decide which pages are notebooks and how they run; `execute` runs those that have changed;
`typeset` writes the Markdown of one language; MkDocs renders it like any other page. A page that fails stops the build;
`mkdocs serve` shows on the page what is wrong, and serves the others.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urljoin

import jieba
import jupytext
from gdbook import figures
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocstrings import MkdocstringsPlugin
from nbformat import NotebookNode, from_dict

from cells import PageError, code_cells, is_caption, pictures
from checks import check_cells, check_plain
from entries import live_entries
from execute import Done, ExecutionError, Options, Outputs, as_text, raised, run_all
from mathml import FormulaError, with_mathml
from outputs import fenced
from policy import allowing_reload, with_policy
from site_files import inpage
from site_files.card import card, icon
from site_files.digits import sample
from site_files.fonts import characters, font
from site_files.indexes import INDEX, split_index
from site_files.wheel import build, command, instruction
from svg import palette
from twins import of_language, with_formula, with_missing_twins
from typeset import exercises, typeset
from values import EXPRESSION, filled, with_expressions, with_values

log = get_plugin_logger("gdbook")
jieba.setLogLevel(logging.WARNING)  # the search plugin's Chinese tokenizer, whose start-up log is verbose

PACKAGE = Path(figures.__file__).parent
CACHE = Path(".cache") / "pages"  # beside mkdocs.yml

LIVE = Path("assets") / "live"
DIGITS = "assets/digits.bin"
FONT = Path("assets") / "stix-two-math.woff2"

ANSWERS = "<!-- answers -->"
"""Placeholder for the exercises of all pages with their answers."""
INSTALL = "<!-- install -->"
"""Placeholder for the line that installs the package."""
HOME = "index.md"
CARD = "assets/card.png"
TOUCH_ICON = "assets/touch-icon.png"
PICTURES = re.compile(r'^<div class="pictures" .*?</div>(?=\n<figcaption)', re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"<svg .*?</svg>", re.DOTALL)
PLACEHOLDER = "<svg></svg>"
PLAIN = re.compile(r'<span class="(?:[nopw]|n[bcefno]|bp|kc|m[bfhio]|il|[fv]m|sa)">([^<]*)</span>')
"""Names, numbers, operators, punctuation and white space in a listing: only the rest has a colour."""
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)

PLUGINS = {"mkdocs-jupyter": "decides which pages run", "i18n": "builds each language"}
OPTIONS = {"include", "ignore", "execute", "execute_ignore", "allow_errors", "kernel_name"}
"""Options of mkdocs-jupyter that have a meaning here. The others are about its HTML."""


@dataclass
class Site:
    """What is known from one event to the next. MkDocs builds one language after the other; each page runs once."""

    serving: bool = False
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)  # by page, as they were when their code ran
    outputs: dict[str, Outputs] = field(default_factory=dict)  # by page, without those whose code is not to run
    order: list[str] = field(default_factory=list)  # the pages in navigation order
    figures: dict[str, list[str]] = field(default_factory=dict)  # by output path, that is, by page and language
    failures: set[str] = field(default_factory=set)  # the messages that were logged
    wheel: str = ""  # its file name
    card: bool = False  # whether there is a picture for shared links

    def fail(self, message: str) -> str:
        """Stops the build. While serving, logs the message in one line instead, and returns it as HTML for the page."""
        if not self.serving:
            raise PluginError(message)
        if message not in self.failures:
            self.failures.add(message)
            log.error(message.partition("\n")[0])
        return f'<div class="admonition failure"><p class="admonition-title">{escape(message)}</p></div>\n\n'


site = Site()


def on_startup(command: str, dirty: bool) -> None:
    site.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Checks plugins and package, keeps jieba's dictionary in the project, removes an unused style sheet of
    mkdocstrings, and passes the modules that every live page needs to the theme.
    """
    for name, purpose in PLUGINS.items():
        if name not in config.plugins:
            raise PluginError(f"mkdocs.yml: the plugin {name} is missing, which {purpose}")
    check_options(config.plugins["mkdocs-jupyter"])
    here = Path(config.config_file_path).parent / "gdbook"
    if here.resolve() != PACKAGE.resolve():
        message = f"the pages would run with {PACKAGE}, not with {here}: pip install -e . in this project first"
        raise PluginError(message)
    words = Path(config.config_file_path).parent / CACHE.parent
    with suppress(OSError):  # a folder that is not writable: jieba does without
        words.mkdir(exist_ok=True)
    tokenizer: Any = jieba.dt
    tokenizer.tmp_dir = str(words)  # its dictionary; by default in the temporary folder, where anybody may put one
    folder = Path(config.docs_dir)
    shared = (folder / LIVE).rglob("*.js")
    config.extra["live_modules"] = sorted(
        path.relative_to(folder).as_posix()
        for path in shared
        if path.parent.name in {"live", "core", "draw"}  # the rest is of single pages
    )
    config.extra_css[:] = [sheet for sheet in config.extra_css if sheet != MkdocstringsPlugin.css_filename]


def check_options(plugin: Any) -> None:
    """Refuses the options of mkdocs-jupyter that would have no effect."""
    others = [name for name, option in plugin.config_scheme if name not in OPTIONS]
    defaults = {name: option.default for name, option in plugin.config_scheme}
    idle = [name for name in others if plugin.config[name] != defaults[name]]
    if idle:
        known = ", ".join(sorted(OPTIONS))
        message = f"mkdocs.yml: remove {', '.join(idle)} from mkdocs-jupyter, since its HTML is not used here"
        raise PluginError(f"{message}; only {known} have an effect")


def home_of(language: str, config: MkDocsConfig) -> str:
    """The folder of a language in the site, with a trailing slash; empty for the default language."""
    i18n: Any = config.plugins["i18n"]
    return "" if language == i18n.default_language else f"{language}/"


@event_priority(-200)  # after static-i18n, which builds the other languages in this event
def on_post_build(config: MkDocsConfig) -> None:
    """Splits the search index by language, and cuts the font of the formulas in all of them."""
    i18n: Any = config.plugins["i18n"]
    if i18n.building:  # nested build of another language, within the event of the default one
        return
    folder = Path(config.site_dir)
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    homes = {language: home_of(language, config) for language in i18n.build_languages}
    for language, part in split_index(index, homes).items():
        (folder / homes[language] / INDEX).parent.mkdir(exist_ok=True)
        for name, content in part.items():
            file = folder / homes[language] / name
            file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    shown = characters(page.read_text(encoding="utf-8") for page in folder.rglob("*.html"))
    (folder / FONT).write_bytes(font(shown, Path(config.config_file_path).parent / CACHE.with_name("fonts")))


def on_build_error(error: Exception) -> None:
    """Reports an I/O error, such as a full disk or a missing permission, in one sentence without a traceback."""
    if isinstance(error, OSError):
        raise PluginError(f"a file could not be read or written: {error}") from error


@lru_cache
def parse(source: str) -> NotebookNode:
    """The source of a page as a notebook whose cell ids are their numbers, for error messages and downloads."""
    notebook = jupytext.reads(source, fmt={"extension": ".md", "format_name": "markdown"})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = str(number)
    return notebook


def package_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".mplstyle", ".gz"}]


@event_priority(-200)  # after static-i18n, which chooses the files of each language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Executes every page whose outputs are not cached."""
    plugin: Any = config.plugins["mkdocs-jupyter"]
    i18n: Any = config.plugins["i18n"]
    known = set(site.outputs)
    if not i18n.building:  # a new build; while serving, pages have changed since the last
        site.notebooks, site.outputs, site.failures = {}, {}, set()
    set_exclusions(files, config)  # mkdocs-jupyter forgets them
    to_run: dict[str, NotebookNode] = {}
    for file in files:
        name = file.src_uri
        if name in site.notebooks or not file.inclusion.is_included():
            continue
        if not file.is_documentation_page():
            if name.endswith(".ipynb") or plugin.should_include(file):
                site.fail(f"{name}: a page is written in Markdown: jupytext --to md {name}; or add it to exclude_docs")
        elif plugin.should_include(file):
            notebook = parse(file.content_string)
            if not config.strict:
                notebook, missing = with_missing_twins(notebook, i18n.build_languages)
                for place in missing:
                    log.warning(f"{name}, {place}")
            site.notebooks[name] = notebook
            try:
                check_cells(notebook, live_entries(config.docs_dir, name))
            except PageError as error:
                site.fail(f"{name}, {error}")
                continue  # none of its code runs
            site.notebooks[name] = notebook = with_expressions(notebook)
            if not code_cells(notebook):
                site.outputs[name] = []
            elif is_run(file, plugin.config):
                to_run[name] = notebook
    count = iter(range(1, len(to_run) + 1))

    def report(done: Done) -> None:
        what = "cached" if done.cached else f"run in {done.seconds:.1f} s"
        level = log.debug if done.name in known and done.cached else log.info
        level(f"{next(count)}/{len(to_run)} {done.name}: {what}")
        if done.failure:
            site.fail(f"{done.name}, {done.failure}")

    cache = Path(config.config_file_path).parent / CACHE
    options = Options(plugin.config["kernel_name"], plugin.config["allow_errors"], keep_going=site.serving)
    try:
        site.outputs |= run_all(to_run, package_files(), cache, report, PACKAGE.parent, options)
    except ExecutionError as error:
        raise PluginError(str(error)) from None
    add_files(files, config)
    return files


def add_files(files: Files, config: MkDocsConfig) -> None:
    """Adds what is made for the site as a whole: the wheel of the package, the pictures that others show of it, and the
    digits from which a network learns in the browser.
    """
    site.wheel, wheel = build(PACKAGE.resolve().parent)
    made = {site.wheel: wheel, DIGITS: sample(), TOUCH_ICON: icon(Path(config.docs_dir) / config.theme["logo"])}
    drawn = map(pictures, executed(HOME).cells) if HOME in site.notebooks else []
    first = next(filter(None, drawn), [])
    site.card = bool(first)
    if first:
        made[CARD] = card(*first)
    python = inpage.files(wheel)
    config.extra["python"] = bool(python)
    for name, content in (made | python).items():
        files.append(File.generated(config, name, content=content))


def is_run(file: File, options: dict[str, Any]) -> bool:
    return options["execute"] and not matches(file, options["execute_ignore"])


def matches(file: File, patterns: list[str]) -> bool:
    """As in mkdocs-jupyter."""
    return any(PurePath(str(file.abs_src_path)).match(pattern) for pattern in patterns)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    site.order = [page.file.src_uri for page in nav.pages]


def executed(name: str) -> NotebookNode:
    """A page as it was when its code ran, even if its file has changed since, with the values of its expressions."""
    return with_values(with_outputs(name))[0]


def with_outputs(name: str) -> NotebookNode:
    notebook = deepcopy(site.notebooks[name])
    outputs = site.outputs.get(name)
    for cell, those in zip(code_cells(notebook), outputs or [], strict=bool(outputs)):
        cell.outputs = [from_dict(as_text(output)) for output in those]
    if outputs is None or raised(outputs):
        notebook.cells = without_idle_captions(notebook.cells)
    return notebook


def without_idle_captions(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells without the captions of figures that were not drawn, because their code did not run to its end."""
    kept: list[NotebookNode] = []
    drew = False
    for cell in cells:
        if cell.cell_type == "code":
            drew = bool(pictures(cell))
        if drew or not is_caption(cell):
            kept.append(cell)
    return kept


@event_priority(-100)  # after mkdocs-jupyter, which has its own way to render the page
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Has MkDocs render the page: admonitions, links, ids, formulas and search need its Markdown."""
    vars(page).pop("render", None)
    return page


@event_priority(100)  # before any other plugin sees the Markdown
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replaces the source of a page with the executed page in the language being built."""
    i18n: Any = config.plugins["i18n"]
    language = i18n.current_language
    description = page.meta.get("description")
    if isinstance(description, dict):
        page.meta["description"] = description.get(language) or next(iter(description.values()))
    name = page.file.src_uri
    if name in site.notebooks and EXPRESSION.search(page.meta.get("description") or ""):
        page.meta["description"] = filled(page.meta["description"], with_values(with_outputs(name))[1])
    if name not in site.notebooks:
        options: Any = config.plugins["mkdocs-jupyter"].config
        if not matches(page.file, options["include"]) or matches(page.file, options["ignore"]):
            return markdown
        try:
            check_plain(page.file.content_string)
        except PageError as error:
            return site.fail(f"{name}, {error}") + markdown
        return markdown
    notebook = executed(name)
    try:
        check_cells(notebook, live_entries(config.docs_dir, name))
        result = typeset(
            notebook,
            name=posixpath.splitext(posixpath.basename(name))[0],
            language=language,
            languages=i18n.build_languages,
            colours=colours(),
            install=command(site.wheel, config.site_url or ""),
        )
    except PageError as error:
        return site.fail(f"{name}, {error}") + draft(notebook, language)
    to_wheel = posixpath.relpath(site.wheel, posixpath.dirname(name) or ".")
    how = instruction(site.wheel, to_wheel, config.site_url or "", language)
    markdown = result.markdown.replace(INSTALL, how)
    if any(ANSWERS in cell.source for cell in notebook.cells if cell.cell_type == "markdown"):
        markdown = markdown.replace(ANSWERS, answers(posixpath.dirname(name), language))
    for download, content in result.files.items():
        _add_beside(page, download, content, config, files)
    # Parsing the figures would take Markdown and the search index half of the build time: leave placeholders.
    drawn = site.figures[page.file.dest_uri] = []

    def take_out(pictures: re.Match[str]) -> str:
        drawn.extend(FIGURE.findall(pictures[0]))
        return FIGURE.sub(PLACEHOLDER, pictures[0])

    return PICTURES.sub(take_out, markdown)


def colours() -> dict[str, str]:
    return palette(PACKAGE / "book.mplstyle", figures.CHANGEABLE)


def answers(folder: str, language: str) -> str:
    """The exercises of all pages with their answers, for a page in this folder."""
    parts: list[str] = []
    for name in filter(site.notebooks.__contains__, site.order):
        page = posixpath.relpath(name, folder)
        try:
            parts.append(exercises(executed(name), page=page, language=language, colours=colours()))
        except PageError as error:
            parts.append(site.fail(f"{name}, {error}"))
    return "\n\n".join(filter(None, parts))


def draft(notebook: NotebookNode, language: str) -> str:
    """Prose and code of a page that cannot be typeset, so that its author still sees it while serving."""
    cells = of_language(notebook, language)
    return "\n\n".join(cell.source if cell.cell_type == "markdown" else fenced(cell.source, "python") for cell in cells)


@event_priority(-100)  # when the page is complete
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Replaces the placeholders with the figures."""
    drawn = site.figures.pop(page.file.dest_uri, [])
    places = output.count(PLACEHOLDER)
    if places != len(drawn):
        site.fail(f"{page.file.src_uri}: drew {len(drawn)} figures but shows {places}; check its Markdown")
    figures = iter(drawn)
    return with_policy(re.sub(PLACEHOLDER, lambda _: next(figures, ""), output))


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Writes 404.html only in the default language: a host has one, and the other languages would overwrite it."""
    if not template_name.endswith(".html"):
        return output
    i18n: Any = config.plugins["i18n"]
    return with_policy(output) if i18n.current_language == i18n.default_language else ""


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> None:
    """Serves the pages with their policy, which must allow the reload script that MkDocs adds to each."""
    server.set_app(allowing_reload(server.serve_request))


def _add_beside(page: Page, name: str, content: str | bytes, config: MkDocsConfig, files: Files) -> None:
    """Adds a file beside the page's HTML, where readers find it; links find a download beside the page's source."""
    folder, page_name = posixpath.split(posixpath.splitext(page.file.src_uri)[0])
    shared = name.endswith(".png")  # two pages of a folder may draw the same image, whose name is made of its bytes
    source = posixpath.join(folder, page_name * shared, name)
    file = File.generated(config, source, content=content)
    file.dest_uri = posixpath.join(posixpath.dirname(page.file.dest_uri), name)
    files.append(file)


@event_priority(-100)  # after static-i18n, which links the home page to "/" even if the site is in a subfolder
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Passes the theme the page's twins, for the language switch and for search engines, and what the site has."""
    i18n: Any = config.plugins["i18n"]
    extra: Any = config.extra
    file: Any = page.file
    for alternate in extra.alternate:  # static-i18n sets the attribute; the item of the same name is stale
        alternate["link"] = file.alternates[alternate["lang"]].url
    context["is_home"] = file.src_uri == HOME
    context["addresses"] = {name: urljoin(config.site_url or "", each.url) for name, each in file.alternates.items()}
    context["default_language"] = i18n.default_language
    context["card"] = CARD if site.card else ""
    context["language_home"] = posixpath.join(context["base_url"], home_of(i18n.current_language, config))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    html = PLAIN.sub(r"\1", html)
    # Material's script would wrap each table without a class after the first paint: a layout shift.
    html = TABLE.sub(r'<div class="wide"><table class="table">\1</table></div>', html)
    try:
        return with_mathml(html)
    except FormulaError as error:
        cells = with_formula(error.tex, site.notebooks.get(page.file.src_uri))  # none if it is in generated text
        return site.fail(f"{', '.join([page.file.src_uri, *cells[:1]])}: {error}") + html
