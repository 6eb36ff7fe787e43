"""Python in the page: the files with which a browser runs the listings, where the build has been given them.

They are those of Pyodide that `pyodide.txt` lists, from anywhere: their hashes decide. What the pages do not use is cut
out of the packages. They stand in a folder that is named after its content, so that a browser may keep them for ever.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FOLDER = "GDBOOK_PYODIDE"
"""The environment variable with the folder in which, or anywhere below which, the files are."""
REQUIRED = "GDBOOK_PYODIDE_REQUIRED"
"""With this variable set, a build without the files fails."""
PINS = Path(__file__).with_name("pyodide.txt")
VERSION = "0.27.7"
SITE = "assets/python"
"""Where it all goes in the site."""
SCRIPT = f"{SITE}/edit.js"
LISTED = f"{SITE}/files.js"
"""The module that tells the worker which files there are, and how large."""
MODULES = [Path(__file__).with_name(name) for name in ("cell.py", "slices.py", "svg.py")]
"""What the worker imports beside the package."""

UNUSED = re.compile(
    r"""/(tests|testing/tests|f2py|sample_data|include|toolbar|web_backend|images|sphinxext|_pyinstaller|zoneinfo)/
    | /mpl-data/fonts/(?!ttf/DejaVuSans\.ttf)
    | /backends/backend_(?!agg|mixed|svg)
    | /(random|_core)/lib/ | /RECORD$ | /_webp | /_imagingft
    | \.(pyi|pxd|h|a|pc|ini|tar\.gz)$""",
    re.VERBOSE,
)
"""What the packages carry for other uses: fonts, sample data, windows, compilers."""
TQDM = "def tqdm(items, **options):\n    return items\n"
"""In place of the package: a page has no terminal, so no progress bar is ever shown."""


class FilesError(Exception):
    """The files are not there, or not those that are listed; the message says which."""


def given() -> Path | None:
    """The folder that the build has been given, if any.

    Raises:
        FilesError: there is none, and there must be one.
    """
    if folder := os.environ.get(FOLDER):
        return Path(folder)
    if os.environ.get(REQUIRED):
        raise FilesError(f"{REQUIRED} is set, so {FOLDER} must name a folder with the files of Pyodide {VERSION}")
    return None


def files(folder: Path, cache: Path, package: bytes) -> dict[str, bytes]:
    """Every file of the site that Python in the page needs, by its path.

    Args:
        folder: see `FOLDER`.
        cache: keeps the packages as they were cut.
        package: the wheel of gdbook.

    Raises:
        FilesError: a file is missing or has another content.
    """
    kept = runtime(folder, cache)
    place = f"{VERSION}-{digest(b''.join(kept[name] for name in sorted(kept)))}"
    own = zipped({**members(package), "tqdm.py": TQDM.encode(), **{path.name: path.read_bytes() for path in MODULES}})
    kept = {**kept, f"gdbook-{digest(own)}.zip": own}
    sizes = {name: len(content) for name, content in kept.items() if name != "pyodide.mjs"}
    listed = f"export const folder = {json.dumps(place)};\nexport const sizes = {json.dumps(sizes)};\n"
    return {f"{SITE}/{place}/{name}": content for name, content in kept.items()} | {LISTED: listed.encode()}


@lru_cache(maxsize=1)  # all languages have the same
def runtime(folder: Path, cache: Path) -> dict[str, bytes]:
    """Pyodide with the packages in two archives: what every listing needs, and what those need that draw."""
    originals = pinned(folder)
    wheels = {name for name in originals if name.endswith(".whl")}
    numpy = {name for name in wheels if name.startswith("numpy")}
    kept = {name: content for name, content in originals.items() if name not in wheels}
    kept["numpy.zip"] = cut([originals[name] for name in sorted(numpy)], cache)
    kept["matplotlib.zip"] = cut([originals[name] for name in sorted(wheels - numpy)], cache)
    # Without packages in its lock Pyodide cannot ask its own host for any.
    info = {"abi_version": "2024_0", "arch": "wasm32", "platform": "emscripten_3_1_58", "python": "3.12.7"}
    kept["pyodide-lock.json"] = json.dumps({"info": info | {"version": VERSION}, "packages": {}}).encode()
    return kept


def pinned(folder: Path) -> dict[str, bytes]:
    """The content of every file that `pyodide.txt` lists."""
    found: dict[str, bytes] = {}
    for line in PINS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, size, expected = line.split()
        candidates = [path.read_bytes() for path in sorted(folder.rglob(name)) if path.stat().st_size == int(size)]
        right = [content for content in candidates if sha256(content).hexdigest() == expected]
        if not right:
            raise FilesError(f"{FOLDER}={folder}: {name} of Pyodide {VERSION} is not there, or not as it was published")
        found[name] = right[0]
    return found


def cut(wheels: list[bytes], cache: Path) -> bytes:
    """One archive with what the wheels hold, without what the pages do not use."""
    kept = cache / digest(b"".join(wheels) + Path(__file__).read_bytes())
    if kept.is_file():
        return kept.read_bytes()
    content = zipped({name: part for wheel in wheels for name, part in members(wheel).items()})
    try:
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
    except OSError:
        pass  # a folder that is not writable: cut again the next time
    return content


def members(wheel: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not UNUSED.search(f"/{name}")}


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive whose bytes depend on nothing but the names and the contents."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return written.getvalue()


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]
