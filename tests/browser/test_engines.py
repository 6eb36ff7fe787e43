"""Three pages in Firefox and in WebKitGTK, where they are installed: the other tests use Chromium.

Both obey WebDriver's commands, Firefox over its own Marionette and WebKitGTK through WebKitWebDriver. Neither needs
another package that way.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from prose import path_of

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
DISPLAY = os.environ.get("DISPLAY") or shutil.which("Xvfb")  # WebKitGTK has no mode without a screen

PATIENCE = 60  # seconds, for a browser to start and for a page to answer


class Driver(Protocol):
    def goto(self, url: str) -> None: ...
    def run(self, script: str) -> Any: ...


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(*command: str | Path, **environment: str) -> Iterator[None]:
    with subprocess.Popen(
        list(map(str, command)), env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


class Marionette:
    """Firefox: messages are JSON with their length in front."""

    def __init__(self, port: int) -> None:
        self.numbers = count(1)
        self.socket = patiently(lambda: socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
        self.stream = self.socket.makefile("rb")
        self.receive()
        self.command("WebDriver:NewSession")

    def receive(self) -> Any:
        length = b"".join(iter(lambda: self.stream.read(1), b":"))
        return json.loads(self.stream.read(int(length)))

    def command(self, name: str, **parameters: Any) -> Any:
        message = json.dumps([0, next(self.numbers), name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.receive()
        assert error is None, error
        return result

    def goto(self, url: str) -> None:
        self.command("WebDriver:Navigate", url=url)

    def run(self, script: str) -> Any:
        return self.command("WebDriver:ExecuteScript", script=script, args=[])["value"]


class WebDriver:
    """WebKitGTK: JSON over HTTP."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(MINI_BROWSER), "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = patiently(lambda: self.post("", capabilities=capabilities))
        self.address += f"/{session['sessionId']}"

    def post(self, path: str, **parameters: Any) -> Any:
        request = urllib.request.Request(self.address + path, json.dumps(parameters).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)["value"]

    def goto(self, url: str) -> None:
        self.post("/url", url=url)

    def run(self, script: str) -> Any:
        return self.post("/execute/sync", script=script, args=[])


def patiently(attempt: Any) -> Any:
    """The result of the first attempt that is neither an error nor false."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if (result := attempt()) not in (False, None):
                return result
        except OSError:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    if FIREFOX is None:
        pytest.skip("Firefox is not installed")
    profile, port = tmp_path_factory.mktemp("profile"), free_port()
    (profile / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    with running(FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", profile):
        yield Marionette(port)


@pytest.fixture(scope="module")
def webkit() -> Iterator[Driver]:
    if WEBKIT is None or MINI_BROWSER is None or DISPLAY is None:
        pytest.skip("WebKitGTK, its driver or a screen is not installed")
    with ExitStack() as stack:
        screen = os.environ.get("DISPLAY", f":{os.getpid()}")
        if "DISPLAY" not in os.environ:
            stack.enter_context(running("Xvfb", screen, "-screen", "0", "1280x800x24"))
        port = free_port()
        sandbox = {"WEBKIT_FORCE_SANDBOX": "0"} if os.geteuid() == 0 else {}
        stack.enter_context(running(WEBKIT, f"--port={port}", DISPLAY=screen, **sandbox))
        yield WebDriver(port)


READY = "return document.querySelectorAll('[data-live] .field input').length > 0"
SHOWN = (
    "const live = document.querySelector('[data-live]'); return live.innerText + live.querySelector('svg').innerHTML"
)
CHANGE = """
const field = document.querySelector("[data-live] .field input");
field.value = String(parseFloat(field.value) / 2);
field.dispatchEvent(new Event("input", { bubbles: true }));
return field.value;
"""
FORMULAS = "return [...document.querySelectorAll('math')].map((formula) => formula.getBoundingClientRect().height)"


@pytest.mark.parametrize(("engine", "language"), [("firefox", "en"), ("webkit", "zh-TW")])
def test_a_page_works_in_another_engine(
    request: pytest.FixtureRequest, address: str, engine: str, language: str
) -> None:
    browser: Driver = request.getfixturevalue(engine)
    for name in ("chapter/gradient", "chapter/learning-rate", "beyond/stability"):
        browser.goto(address + path_of(name, language))
        patiently(lambda: browser.run(READY))
        before, changed = browser.run(SHOWN), browser.run(CHANGE)
        patiently(lambda before=before: browser.run(SHOWN) != before)
        patiently(lambda changed=changed: f"={changed}" in browser.run("return location.href"))
        heights = browser.run(FORMULAS)
        assert len(heights) > 3
        assert min(heights) > 6  # a lone η or x
