"""A headless Chromium, driven by its DevTools protocol over a pipe: no driver, no port, and no way to a network.

Every name resolves to nothing and every request goes to a proxy that is not there, so that a page which asked for
anything would be seen to ask, and would not get it.
"""

from __future__ import annotations

import base64
import fcntl
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import orjson

NAMES = ("chromium", "chromium-browser", "google-chrome")
WITHIN = 60.0
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:1",
    "--remote-debugging-pipe",
]
KEYS = {
    "Enter": (13, "\r"),
    "Tab": (9, "\t"),
    "Escape": (27, ""),
    "ArrowRight": (39, ""),
    "ArrowLeft": (37, ""),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
}
T = TypeVar("T")


def obstacle() -> str:
    """Why no Chromium can be started here; empty when one can."""
    return "" if any(map(shutil.which, NAMES)) else "it is not installed (`apt-get install chromium`)"


@dataclass
class Tab:
    """One page. `asked` are the addresses that it asked for, `complaints` what it wrote to the console or threw.

    `refused` are the reasons for which the browser did not send a request.
    """

    browser: Browser
    session: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its answer."""
        return self.browser.call(method, self.session, **parameters)

    def open(self, page: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.call("Page.navigate", url=page.as_uri())
        self.wait(lambda: self.run("document.readyState") == "complete" and self.run("location.href") == page.as_uri())

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, ready: Callable[[], T]) -> T:
        """What is found once it is."""
        until = time.monotonic() + WITHIN
        while not (found := ready()):
            assert time.monotonic() < until, "what was waited for in the page did not come about"
            time.sleep(0.05)
        return found

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of an element, as a person does."""
        place = self.run(
            f"(() => {{ const one = document.querySelector({_text(selector)}); one.scrollIntoView({{block: 'center'}});"
            " const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + Math.min(box.height / 2, 12)]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def press(self, name: str) -> None:
        """Press and release a key."""
        code, text = KEYS[name]
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, text=text)

    def size(self, width: int, height: int, scale: float = 1) -> None:
        """Let the window be of a size, in pixels of the page."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )

    def media(self, scheme: str = "light", kind: str = "screen") -> None:
        """Show it on a `screen` or in `print`, `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=kind, features=features)

    def screenshot(self, whole: bool = False) -> bytes:
        """What is to be seen, or the whole page, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])


class Browser:
    """A running Chromium with an empty folder of its own."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="throughline-chromium-")
        command = next(filter(None, map(shutil.which, NAMES)))
        there, self._to = os.pipe()
        self._from, back = os.pipe()
        # It reads and writes by the numbers 3 and 4, which may be in use here until it starts.
        high = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (there, back)]
        self._process = subprocess.Popen(
            [
                "bash",
                "-c",
                f'exec 3<&{high[0]} 4>&{high[1]}; exec "$@"',
                "-",
                command,
                *SWITCHES,
                f"--user-data-dir={self._folder}",
                "about:blank",
            ],
            pass_fds=high,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for one in (there, back, *high):
            os.close(one)
        self._buffer = b""
        self._number = 0
        self._tabs: dict[str, Tab] = {}

    def tab(self) -> Tab:
        """A new page, offline, whose requests and complaints are noted."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        made = self._tabs[session] = Tab(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            made.call(f"{domain}.enable")
        made.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        made.size(1440, 1000)
        return made

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its answer; what the pages tell meanwhile is noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        os.write(self._to, orjson.dumps({**message, "sessionId": session} if session else message) + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._number:
                assert "error" not in told, (method, told["error"])
                return dict(told["result"])
            self._note(told)

    def close(self) -> None:
        """End it, and throw its folder away."""
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], WITHIN)
            assert ready, "Chromium does not answer"
            piece = os.read(self._from, 1 << 20)
            assert piece, "Chromium has ended"
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(orjson.loads(message))

    def _note(self, told: dict[str, Any]) -> None:
        tab = self._tabs.get(told.get("sessionId", ""))
        if tab is None:
            return
        parameters = told["params"]
        if told["method"] == "Network.requestWillBeSent":
            tab.asked.append(parameters["request"]["url"])
        if told["method"] == "Network.loadingFailed" and "blockedReason" in parameters:
            tab.refused.append(parameters["blockedReason"])
        if told["method"] == "Runtime.exceptionThrown":
            tab.complaints.append(str(parameters["exceptionDetails"]))
        if told["method"] == "Log.entryAdded":
            tab.complaints.append(parameters["entry"]["text"])
        if told["method"] == "Runtime.consoleAPICalled":
            tab.complaints.append(str(parameters["args"]))


def _text(text: str) -> str:
    return orjson.dumps(text).decode()
