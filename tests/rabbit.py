"""A RabbitMQ of the tests' own: folder, ports and name directory of its own, ended by process ids."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tests.running_studio import until
from tests.services import free_port, give_up

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in the path wants to be another user's


def require() -> None:
    """Skip where it is not installed, loudly; where everything has to be tested, fail."""
    if not SERVER.exists():
        give_up("RabbitMQ", "rabbitmq-server")


class Rabbit:
    """One broker."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port, self._names = folder, free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}//"
        self._epmd = self._run("epmd", "-address", "127.0.0.1", "-port", str(self._names))
        self.start()

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        self._folder.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        places = {
            "HOME": self._folder,
            "RABBITMQ_MNESIA_BASE": self._folder / "data",
            "RABBITMQ_LOG_BASE": self._folder / "log",
            "RABBITMQ_ENABLED_PLUGINS_FILE": self._folder / "plugins",
            "RABBITMQ_CONF_ENV_FILE": self._folder / "none",
        }
        plain = {
            "RABBITMQ_NODENAME": f"tests{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(self._names),
        }
        environment = kept | {name: str(path) for name, path in places.items()} | plain
        with (self._folder / "out").open("a") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd="/", start_new_session=True)

    def start(self) -> None:
        """Start with nothing in it, and wait until it answers."""
        shutil.rmtree(self._folder / "data", ignore_errors=True)
        self._server = self._run(str(SERVER))
        until(self._answers, 90, (self._folder / "out").read_text)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), 1) as line:
                line.sendall(b"AMQP\x00\x00\x09\x01")
                return bool(line.recv(8))
        except OSError:
            return False

    def kill(self) -> None:
        """End it at once."""
        os.killpg(self._server.pid, 9)
        self._server.wait(10)

    def stop(self) -> None:
        """End everything."""
        self.kill()
        self._epmd.kill()
        self._epmd.wait(10)
