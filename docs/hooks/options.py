"""What mkdocs.yml says of the pages: which are notebooks, and which of these run. The options are mkdocs-jupyter's."""

from pathlib import PurePath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

PLUGINS = {"mkdocs-jupyter": "decides which pages run", "i18n": "builds each language"}
OPTIONS = {"include", "ignore", "execute", "execute_ignore", "allow_errors", "kernel_name"}
"""Options of mkdocs-jupyter that have a meaning here. The others are about its HTML."""


def i18n(config: MkDocsConfig) -> Any:
    return config.plugins["i18n"]


def homes(config: MkDocsConfig) -> dict[str, str]:
    """The folder of each language in the site, with a trailing slash; empty for the default language."""
    default = i18n(config).default_language
    return {language: "" if language == default else f"{language}/" for language in i18n(config).build_languages}


def jupyter(config: MkDocsConfig) -> Any:
    return config.plugins["mkdocs-jupyter"]


def check_plugins(config: MkDocsConfig) -> None:
    """Asks for the plugins, and refuses the options of mkdocs-jupyter that would have no effect."""
    for name, purpose in PLUGINS.items():
        if name not in config.plugins:
            raise PluginError(f"mkdocs.yml: the plugin {name} is missing, which {purpose}")
    options = jupyter(config).config
    others = {name: option.default for name, option in jupyter(config).config_scheme if name not in OPTIONS}
    if idle := [name for name, default in others.items() if options[name] != default]:
        message = f"mkdocs.yml: remove {', '.join(idle)} from mkdocs-jupyter, since its HTML is not used here"
        raise PluginError(f"{message}; only {', '.join(sorted(OPTIONS))} have an effect")


def is_run(file: File, config: MkDocsConfig) -> bool:
    """Whether the code of a notebook is executed."""
    options = jupyter(config).config
    return options["execute"] and not _matches(file, options["execute_ignore"])


def may_be_notebook(file: File, config: MkDocsConfig) -> bool:
    """Whether a page would be a notebook if its front matter named a kernel."""
    options = jupyter(config).config
    return _matches(file, options["include"]) and not _matches(file, options["ignore"])


def _matches(file: File, patterns: list[str]) -> bool:
    """As in mkdocs-jupyter."""
    return any(PurePath(str(file.abs_src_path)).match(pattern) for pattern in patterns)
