"""What is read from the JavaScript module of a page."""

from pathlib import Path

import pytest
from cells import PageError
from entries import Entry, live_entries


def test_entries_and_settings_are_read_from_the_module_of_a_page(tmp_path: Path) -> None:
    module = tmp_path / "assets" / "live" / "pages" / "page.js"
    module.parent.mkdir(parents=True)
    (module.parents[1] / "shared.js").write_text(
        'export const PAIR = { x: "coordinate", y: "coordinate" };\nexport const DESCENT = { lr: "positive" };\n'
    )
    entries = '  one: {\n    settings: { lr: "positive" },\n    run: ({ lr }) => ({\n      text: lr,\n    }),\n  },\n'
    entries += "  two: {\n    settings: PAIR,\n  },\n"
    entries += '  three: {\n    settings: { ...PAIR, h: "positive" },\n    handle: {},\n  },\n  four: descent(bowl),\n'
    entries += "  five: {\n    settings: FAR,\n  },\n"
    module.write_text(f"const page = '[data-live=\"lab\"]';\nlive({{\n{entries}}});\n")
    (module.parents[1] / "settings.js").write_text("const KINDS = {\n  coordinate: 1,\n  positive: 2,\n};\n")
    pair = {"x": "coordinate", "y": "coordinate"}
    assert live_entries(tmp_path, "sub/page.md") == {
        "one": Entry({"lr": "positive"}),
        "two": Entry(pair),
        "three": Entry(pair | {"h": "positive"}, is_dragged=True),
        "four": Entry({"lr": "positive"}, is_dragged=True),
        "five": Entry(),
        "lab": Entry(),
    }
    assert live_entries(tmp_path, "other.md") == {}
    module.write_text(module.read_text().replace('lr: "positive"', 'lr: "positve"'))
    with pytest.raises(
        PageError, match=r"page.js: the setting lr of 'one' has kind 'positve'; kinds are coordinate, pos"
    ):
        live_entries(tmp_path, "page.md")
