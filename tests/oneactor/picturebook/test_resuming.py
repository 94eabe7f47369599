"""The stages themselves, not only the loop that they share: stopped after a step, they end at the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training import denoiser as training_denoiser
from oneactor.picturebook.training.data import SIZE
from oneactor.picturebook.training.denoiser import train_denoiser
from oneactor.picturebook.training.lessons import Material
from oneactor.picturebook.training.loop import Plan, Run
from oneactor.picturebook.training.probing import Sightings, train_probe
from oneactor.picturebook.training.text import build_tokenizer

SHAPES = load_world("tests.oneactor.picturebook.shapes")
#: every step is kept
PLAN = Plan(2, 1e-3, warm_up=1, averaged=0.9, minutes=0, matrices=4.0)


class Stopped(Exception):
    """What ends a run from outside."""


def denoiser(path: Path) -> None:
    scenes = [SHAPES.sample_scene(Random(seed)) for seed in range(6)]
    latents = torch.randn(6, 24, 16, 16, generator=torch.Generator().manual_seed(0)).half()
    material = Material(latents, torch.ones(6, 16, 16, dtype=torch.uint8), scenes, SHAPES)
    train_denoiser(material, build_tokenizer(SHAPES), PLAN, 2, path)


def probe(path: Path) -> None:
    """Its batch norms keep running figures, which are no parameters."""
    scenes = [SHAPES.sample_scene(Random(seed)) for seed in range(4)]
    drawn = [SHAPES.draw_scene(scene, SIZE) for scene in scenes]
    pictures = np.stack([np.asarray(each.picture) for each in drawn])
    labels = torch.stack([torch.from_numpy(np.asarray(each.labels.resize((16, 16), 0)).copy()) for each in drawn])
    train_probe(Sightings(pictures, pictures, scenes, labels, SHAPES.questions()), PLAN, path)


@pytest.mark.parametrize("stage", [denoiser, probe])
def test_a_stage_that_was_stopped_ends_at_the_same_bytes(
    stage: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_denoiser, "WIDTHS", (16, 80, 64))  # quicker, with the same parts
    stage(tmp_path / "whole")
    save = Run.save

    def stop(run: Run) -> None:
        save(run)
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(Run, "save", stop)
        with pytest.raises(Stopped):
            stage(tmp_path / "stopped")
    assert (tmp_path / "stopped").read_bytes() != (tmp_path / "whole").read_bytes()
    stage(tmp_path / "stopped")
    assert (tmp_path / "stopped").read_bytes() == (tmp_path / "whole").read_bytes()
