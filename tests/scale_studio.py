"""A studio on a network: web server and workers as processes of their own, PostgreSQL and Redis between them."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import requests
from celery import Celery

from tests.running_studio import ROOT, RunningStudio, child_of, until
from tests.services import Services, free_port

PASSWORD = secrets.token_urlsafe(12)


class ScaleStudio(RunningStudio):
    """`web` processes of the web server, `workers` worker processes, and the browser of one account."""

    def __init__(
        self,
        folder: Path,
        services: Services,
        workers: int = 1,
        settings: str = "tests.scale_settings",
        web: int = 1,
    ) -> None:
        self.services, self.workers, self.settings, self.web = services, workers, settings, web
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.manage("migrate", "--verbosity", "0")
        self.add_account("mia")
        super().__init__(folder, settings)

    def environment(self) -> dict[str, str]:
        """What a deployment would set."""
        kept = {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}
        return {name: value for name, value in os.environ.items() if name in kept} | {
            "STORY_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DATABASE_URL": self.services.database_url,
            "BROKER_URL": self.services.broker_url,
            "CHANNELS_URL": f"{self.services.redis_url}/1",
            "STORY_ORIGIN": self.address,
            "STORY_PROMPT_POLICY": "off",
            "STORY_PICTURE_CHECK": "off",
            "SECRET_KEY": "only for tests, which keep nothing that anybody could want to have",
            "OMP_NUM_THREADS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *command: str, typed: str = "") -> None:
        """Run a management command to its end."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment(),
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr

    def add_account(self, name: str, *options: str) -> None:
        """Somebody who may sign in with `PASSWORD`."""
        self.manage("account", name, *options, typed=f"{PASSWORD}\n")

    def _spawn(self, *command: str) -> subprocess.Popen[str]:
        with (self.folder.parent / f"{self.folder.name}.stderr").open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment(),
                stderr=errors,
                stdout=errors,
                text=True,
            )

    def start(self) -> None:
        """Start all processes and sign in where nobody is signed in yet."""
        self.process = self._spawn(
            *("uvicorn", "storyboard.asgi:application", "--port", str(self.port), "--ws", "websockets-sansio"),
            *("--lifespan", "off", "--no-access-log", "--log-level", "warning", "--workers", str(self.web)),
        )
        self.working = [self.start_worker(number) for number in range(self.workers)]
        try:
            until(self._answers, 60, self.errors)
            if "csrftoken" not in self.browser.cookies:
                self.sign_in(self.browser, "mia")
        except BaseException:
            self.kill()
            raise

    def start_worker(self, number: int) -> subprocess.Popen[str]:
        """One more worker, for both queues."""
        name = f"worker{number}@test"
        options = ["-Q", "gpu,cpu", "-n", name, "--without-gossip", "--without-mingle", "-l", "WARNING"]
        return self._spawn("celery", "-A", "storyboard", "worker", *options)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=60).ok
        except requests.ConnectionError:
            return False

    def sign_in(self, browser: requests.Session, name: str, password: str = PASSWORD) -> requests.Response:
        """Fill in the log-in page."""
        page = browser.get(f"{self.address}/login", timeout=60)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token is not None, page.text
        form = {"username": name, "password": password, "csrfmiddlewaretoken": token[1], "next": "/"}
        headers = {"Origin": self.address}
        answer = browser.post(f"{self.address}/login", data=form, headers=headers, timeout=60, allow_redirects=False)
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        browser.headers["Origin"] = self.address
        return answer

    def worker(self) -> psutil.Process:
        """The pool child of the first worker."""
        return child_of(self.working[0].pid)

    def kill(self) -> None:
        """SIGKILL to every process, as a power cut would do."""
        for child in psutil.Process(self.process.pid).children() if self.web > 1 else []:
            child.kill()  # its parent would start it anew, and without one it would keep the port
        for process in (self.process, *self.working):
            process.send_signal(signal.SIGKILL)
            process.wait(10)

    def stop(self) -> int:
        """Ask the web server to end and end the workers, which need no goodbye; returns the server's exit status."""
        self.process.terminate()
        for worker in self.working:
            worker.kill()
            worker.wait(10)
        return abs(self.process.wait(30))


def deafen_worker(broker_url: str) -> None:
    """Have the one worker of a broker deaf, see `tests.jobs.deafness`; one that is starting still is asked again."""
    with Celery(broker=broker_url, set_as_current=False) as app:
        until(lambda: app.control.broadcast("deafen", reply=True, limit=1, timeout=5.0), 90)
