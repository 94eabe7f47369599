"""Several pictures at once are the pictures that are drawn one by one, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from oneactor import together
from oneactor.backend import Progress, Rendering
from oneactor.denoiser import Denoiser
from oneactor.presets import Preset
from oneactor.rendering import prepare
from oneactor.requests import RenderRequest, Sampling
from tests.oneactor.test_rendering import bear, draw, fox, same, silent

Cards = Callable[..., Path]


def drawn(
    denoiser: Denoiser, preset: Preset, requests: Sequence[RenderRequest], seen: list[Progress] | None = None
) -> list[Rendering]:
    tell = silent if seen is None else seen.append
    return together.render_many(denoiser, preset.drawing, requests, tell, lambda _: None)


@pytest.fixture
def requests(make_card: Cards) -> list[RenderRequest]:
    """Two alike, one with masks, two alike."""
    card = make_card()
    alone = [RenderRequest(f"the fox and {what}", (fox(card),), seed=seed) for seed, what in enumerate(["he", "ox"])]
    both = RenderRequest("the fox and the bear", (fox(card), bear(card)), seed=3)
    bare = [RenderRequest(f"the {what}", (), seed=9) for what in ("bear", "fox")]
    return [*alone, both, *bare]


def test_pictures_are_those_that_are_drawn_alone(
    denoiser: Denoiser, preset: Preset, requests: list[RenderRequest]
) -> None:
    seen: list[Progress] = []
    made = drawn(denoiser, preset, requests, seen)
    for rendering, request in zip(made, requests, strict=True):
        alone = draw(denoiser, preset, request)
        assert same(rendering.picture, alone.picture)
        assert replace(rendering, picture=alone.picture) == alone
    assert [each.index for each in seen if each.picture] == [0, 1, 2, 3, 4]
    done = [each.done for each in seen]
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total


@pytest.mark.parametrize("eta_2", [0.0, 1.0])
def test_alike_pictures_share_their_passes(
    denoiser: Denoiser, preset: Preset, requests: list[RenderRequest], monkeypatch: pytest.MonkeyPatch, eta_2: float
) -> None:
    """Whatever this machine's arithmetic: as if it were exact, each step is one pass, and the pictures are near."""
    predict, passes = denoiser.predict, list[int]()

    def counted(latents: torch.Tensor, *rest: Any) -> torch.Tensor:
        passes.append(len(latents))
        return predict(latents, *rest)

    alike = [replace(request, eta_2=eta_2) for request in requests[:2]]
    alone = [np.asarray(draw(denoiser, preset, request).picture).astype(int) for request in alike]
    monkeypatch.setattr(together.Company, "exact", lambda *_: True)
    monkeypatch.setattr(denoiser, "predict", counted)
    made = drawn(denoiser, preset, alike)
    inside = 2 * (3 if eta_2 else 2)
    assert passes == [inside, inside, 4], "two of three steps are guided"
    for rendering, picture in zip(made, alone, strict=True):
        assert np.abs(np.asarray(rendering.picture).astype(int) - picture).max() <= 1


@pytest.mark.parametrize("eta_2", [0.0, 1.0])
def test_rows_of_a_company_are_those_of_its_guides(
    denoiser: Denoiser, preset: Preset, requests: list[RenderRequest], eta_2: float
) -> None:
    drawings = [prepare(denoiser, preset.drawing, replace(request, eta_2=eta_2)) for request in requests[:2]]
    company = together.Company(denoiser, drawings, 6)
    latents = torch.randn(2, denoiser.channels, *denoiser.latent_size, generator=torch.Generator().manual_seed(0))
    for index in (0, 5):
        alone = [g.predict(index, z[None], torch.tensor(500)) for g, z in zip(company.guides, latents, strict=True)]
        torch.testing.assert_close(company.predict(index, latents, torch.tensor(500)), torch.cat(alone))


def test_machine_whose_sums_depend_on_the_batch_draws_one_by_one(
    denoiser: Denoiser, preset: Preset, requests: list[RenderRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    predict, sizes = together.Company.predict, []

    def a_little_off(self: together.Company, *step: torch.Tensor) -> torch.Tensor:
        sizes.append(len(step[1]))
        return predict(self, *step) + 1e-6  # type: ignore[arg-type]

    monkeypatch.setattr(together.Company, "predict", a_little_off)
    denoiser.exact.clear()
    made = drawn(denoiser, preset, requests[:2])
    assert [same(m.picture, draw(denoiser, preset, r).picture) for m, r in zip(made, requests, strict=False)] == [
        True
    ] * 2
    assert sizes == [2]  # asked once
    drawn(denoiser, preset, requests[:2])
    assert sizes == [2]
    denoiser.exact.clear()


def test_only_alike_neighbours_are_drawn_together(
    denoiser: Denoiser, preset: Preset, requests: list[RenderRequest]
) -> None:
    other = replace(requests[3], sampling=Sampling(steps=2))
    drawings = [prepare(denoiser, preset.drawing, each) for each in [*requests, other, requests[4]]]
    assert list(together._groups(drawings, 4)) == [[0, 1], [2], [3, 4], [5], [6]]
    assert list(together._groups(drawings, 1)) == [[index] for index in range(7)]
