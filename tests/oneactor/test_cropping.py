"""Close-ups of the target."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from oneactor import base_set
from oneactor.backend import Progress
from oneactor.base_set import load_base_set
from oneactor.cropping import close_up, head_box
from oneactor.denoiser import Denoiser
from oneactor.presets import Preset
from oneactor.proposing import propose
from oneactor.requests import ProposeRequest
from oneactor.tuner import Tuner, row_losses, row_offsets


def silent(_: Progress) -> None:
    pass


def blob(top: int, bottom: int, left: int, right: int) -> torch.Tensor:
    mask = torch.zeros(20, 20, dtype=torch.bool)
    mask[top:bottom, left:right] = True
    return mask


@pytest.mark.parametrize(
    ("mask", "box"),
    [
        (blob(4, 16, 8, 12), (6, 3, 14, 11)),  # the upper 6 of 12 rows, 4 wide: a square of 6 and its margins
        (blob(0, 12, 0, 4), (0, 0, 8, 8)),  # pushed into the picture
        (blob(8, 20, 16, 20), (12, 7, 20, 15)),
        (blob(0, 0, 0, 0), None),
        (blob(0, 20, 0, 20), None),
    ],
)
def test_the_square_around_the_head(mask: torch.Tensor, box: tuple[int, ...] | None) -> None:
    assert head_box(mask) == box


def test_a_close_up_shows_what_is_in_the_box(denoiser: Denoiser, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Image.Image] = []
    page = Image.new("RGB", (32, 32), "white")
    page.paste("orange", (8, 2, 18, 12))
    monkeypatch.setattr(denoiser, "decode", lambda _: [page])
    monkeypatch.setattr(denoiser, "encode_picture", shown.append)
    mask = torch.zeros(16, 16, dtype=torch.bool)
    mask[2:10, 5:8] = True  # upper half 4 x 3, so 5 x 5 from column 4 and row 1
    near = close_up(denoiser, torch.zeros(1, 4, 16, 16), mask)
    assert near is not None
    assert near[1][0].tolist() == pytest.approx([32 * 3.2, 32 * 3.2, 2 * 3.2, 8 * 3.2]), "10 of 32 px, from 2 and 8 on"
    assert shown[0].size == (32, 32)
    assert (np.asarray(shown[0]) == np.asarray(Image.new("RGB", (32, 32), "orange"))).mean() > 0.95


def test_a_close_up_joins_the_targets(denoiser: Denoiser, preset: Preset, monkeypatch: pytest.MonkeyPatch) -> None:
    spot = torch.zeros(1, 16, 16)
    spot[:, 2:10, 5:8] = 1
    monkeypatch.setattr(base_set, "subject_mask", lambda *_: spot)
    settings = replace(preset.tuning, crop=True, outside=0.25)
    proposal = propose(denoiser, preset, ProposeRequest("a fox", "fox", count=3), silent)
    base = load_base_set(denoiser, proposal, 1, replace(preset, tuning=settings))
    assert base.targets == (1, 3, 4)
    assert len(base.latents) == len(base.features) == 5
    tuner = Tuner(denoiser, base, replace(settings, validation_rows=3), seed=0)
    rows = tuner.validation
    offset = row_offsets(base, rows, tuner.projector(base.features), tuner.projector.gate).detach()
    weighed, even = (
        row_losses(denoiser, each, rows, offset) for each in (base, replace(base, weight=torch.ones_like(base.weight)))
    )
    assert torch.equal(weighed[2], even[2]), "the mask of the whole figure is not the close-up's"
    assert not torch.equal(weighed[0], even[0])
    style = replace(proposal, request=ProposeRequest("a fox style", "style", count=3, kind="style"))
    assert load_base_set(denoiser, style, 1, replace(preset, tuning=settings)).targets == (1, 3)


@pytest.mark.parametrize("pipe", ["sdxl"], indirect=True)
def test_sdxl_is_told_where_a_close_up_was_cut_out(
    denoiser: Denoiser, preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size of the whole, top and left, size of the picture (Podell et al. 2023, Sec. 2.2), in features and steps."""
    told: list[list[float]] = []
    denoiser.unet.register_forward_pre_hook(
        lambda _, __, named: told.extend(named["added_cond_kwargs"]["time_ids"].tolist()), with_kwargs=True
    )
    spot = torch.zeros(1, 16, 16)
    spot[:, 2:10, 5:8] = 1
    monkeypatch.setattr(base_set, "subject_mask", lambda *_: spot)
    settings = replace(preset.tuning, crop=True)
    proposal = propose(denoiser, preset, ProposeRequest("a fox", "fox", count=3), silent)
    height, width = denoiser.picture_size
    whole, near = [height, width, 0.0, 0.0, height, width], [102.4, 102.4, 6.4, 25.6, height, width]
    told.clear()
    base = load_base_set(denoiser, proposal, 1, replace(preset, tuning=settings))
    assert told == [whole, pytest.approx(near, rel=1e-3)], "the mirrored target and the close-up"
    told.clear()
    tuner = Tuner(denoiser, base, replace(settings, validation_rows=3), seed=0)
    tuner.look()
    assert told == [whole, whole, pytest.approx(near, rel=1e-3)]
