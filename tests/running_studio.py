"""A real `manage.py studio` on a data folder of its own, and a browser-like client for it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import psutil
import requests
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent


#: seconds for an answer; on a machine that others use as well it may come late
PATIENCE = 180


class RunningStudio:
    """One studio process and one signed-in client; `arguments` are those of the next start."""

    arguments: tuple[str, ...] = ()

    def __init__(self, folder: Path, settings: str = "tests.studio_settings") -> None:
        self.folder = folder
        self.settings = settings
        self.browser = requests.Session()
        self.start()

    def launch(self) -> subprocess.Popen[str]:
        """Start a process; the address is in its first line."""
        kept = {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}
        environment = {name: value for name, value in os.environ.items() if name in kept}
        environment |= {
            "STORY_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "OMP_NUM_THREADS": "1",
            "PYTHONUNBUFFERED": "1",
        }
        errors = (self.folder.parent / f"{self.folder.name}.stderr").open("a")
        command = [sys.executable, "manage.py", "studio", *self.arguments]
        with errors:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
            )

    def start(self) -> None:
        """Start and sign in."""
        self.process = self.launch()
        try:
            self._sign_in()
        except BaseException:
            self.kill()
            raise

    def _sign_in(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"(http://\S+?)/\?token=(\S+)", line):
                self.address, self.token = found.groups()
                break
        else:
            raise AssertionError(f"the studio did not start: {self.errors()}")
        answer = self.browser.get(
            f"{self.address}/", params={"token": self.token}, timeout=PATIENCE, allow_redirects=False
        )
        assert answer.status_code == 302, answer.text
        self.browser.get(f"{self.address}/", timeout=PATIENCE)
        self.browser.headers["X-CSRFToken"] = self.browser.cookies["csrftoken"]

    def errors(self) -> str:
        """What the processes wrote to stderr."""
        return (self.folder.parent / f"{self.folder.name}.stderr").read_text()

    def get(self, path: str) -> Any:
        """The JSON at an API path; asked again while the answer is to come back later, as the editor does."""
        for _ in range(5):
            answer = self.browser.get(f"{self.address}/api{path}", timeout=PATIENCE)
            if answer.status_code != 503:
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        assert answer.ok, answer.text
        return answer.json()

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        """The JSON answer to a POST."""
        answer = self.browser.post(f"{self.address}/api{path}", json=body or {}, headers=headers, timeout=PATIENCE)
        assert answer.ok, answer.text
        return answer.json()

    def patch(self, path: str, body: object, revision: int) -> Any:
        """The JSON answer to a PATCH of a revision."""
        answer = self.browser.patch(
            f"{self.address}/api{path}", json=body, headers={"If-Match": str(revision)}, timeout=PATIENCE
        )
        assert answer.ok, answer.text
        return answer.json()

    def wait(self, job: str, *states: str, seconds: float = 30) -> Any:
        """Wait until a job is in one of the states (default: ended)."""
        wanted = states or ("done", "failed", "cancelled")
        return until(lambda: (found := self.get(f"/jobs/{job}"))["state"] in wanted and found, seconds, self.errors)

    def worker(self) -> psutil.Process:
        """The pool child that does the work."""
        return child_of(self.process.pid)

    def kill(self) -> None:
        """SIGKILL, as a power cut would do."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """Ask it to end; returns the exit status."""
        self.process.terminate()
        return self.process.wait(60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.browser.close()


def child_of(worker: int) -> psutil.Process:
    """The pool child of a worker's process: a copy of its fork server."""
    living = [each for each in psutil.Process(worker).children() if each.status() != psutil.STATUS_ZOMBIE]
    servers = [each for each in living if "forkserver" in " ".join(each.cmdline())]
    return next(child for server in servers for child in server.children())


def until(look: Callable[[], Any], seconds: float, report: Callable[[], str] = lambda: "") -> Any:
    """Look every 50 ms until something true is seen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing seen in {seconds} s: {report()}")


def open_socket(
    studio: RunningStudio,
    story: str,
    *,
    origin: str | None = None,
    since: int = 0,
    browser: requests.Session | None = None,
) -> ClientConnection:
    """The story socket, opened by a page of the studio's own origin or of another one."""
    cookies = "; ".join(f"{name}={value}" for name, value in (browser or studio.browser).cookies.items())
    address = studio.address.replace("http", "ws") + f"/ws/stories/{story}/?since={since}"
    own = studio.address if origin is None else origin
    return connect(address, additional_headers={"Cookie": cookies, **({"Origin": own} if own else {})}, proxy=None)
