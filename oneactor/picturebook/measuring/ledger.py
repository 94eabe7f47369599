"""What was measured already, so that a run that was stopped goes on where it was: measuring takes hours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from oneactor.evaluation.keeping import code_sum, digest, method_sum
from oneactor.tensorfile import write_whole

#: folders whose code decides what is measured, beside the method's own
_CODE = ("picturebook", "picturebook/measuring", "picturebook/world")


class Ledger:
    """Figures by part, each in a file named after everything that decides it: two processes may share a folder.

    Args:
        weights: folder of the model; its manifest tells models apart.
        settings: what else decides the figures.
    """

    def __init__(self, folder: Path, weights: Path, *settings: object) -> None:
        code = [method_sum(), *map(code_sum, _CODE)]
        self.folder = folder / digest(((weights / "manifest.json").read_text("utf-8"), code, settings))

    def __call__(self, part: str, measure: Callable[[], Mapping[str, float]]) -> dict[str, float]:
        """The figures of a part: from its file, or measured and kept there."""
        path = self.folder / f"{part.replace(' ', '-')}.json"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, (json.dumps(dict(measure()), indent=1) + "\n").encode())
        figures: dict[str, float] = json.loads(path.read_text("utf-8"))
        return figures
