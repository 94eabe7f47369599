"""An S3 server of the tests' own, in a process of its own; what is not signed is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import boto3
import requests

from tests.running_studio import until
from tests.services import free_port

BUCKET = "pictures"


class BucketServer:
    """One server with one private bucket."""

    def __init__(self, log: Path) -> None:
        self._port, self._log = free_port(), log
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self.url = f"http://key:secret@127.0.0.1:{self._port}/{BUCKET}"
        self.start()

    def start(self) -> None:
        """Start with an empty bucket."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self._port)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers, 60, self._log.read_text)
        self.client.create_bucket(Bucket=BUCKET)

    def _answers(self) -> bool:
        try:
            return requests.get(self.endpoint, timeout=5).ok
        except requests.ConnectionError:
            return False

    @property
    def client(self) -> Any:
        """Somebody who may do everything."""
        return boto3.client(
            "s3",
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )

    def stop(self) -> None:
        """End it; all that it held is gone."""
        self._process.kill()
        self._process.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
