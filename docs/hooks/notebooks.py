"""The MkDocs event handlers that turn executed pages into the site, in the order in which MkDocs calls them.

`on_files` parses and checks each page that is a notebook, and runs those whose code has changed (execute.py);
`on_page_markdown` hands MkDocs the Markdown of one language (typeset.py), which it renders like any other page; the
events after it work on the HTML. A page that fails stops the build; `mkdocs serve` shows on the page what is wrong, and
serves the others.
"""

import logging
import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jieba
from gdbook import figures
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocstrings import MkdocstringsPlugin
from nbformat import NotebookNode

from cells import PageError, code_cells, parse
from checks import check_cells, check_plain
from entries import live_entries
from execute import Done, ExecutionError, Options, Outputs, run_all
from mathml import FormulaError, with_mathml
from options import check_plugins, homes, i18n, is_run, jupyter, may_be_notebook
from outputs import fenced, with_figures, with_outputs, without_figures
from policy import allowing_reload, with_policy
from site_files import inpage, whole
from site_files.wheel import command, instruction
from svg import palette
from twins import of_language, with_formula, with_missing_twins
from typeset import exercises, typeset
from values import filled, with_expressions, with_values

log = get_plugin_logger("gdbook")
jieba.setLogLevel(logging.WARNING)  # the search plugin's Chinese tokenizer, whose start-up log is verbose

PACKAGE = Path(figures.__file__).parent
CACHE = ".cache"  # beside mkdocs.yml
LIVE = Path("assets") / "live"
HOME = "index.md"
ANSWERS = "<!-- answers -->"
"""Placeholder for the exercises of all pages with their answers."""
INSTALL = "<!-- install -->"
"""Placeholder for the line that installs the package."""
PLAIN = re.compile(r'<span class="(?:[nopw]|n[bcefno]|bp|kc|m[bfhio]|il|[fv]m|sa)">([^<]*)</span>')
"""Names, numbers, operators, punctuation and white space in a listing: only the rest has a colour."""
FOLD_OR_HEADING = re.compile(r"<(/?details)\b|<h[23][^>]* id=\"([^\"]+)\"")
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


@dataclass
class Site:
    """What is known from one event to the next. MkDocs builds one language after the other; each page runs once."""

    serving: bool = False
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)  # by page, as they were when their code ran
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # of the expressions in their front matter
    order: list[str] = field(default_factory=list)  # the pages in navigation order
    figures: dict[str, list[str]] = field(default_factory=dict)  # by output path, that is, by page and language
    failures: set[str] = field(default_factory=set)  # the messages that were logged
    wheel: str = ""  # its file name
    card: str = ""  # the picture for shared links, if there is one

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
    check_plugins(config)
    project, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
    if (project / "gdbook").resolve() != PACKAGE.resolve():
        others = f"{PACKAGE}, not with {project / 'gdbook'}"
        raise PluginError(f"the pages would run with {others}: pip install -e . in this project first")
    with suppress(OSError):  # a folder that is not writable: jieba does without
        (project / CACHE).mkdir(exist_ok=True)
    tokenizer: Any = jieba.dt
    tokenizer.tmp_dir = str(project / CACHE)  # its dictionary; by default where anybody may put one
    config.extra["live_modules"] = sorted(
        path.relative_to(docs).as_posix()
        for path in (docs / LIVE).rglob("*.js")
        if path.parent.name in {"live", "core", "draw"}  # the rest is of single pages
    )
    config.extra_css[:] = [sheet for sheet in config.extra_css if sheet != MkdocstringsPlugin.css_filename]


@event_priority(-200)  # after static-i18n, which chooses the files of each language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Executes every page whose outputs are not cached, and adds the files of the site as a whole."""
    seen = set(site.notebooks)
    if not i18n(config).building:  # a new build; while serving, pages have changed since the last
        site.notebooks, site.values, site.failures = {}, {}, set()
    set_exclusions(files, config)  # mkdocs-jupyter forgets them
    found: dict[str, NotebookNode] = {}
    outputs: dict[str, Outputs] = {}
    to_run: dict[str, NotebookNode] = {}
    for file in files:
        name = file.src_uri
        if name in site.notebooks or (notebook := source_of(file, config)) is None:
            continue
        found[name] = notebook
        try:
            check_cells(notebook, live_entries(config.docs_dir, name))
        except PageError as error:
            site.fail(f"{name}, {error}")
            continue  # none of its code runs
        found[name] = notebook = with_expressions(notebook)
        if not code_cells(notebook):
            outputs[name] = []
        elif is_run(file, config):
            to_run[name] = notebook
    outputs |= run_pages(to_run, config, seen)
    for name, notebook in found.items():
        site.notebooks[name], site.values[name] = with_values(with_outputs(notebook, outputs.get(name)))
    project, logo = PACKAGE.resolve().parent, Path(config.docs_dir) / config.theme["logo"]
    site.wheel, made = whole.before(project, logo, site.notebooks.get(HOME))
    site.card = whole.CARD if whole.CARD in made else ""
    config.extra["python"] = f"{inpage.SITE}/files.js" in made
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def source_of(file: File, config: MkDocsConfig) -> NotebookNode | None:
    """The source of a page as a notebook; None for other files. Outside strict builds prose needs no twin."""
    name = file.src_uri
    if not file.inclusion.is_included():
        return None
    if not file.is_documentation_page():
        if name.endswith(".ipynb") or jupyter(config).should_include(file):
            site.fail(f"{name}: a page is written in Markdown: jupytext --to md {name}; or add it to exclude_docs")
        return None
    if not jupyter(config).should_include(file):
        return None
    notebook = parse(file.content_string)
    if not config.strict:
        notebook, missing = with_missing_twins(notebook, i18n(config).build_languages)
        for place in missing:
            log.warning(f"{name}, {place}")
    return notebook


def package_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".mplstyle", ".gz"}]


def run_pages(pages: dict[str, NotebookNode], config: MkDocsConfig, seen: set[str]) -> dict[str, Outputs]:
    """The outputs of pages by name. Logs each page, but for those from the cache that were `seen` before."""
    count = iter(range(1, len(pages) + 1))

    def report(done: Done) -> None:
        what = "cached" if done.cached else f"run in {done.seconds:.1f} s"
        level = log.debug if done.name in seen and done.cached else log.info
        level(f"{next(count)}/{len(pages)} {done.name}: {what}")
        if done.failure:
            site.fail(f"{done.name}, {done.failure}")

    own = jupyter(config).config
    options = Options(own["kernel_name"], own["allow_errors"], keep_going=site.serving)
    cache = Path(config.config_file_path).parent / CACHE / "pages"
    try:
        return run_all(pages, package_files(), cache, report, PACKAGE.parent, options)
    except ExecutionError as error:
        raise PluginError(str(error)) from None


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    site.order = [page.file.src_uri for page in nav.pages]


@event_priority(-100)  # after mkdocs-jupyter, which has its own way to render the page
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Has MkDocs render the page: admonitions, links, ids, formulas and search need its Markdown."""
    vars(page).pop("render", None)
    return page


@event_priority(100)  # before any other plugin sees the Markdown
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replaces the source of a page with the executed page in the language being built."""
    language = i18n(config).current_language
    name = page.file.src_uri
    description = page.meta.get("description")
    if isinstance(description, dict):
        description = description.get(language) or next(iter(description.values()))
    if description:
        page.meta["description"] = filled(description, site.values[name]) if name in site.values else description
    notebook = site.notebooks.get(name)
    try:
        if notebook is None:
            if may_be_notebook(page.file, config):
                check_plain(page.file.content_string)
            return markdown
        check_cells(notebook, live_entries(config.docs_dir, name))
        result = typeset(
            notebook,
            name=posixpath.splitext(posixpath.basename(name))[0],
            language=language,
            languages=i18n(config).build_languages,
            colours=colours(),
            install=command(site.wheel, config.site_url or ""),
        )
    except PageError as error:
        return site.fail(f"{name}, {error}") + (draft(notebook, language) if notebook else markdown)
    to_wheel = posixpath.relpath(site.wheel, posixpath.dirname(name) or ".")
    markdown = result.markdown.replace(INSTALL, instruction(site.wheel, to_wheel, config.site_url or "", language))
    if any(ANSWERS in cell.source for cell in notebook.cells if cell.cell_type == "markdown"):
        markdown = markdown.replace(ANSWERS, answers(posixpath.dirname(name), language))
    for download, content in result.files.items():
        files.append(file_beside(page, download, content, config))
    markdown, site.figures[page.file.dest_uri] = without_figures(markdown)
    return markdown


def colours() -> dict[str, str]:
    return palette(PACKAGE / "book.mplstyle")


def answers(folder: str, language: str) -> str:
    """The exercises of all pages with their answers, for a page in this folder."""
    parts: list[str] = []
    for name in filter(site.notebooks.__contains__, site.order):
        page = posixpath.relpath(name, folder)
        try:
            parts.append(exercises(site.notebooks[name], page=page, language=language, colours=colours()))
        except PageError as error:
            parts.append(site.fail(f"{name}, {error}"))
    return "\n\n".join(filter(None, parts))


def draft(notebook: NotebookNode, language: str) -> str:
    """Prose and code of a page that cannot be typeset, so that its author still sees it while serving."""
    cells = of_language(notebook, language)
    return "\n\n".join(cell.source if cell.cell_type == "markdown" else fenced(cell.source, "python") for cell in cells)


def file_beside(page: Page, name: str, content: str | bytes, config: MkDocsConfig) -> File:
    """A file beside the page's HTML, where readers find it; links find a download beside the page's source."""
    folder, page_name = posixpath.split(posixpath.splitext(page.file.src_uri)[0])
    shared = name.endswith(".png")  # two pages of a folder may draw the same image, whose name is made of its bytes
    file = File.generated(config, posixpath.join(folder, page_name * shared, name), content=content)
    file.dest_uri = posixpath.join(posixpath.dirname(page.file.dest_uri), name)
    return file


def keep_open_headings(toc: list[AnchorLink], html: str) -> None:
    """Leaves headings in closer looks out of the table of contents, which tells what one reads and where one is."""
    folded: set[str] = set()
    depth = 0
    for fold, name in FOLD_OR_HEADING.findall(html):
        depth += {"details": 1, "/details": -1, "": 0}[fold]
        if name and depth:
            folded.add(name)
    waiting = [toc]
    while waiting:
        entries = waiting.pop()
        entries[:] = [entry for entry in entries if entry.id not in folded]
        waiting += [entry.children for entry in entries]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    keep_open_headings(page.toc.items, html)
    html = PLAIN.sub(r"\1", html)
    # Material's script would wrap each table without a class after the first paint: a layout shift.
    html = TABLE.sub(r'<div class="wide"><table class="table">\1</table></div>', html)
    try:
        return with_mathml(html)
    except FormulaError as error:
        cells = with_formula(error.tex, site.notebooks.get(page.file.src_uri))  # none if it is in generated text
        return site.fail(f"{', '.join([page.file.src_uri, *cells[:1]])}: {error}") + html


@event_priority(-100)  # after static-i18n, which links the home page to "/" even if the site is in a subfolder
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Passes the theme the page's twins, for the language switch and for search engines, and what the site has."""
    extra: Any = config.extra
    file: Any = page.file
    for alternate in extra.alternate:  # static-i18n sets the attribute; the item of the same name is stale
        alternate["link"] = file.alternates[alternate["lang"]].url
    context["is_home"] = file.src_uri == HOME
    context["addresses"] = {name: urljoin(config.site_url or "", each.url) for name, each in file.alternates.items()}
    context["default_language"] = i18n(config).default_language
    context["card"] = site.card
    context["language_home"] = posixpath.join(context["base_url"], homes(config)[i18n(config).current_language])


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Writes 404.html only in the default language: a host has one, and the other languages would overwrite it."""
    if not template_name.endswith(".html"):
        return output
    return with_policy(output) if i18n(config).current_language == i18n(config).default_language else ""


@event_priority(-100)  # when the page is complete
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    html, problem = with_figures(output, site.figures.pop(page.file.dest_uri, []))
    if problem:
        site.fail(f"{page.file.src_uri}: {problem}; check its Markdown")
    return with_policy(html)


@event_priority(-200)  # after static-i18n, which builds the other languages in this event
def on_post_build(config: MkDocsConfig) -> None:
    if not i18n(config).building:  # else a nested build of another language, within the event of the default one
        whole.after(Path(config.site_dir), homes(config), Path(config.config_file_path).parent / CACHE / "fonts")


def on_build_error(error: Exception) -> None:
    """Reports an I/O error, such as a full disk or a missing permission, in one sentence without a traceback."""
    if isinstance(error, OSError):
        raise PluginError(f"a file could not be read or written: {error}") from error


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> None:
    """Serves the pages with their policy, which must allow the reload script that MkDocs adds to each."""
    server.set_app(allowing_reload(server.serve_request))
