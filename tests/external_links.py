"""Lists the external links of the site, each with the pages that contain it. Makes no network requests.

python tests/external_links.py [--site DIR]
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, SoupStrainer
from building import build_or_exit


def external_links(site: Path) -> dict[str, list[str]]:
    """Every linked address on another host, with the pages that contain it."""
    found: dict[str, list[str]] = defaultdict(list)
    for page in sorted(site.rglob("*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser", parse_only=SoupStrainer("a"))
        for address in sorted({str(link["href"]) for link in soup.select("a[href]")}):
            if urlsplit(address).netloc:
                found[address].append(page.relative_to(site).as_posix())
    return dict(sorted(found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="a site that is already built")
    given = parser.parse_args().site
    with tempfile.TemporaryDirectory() as folder:
        for address, pages in external_links(given or build_or_exit(Path(folder) / "site")).items():
            print(address, *pages, sep="\n    ")


if __name__ == "__main__":
    main()
