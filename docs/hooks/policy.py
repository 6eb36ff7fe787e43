"""The Content-Security-Policy of a page: it loads from its own site only, and runs no script that it does not name."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)  # one with attributes is a file, or data
CHARSET = '<meta charset="utf-8">'

POLICY = [
    "default-src 'self'",
    "img-src 'self' data:",  # icons in Material's style sheets
    "style-src 'self' 'unsafe-inline'",  # matplotlib writes the look of each line beside it
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
]


def with_policy(html: str) -> str:
    """The page with its policy, which lists the hash of each script that stands in the page itself.

    Raises:
        ValueError: there is no place for it.
    """
    if CHARSET not in html:
        raise ValueError(f"a page without {CHARSET} has no place for a policy")
    hashes = sorted({digest(script) for script in INLINE_SCRIPT.findall(html)})
    policy = "; ".join([*POLICY, " ".join(["script-src 'self'", *hashes])])
    return html.replace(CHARSET, f'{CHARSET}<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
