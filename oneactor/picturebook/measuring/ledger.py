"""What was measured already, so that a run that was stopped goes on where it was: measuring takes hours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from oneactor.tensorfile import write_whole


class Ledger:
    """Figures by part, in a file named after everything that decides them, this package's code included.

    Args:
        weights: folder of the model; its manifest tells models apart.
        settings: what else decides the figures.
    """

    def __init__(self, folder: Path, weights: Path, *settings: object) -> None:
        read = [weights / "manifest.json", *sorted(Path(__file__).parent.parent.rglob("*.py"))]
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in read) + repr(settings).encode())
        self.path = folder / f"{digest.hexdigest()[:16]}.json"

    def __call__(self, part: str, measure: Callable[[], Mapping[str, float]]) -> dict[str, float]:
        """The figures of a part: from the file, or measured and kept there."""
        known: dict[str, dict[str, float]] = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        if part not in known:
            known[part] = dict(measure())
            write_whole(self.path, (json.dumps(known, indent=1) + "\n").encode())
        return known[part]
