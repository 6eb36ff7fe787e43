"""The package for readers who have only the site: its wheel, and the line that installs it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from hatchling.builders.wheel import WheelBuilder

DOWNLOAD = {
    "en": "Download [{name}]({path}). In the folder where it is:",
    "zh-TW": "先下載 [{name}]({path})，再到檔案所在的資料夾執行：",
}


def build(project: Path) -> tuple[str, bytes]:
    """Name and content of the package's wheel; the same files give the same bytes."""
    with TemporaryDirectory() as folder:
        wheel = Path(next(iter(WheelBuilder(str(project)).build(directory=folder, versions=["standard"]))))
        return wheel.name, wheel.read_bytes()


def command(name: str, site_url: str) -> str:
    """How to install the wheel: from the site if its address is known, or else as a file that has been downloaded."""
    return f"pip install {urljoin(site_url, name)}"


def instruction(name: str, path: str, site_url: str, language: str) -> str:
    """Markdown that says how to install the wheel, to which `path` leads."""
    fence = f"```sh\n{command(name, site_url)}\n```"
    return fence if site_url else f"{DOWNLOAD[language].format(name=name, path=path)}\n\n{fence}"
