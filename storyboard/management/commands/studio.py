"""The whole studio in one visible process: server, queue and worker."""

from __future__ import annotations

import signal
import socket
import sys
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storyboard import data_folder

FIRST_PORT = 8000
TRIED_PORTS = 100
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket on `port`, or on the first free one from 8000.

    Raises:
        CommandError: the wished port, or all of them, are taken.
    """
    tried = [port] if port is not None else list(range(FIRST_PORT, FIRST_PORT + TRIED_PORTS))
    reason = ""
    for each in tried:
        server = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((host, each))
            server.listen()
        except (OSError, OverflowError) as error:
            server.close()
            reason = str(error)
        else:
            return server
    raise CommandError(f"Port {port} cannot be used: {reason}." if port is not None else "No free port was found.")


def _leave(number: int, frame: FrameType | None) -> None:
    """End by unwinding: uvicorn raises its signal again after a clean stop, and the default would skip all clean-up."""
    sys.exit(0)


class Command(BaseCommand):
    """`python manage.py studio`"""

    help = "Start the studio and print the address to open."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", choices=LOOPBACK, default="127.0.0.1", help="a loopback address")
        parser.add_argument("--port", type=int, default=None, help="default: the first free one from 8000")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lock = data_folder.lock()
        except data_folder.InUse as busy:
            raise CommandError(f"{busy} Use that one, or set STORY_DATA to another folder.") from busy
        with lock:
            settings.SECRET_KEY = data_folder.secret()
            if (backup := data_folder.migrate()) is not None:
                self.stdout.write(f"The database was brought up to date; the old one is kept as {backup}")
            server = listen(options["host"], options["port"])
            with server:
                self._serve(server, options["host"])

    def _serve(self, server: socket.socket, host: str) -> None:
        port = server.getsockname()[1]
        place = f"[{host}]" if ":" in host else host
        settings.SESSION_COOKIE_NAME = f"storyboard_{port}"  # cookies do not separate ports
        settings.STORY_ORIGINS = [f"http://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
        # Only now: these read the settings above when they are imported.
        from jobs import recovery
        from jobs.embedded import EmbeddedWorker
        from storyboard import sign_in
        from storyboard.asgi import application
        from storyboard.lifespan import accompanied

        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, _leave)
        recovery.requeue_all()
        config = uvicorn.Config(
            accompanied(application, EmbeddedWorker()),
            lifespan="on",
            ws="websockets-sansio",
            ws_max_size=65536,
            ws_max_queue=32,
            limit_concurrency=500,
            timeout_graceful_shutdown=5,
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        self.stdout.write(f"Storyboard is at http://{place}:{port}/?token={sign_in.issue()}")
        self.stdout.write("The address works once. Stop with Ctrl+C; work that runs goes on at the next start.")
        self.stdout.flush()
        uvicorn.Server(config).run(sockets=[server])
