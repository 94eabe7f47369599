"""Measuring with as few steps and pictures as there can be: how they look is not asked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from oneactor.backends.picturebook import Picturebook
from oneactor.picturebook import report
from oneactor.picturebook.measuring import drawn
from oneactor.picturebook.training import live
from oneactor.presets import PICTUREBOOK


@pytest.fixture(scope="module")
def hurried(all_threads: None) -> Iterator[None]:
    """Two steps a picture, four pictures a sheet, four training pictures to compare with for each seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn, "DRAWING", replace(drawn.DRAWING, steps=2))
        patch.setattr(live, "SHOWN", 4)
        patch.setattr(report, "TRAINED", 4)
        patch.setattr(Picturebook, "own_preset", replace(PICTUREBOOK, drawing=drawn.DRAWING))
        yield
