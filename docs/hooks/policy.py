"""The Content-Security-Policy of a page: it loads only from its own site and runs only the scripts listed by hash."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)  # those with attributes have a src or contain data
SCRIPTS = "script-src 'self'"
CHARSET = '<meta charset="utf-8">'

POLICY = [
    "default-src 'self'",
    "img-src 'self' data:",  # icons in Material's style sheets
    "style-src 'self' 'unsafe-inline'",  # matplotlib's SVG has style attributes
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
]


def with_policy(html: str) -> str:
    """The page with its policy, which lists the hash of each inline script.

    Raises:
        ValueError: the page has no charset declaration after which to insert it.
    """
    if CHARSET not in html:
        raise ValueError(f"the policy goes after {CHARSET}, which the page does not have")
    hashes = sorted({digest(script) for script in INLINE_SCRIPT.findall(html)})
    policy = "; ".join([*POLICY, " ".join([SCRIPTS, *hashes])])
    return html.replace(CHARSET, f'{CHARSET}<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def allowing_reload(server: WSGIApplication) -> WSGIApplication:
    """The application behind `mkdocs serve`, with the hash of its reload script, the last of a page, in the policy."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer: list[Any] = []
        body = server(environ, lambda *status_and_headers: answer.extend(status_and_headers) or bytearray().extend)
        status, headers = answer
        if ("Content-Type", "text/html") in headers:
            page = b"".join(body).decode()
            hashes = [digest(script) for script in INLINE_SCRIPT.findall(page)[-1:]]
            body = [page.replace(SCRIPTS, " ".join([SCRIPTS, *hashes]), 1).encode()]
            headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body[0])))]
        start_response(status, headers)
        return body

    return serve
