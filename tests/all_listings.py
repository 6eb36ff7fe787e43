"""Runs every listing of a site in the page: it must print what it printed at the build, and draw as many figures.

    python tests/all_listings.py SITE [PAGE ...]

Where a listing begins an exercise, its check must fail, and pass with the listing of the answer.
"""

import functools
import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

from conftest import CHROMIUM, SilentHandler
from nbformat import NotebookNode, from_dict
from playwright.sync_api import Locator, Page, sync_playwright

LONGEST = 200_000  # milliseconds that a listing may take


def built(cell: NotebookNode) -> tuple[str, int]:
    """What a cell printed at the build, and how many figures it drew."""
    drew = ["image/svg+xml" in output.get("data", {}) for output in cell.outputs]
    shown = [each for each in cell.outputs if each.output_type == "stream" or not any(drew)]
    texts = ["".join(each.get("text") or each.data["text/plain"]).rstrip() for each in shown]
    return "\n".join(texts), sum(drew)


def run(block: Locator, code: str | None = None) -> tuple[str, int]:
    """What a listing, or this code in its place, prints in the page, and how many figures it draws."""
    block.locator("[data-do=edit]").dispatch_event("click")
    if code is not None:
        block.locator("textarea").evaluate("(area, code) => (area.value = code)", code)
    block.locator("[data-do=run]").dispatch_event("click")
    block.locator("[data-do=run]:enabled").wait_for(state="attached", timeout=LONGEST)
    text = "\n".join(part.rstrip() for part in block.locator(".result pre").all_text_contents())
    return text, block.locator(".result svg").count()


def differences(page: Page, cells: list[NotebookNode]) -> Iterator[str]:
    for number, cell in enumerate(cells, 1):
        block = page.locator(f"[data-cell='{number}']")
        found, expected = run(block), built(cell)
        if found != expected:
            yield f"{number}: {found}\n    at the build: {expected}"
        if block.get_attribute("data-check"):
            begun = block.locator("[role=status]").text_content()
            run(block, cells[number].source)
            ended = block.locator("[role=status]").text_content()
            if "✓" in str(begun) or "✓" not in str(ended):
                yield f"{number}: {begun}\n    with the answer: {ended}"
            block.locator("[data-do=reset]").dispatch_event("click")


def main(site: Path, names: list[str]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SilentHandler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = wrong = 0
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
        for path in sorted(site.rglob("*.ipynb")):
            if "zh-TW" in path.parts or (names and path.stem not in names):
                continue
            start = time.monotonic()
            page.goto(f"http://127.0.0.1:{server.server_port}/{path.parent.relative_to(site).as_posix()}/")
            notebook = from_dict(json.loads(path.read_text(encoding="utf-8")))
            cells = [cell for cell in notebook.cells if cell.cell_type == "code"][1:]  # without that which installs
            found = list(differences(page, cells))
            took = f"{path.stem}: {len(cells)} listings, {time.monotonic() - start:.0f} s"
            print(took, *found, sep="\n  ", flush=True)
            done, wrong = done + len(cells), wrong + len(found)
    sys.exit(f"{wrong} differences" if wrong or not done else None)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
