"""Stages of tiny random networks, and one of the embedded model with two hardly learnt characters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oneactor.backends.picturebook import Picturebook
from oneactor.denoiser import Denoiser
from oneactor.evaluation.context import Context, Extent, Options
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.stage import Amounts, Character, Stage
from oneactor.evaluation.subjects import Scene, Subject
from oneactor.presets import Preset

FOX = Subject("a fox", "fox", 3)
SNOW = Scene("in the snow")
FEW = Extent(characters=1, scenes=1, seeds=1, pairs=0, triples=0, rounds=1, seed=500)


@pytest.fixture
def stage(denoiser: Denoiser, preset: Preset, tmp_path: Path) -> Stage:
    return Stage(denoiser, preset, tmp_path / "kept", amounts=Amounts(candidates=3, max_steps=1, steps=2))


@pytest.fixture
def fox(stage: Stage) -> Character:
    return stage.character(FOX)


@pytest.fixture(scope="session")
def picturebook() -> Picturebook:
    return Picturebook(device="cpu")


@pytest.fixture(scope="session")
def judge(picturebook: Picturebook) -> Judge:
    return Judge(picturebook.probe)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def context(picturebook: Picturebook, judge: Judge, kept: Path, tmp_path: Path) -> Context:
    """The embedded model, measured as little as can be; what was learnt and drawn is kept between the tests."""
    amounts = Amounts(candidates=2, max_steps=1, steps=2)
    stage = Stage(picturebook.denoiser, picturebook.preset, kept, judge, amounts=amounts)
    return Context(stage, FEW, tmp_path / "out", "a test", Options(baseline_steps=1))


@pytest.fixture
def two(context: Context) -> Context:
    """With two characters, so that there is a pair."""
    return replace(context, extent=replace(FEW, characters=2, pairs=1))
