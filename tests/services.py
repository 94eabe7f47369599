"""A PostgreSQL and a Redis of the tests' own: temporary folder, free ports, ended by their process ids."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

PACKAGES = "redis-server postgresql"
POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=Path())


def free_port() -> int:
    """A port that nobody listens to at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def missing() -> list[str]:
    """The programs that are not installed."""
    found = {"redis-server": shutil.which("redis-server"), "pg_ctl": (POSTGRES / "pg_ctl").exists()}
    return [name for name, there in found.items() if not there]


def require() -> None:
    """Skip where the programs are not installed, loudly; where everything has to be tested, fail."""
    if absent := missing():
        give_up(", ".join(absent), PACKAGES)


def give_up(absent: str, packages: str) -> NoReturn:
    """End a test for which programs are missing."""
    skip_or_fail(f"not installed: {absent}. Install with: sudo apt-get install {packages}")


def skip_or_fail(message: str) -> NoReturn:
    """End a test that cannot be done here: skipped, or failed where everything has to be tested."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


class Services:
    """Both services; each can be restarted, as an operator or an accident would."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="storyboard-services-"))
        self._durable = durable
        self.pg_port, self.redis_port = free_port(), free_port()
        self.database_url = f"postgres://postgres@127.0.0.1:{self.pg_port}/postgres"
        self.redis_url = f"redis://127.0.0.1:{self.redis_port}"
        self.broker_url = f"{self.redis_url}/0"
        self._init_postgres()
        self.start_postgres()
        self.start_redis()

    def _as_postgres(self, *command: str) -> None:
        """Run a program of PostgreSQL, which refuses to be root."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        # Not a pipe: the server inherits it, and reading would wait for the server's end.
        with (self.folder / "pg_ctl.log").open("a") as log:
            subprocess.run([*user, *command], check=True, cwd="/", stdout=log, stderr=log, timeout=60)

    def _init_postgres(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = str(self.folder / "pg")
        plain = ["-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        self._as_postgres(str(POSTGRES / "initdb"), "-D", data, *plain)

    def start_postgres(self) -> None:
        """Start, and wait until it answers."""
        # Commits are written before they are answered in any case: an immediate stop would lose them otherwise.
        quick = "" if self._durable else " -c fsync=off -c full_page_writes=off"
        options = f"-p {self.pg_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}{quick}"
        self._pg_ctl("-w", "-o", options, "-l", str(self.folder / "pg.log"), "start")

    def restart_postgres(self) -> None:
        """Break all connections off, without a clean end, and start again."""
        self._pg_ctl("-m", "immediate", "stop")
        self.start_postgres()

    def _pg_ctl(self, *arguments: str) -> None:
        self._as_postgres(str(POSTGRES / "pg_ctl"), "-D", str(self.folder / "pg"), *arguments)

    def start_redis(self) -> None:
        """Start with nothing in it, and wait until it answers."""
        options = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = (self.folder / "redis.log").open("a")
        with log:
            self._redis = subprocess.Popen(["redis-server", *options, "--dir", "/tmp"], stdout=log, stderr=log, cwd="/")
        with redis.Redis(port=self.redis_port, retry=Retry(ConstantBackoff(0.1), 100)) as client:
            client.ping()

    def stop_redis(self) -> None:
        """End it; all that it held is gone."""
        self._redis.kill()
        self._redis.wait(10)

    def stop(self) -> None:
        """End both and delete their folder."""
        self.stop_redis()
        self._pg_ctl("-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
