"""Runs Lighthouse on every page, emulating a phone, and writes the scores into MEASURED.md.

    python tests/lighthouse.py [--site DIR] [PAGE ...]

Requires Node.js 18.16 or newer with npx, and Chromium. With PAGE, such as `lab`, it prints the audits on which those
pages lose points and writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from building import build_or_exit
from measured import write_rows
from prose import LANGUAGES, PAGES, path_of
from tqdm import tqdm

VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml"}


class Compressing(SimpleHTTPRequestHandler):
    """Serves a site like a static host: text is compressed, and the browser may cache."""

    def log_message(self, format: str, *args: object) -> None:
        """Does not log."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in COMPRESSED:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def report(address: str) -> dict:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    done = subprocess.run(
        [
            *("npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json", "--output-path=stdout"),
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        env=os.environ | ({"CHROME_PATH": chromium} if chromium else {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"Lighthouse failed on {address}:\n{done.stderr}")
    return json.loads(done.stdout)


def scores(result: dict) -> list[str]:
    return [str(round(100 * result["categories"][name]["score"])) for name in CATEGORIES]


def losses(result: dict) -> Iterator[str]:
    """The audits that cost points."""
    for name in CATEGORIES:
        for part in result["categories"][name]["auditRefs"]:
            audit = result["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"  {name}: {audit['title']} {audit.get('displayValue', '')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="a site that is already built")
    parser.add_argument("pages", nargs="*", metavar="PAGE", choices=[[], *PAGES])
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = wanted.site or build_or_exit(Path(folder) / "site")
        rows: list[list[str]] = []
        with served(site) as home:
            for path in tqdm([path_of(name, language) for name in wanted.pages or PAGES for language in LANGUAGES]):
                result = report(home + path)
                rows.append([f"`/{path}`", *scores(result)])
                if wanted.pages:
                    print(path, " ".join(scores(result)), *losses(result), sep="\n")
    if not wanted.pages:
        write_rows("lighthouse", rows)


if __name__ == "__main__":
    main()
