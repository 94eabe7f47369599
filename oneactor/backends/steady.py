"""Reports of work that is taken up again where memory ran out."""

from __future__ import annotations

from dataclasses import replace

from oneactor.backend import Progress, Report


class Steady:
    """A report over all tries: what is done never falls, and each picture is told once.

    A later try may have less to do: how far it is counts from the end.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._total = self._done = 0
        self._told = set[int]()

    def __call__(self, progress: Progress) -> None:
        self._total = self._total or progress.total
        self._done = max(self._done, self._total - (progress.total - progress.done))
        if progress.index in self._told:
            progress = replace(progress, picture=None, index=None, rendering=None)
        elif progress.index is not None:
            self._told.add(progress.index)
        self._report(replace(progress, done=self._done, total=self._total))
