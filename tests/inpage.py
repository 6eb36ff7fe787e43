"""Runs every listing of a site in the page, as a reader does, and compares with what the build printed and drew.

    python tests/inpage.py SITE [PAGE ...]

The site must have the files for it: see CONTRIBUTING.md.
"""

import functools
import json
import sys
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

from conftest import CHROMIUM, SilentHandler
from playwright.sync_api import Page, sync_playwright

LONGEST = 120_000  # milliseconds that a listing may take


def built(page: Path) -> list[tuple[str, int]]:
    """What each listing of a page printed at the build, and how many figures it drew."""
    notebook = json.loads(page.read_text(encoding="utf-8"))
    found: list[tuple[str, int]] = []
    for cell in [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][1:]:  # the first installs
        texts: list[str] = []
        figures = sum("image/svg+xml" in output.get("data", {}) for output in cell["outputs"])
        for output in cell["outputs"]:
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if "image/svg+xml" not in output.get("data", {}) and not (figures and output["output_type"] != "stream"):
                texts.append("".join(text).rstrip())
        found.append(("\n".join(texts), figures))
    return found


def run(page: Page, cell: int) -> tuple[str, int]:
    """What a listing prints, and how many figures it draws, in the page."""
    block = page.locator(f"[data-cell='{cell}']")
    block.locator("[data-do=edit]").dispatch_event("click")
    block.locator("[data-do=run]").dispatch_event("click")
    block.locator("[data-do=run]:not(:disabled)").wait_for(state="attached", timeout=LONGEST)
    text = "\n".join(part.rstrip() for part in block.locator(".result pre").all_text_contents())
    return text, block.locator(".result svg").count()


def main(site: Path, names: list[str]) -> int:
    wrong = done = 0
    pages = [path for path in sorted(site.rglob("*.ipynb")) if "zh-TW" not in path.parts]
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SilentHandler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for path in pages:
            if names and path.stem not in names:
                continue
            folder = path.parent.relative_to(site).as_posix().removeprefix(".")
            page.goto(f"http://127.0.0.1:{server.server_port}/{folder}")
            start = time.monotonic()
            for cell, expected in enumerate(built(path), 1):
                if not page.locator(f"[data-cell='{cell}'] [data-do=edit]").count():
                    print(f"{path.stem} {cell}: not offered")
                    continue
                found = run(page, cell)
                done += 1
                if found != expected:
                    wrong += 1
                    print(f"{path.stem} {cell}: {found}\n    at the build: {expected}")
            print(f"{path.stem}: {time.monotonic() - start:.0f} s", flush=True)
        browser.close()
    print(f"{done - wrong} of {done} listings give what the build gave")
    return int(wrong > 0 or done == 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
