"""Python in the page: the files with which a browser runs the listings, where the build has been given Pyodide.

Where Pyodide comes from does not matter: `pyodide.txt` has the size and the hash of each file. What no page uses is cut
out of the packages. All stands in a folder named after Pyodide, the package in an archive named after its own content,
so that a browser may keep them for ever.
"""

import json
import os
import re
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

FOLDER = "GDBOOK_PYODIDE"
"""The environment variable with the folder in which, or anywhere below which, the files are."""
SITE = "assets/python"
VERSION = "0.27.7"
PINS = Path(__file__).with_name("pyodide.txt")
MODULES = [Path(__file__).with_name("cell.py"), *(Path(__file__).parents[1] / name for name in ("slices.py", "svg.py"))]
"""What the worker imports beside the package."""
UNUSED = re.compile(
    r"""/(tests|f2py|sample_data|include|images|web_backend|sphinxext|_pyinstaller|zoneinfo|(random|_core)/lib)/
    | /mpl-data/fonts/(?!ttf/DejaVuSans\.ttf) | /backends/backend_(?!agg|mixed|svg) | /_webp | /_imagingft | /RECORD$
    | \.(pyi|pxd|h|a|pc|ini|tar\.gz)$""",
    re.VERBOSE,
)
"""What the packages carry for others: fonts, sample data, windows, compilers."""
TQDM = b"def tqdm(items, **options):\n    return items\n"
"""In place of the package: a page has no terminal, so no progress bar is ever shown."""
PLATFORM = {"abi_version": "2024_0", "arch": "wasm32", "platform": "emscripten_3_1_58", "python": "3.12.7"}
LOCK = {"info": PLATFORM | {"version": VERSION}, "packages": {}}
"""Without packages in its lock Pyodide cannot ask its own host for any."""
log = get_plugin_logger("inpage")


@lru_cache(maxsize=1)  # all languages have the same
def files(package: bytes) -> dict[str, bytes]:
    """Every file of the site for Python in the page, by its path, with the wheel `package`; none without the variable.

    Raises:
        PluginError: a file of Pyodide is missing or has another content.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        log.info(f"{FOLDER} names no folder with Pyodide, so readers cannot edit listings in the page")
        return {}
    kept = {"pyodide-lock.json": json.dumps(LOCK).encode()}
    numpy: dict[str, bytes] = {}
    matplotlib: dict[str, bytes] = {}  # with what it needs: loaded with the first listing that draws
    for line in PINS.read_text(encoding="utf-8").splitlines()[1:]:
        name, size, expected = line.split()
        found = [path.read_bytes() for path in Path(folder).rglob(name) if path.stat().st_size == int(size)]
        right = [content for content in found if sha256(content).hexdigest() == expected]
        if not right:
            reason = f"{name} of Pyodide {VERSION} is not there, or not as it was published"
            raise PluginError(f"{FOLDER}={folder}: {reason}")
        if not name.endswith(".whl"):
            kept[name] = right[0]
        elif name.startswith("numpy"):
            numpy |= members(right[0])
        else:
            matplotlib |= members(right[0])
    kept |= {"numpy.zip": zipped(numpy), "matplotlib.zip": zipped(matplotlib)}
    place = f"{VERSION}-{digest(*kept.values())}"
    own = zipped({**members(package), "tqdm.py": TQDM, **{path.name: path.read_bytes() for path in MODULES}})
    kept[f"gdbook-{digest(own)}.zip"] = own
    sizes = {name: len(content) for name, content in kept.items() if name != "pyodide.mjs"}
    listed = f"export const folder = {json.dumps(place)};\nexport const sizes = {json.dumps(sizes)};\n"
    return {f"{SITE}/{place}/{name}": content for name, content in kept.items()} | {f"{SITE}/files.js": listed.encode()}


def members(wheel: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not UNUSED.search(f"/{name}")}


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive whose bytes depend on nothing but the names and the contents."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return written.getvalue()


def digest(*contents: bytes) -> str:
    return sha256(b"".join(contents)).hexdigest()[:12]
