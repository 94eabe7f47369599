"""Layouts in memory, number formats, and memory that runs out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from oneactor.actor import Actor, CardHeader
from oneactor.backend import Progress, Report
from oneactor.backends import checkpoint
from oneactor.backends.checkpoint import Checkpoint
from oneactor.denoiser import Precision
from oneactor.errors import OutOfMemory
from oneactor.presets import SD15, Memory
from oneactor.projector import normalised
from oneactor.proposing import propose
from oneactor.rendering import render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, Sampling
from oneactor.together import render_many
from tests.tiny import tiny_pipeline

DRAW = RenderRequest("a fox, in the snow", seed=11, sampling=Sampling(steps=3))


def silent(_: Progress) -> None:
    pass


@pytest.fixture(scope="module", params=["sd", "sdxl"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp(request.param)
    tiny_pipeline(request.param).save_pretrained(path)
    return path


def drawn(backend: Checkpoint, card: Path | None) -> Any:
    cast = (Placement("a fox", "fox", card), Placement("a bear", "bear"))
    request = replace(DRAW, prompt="a fox and a bear", cast=cast, eta_2=1.0)
    return np.asarray(backend.render(request, silent).picture).astype(int)


@pytest.fixture
def card_for(tmp_path: Path) -> Callable[[Checkpoint], Path]:
    def make(backend: Checkpoint) -> Path:
        target, average = normalised(
            torch.randn(2, 1, backend.denoiser.width, generator=torch.Generator().manual_seed(0))
        )
        header = CardHeader(backend.denoiser.model, "tiny", "a fox", "fox", 0, 0, 1, 0.5, 0.1)
        Actor(target, average, torch.tensor(1.0), header).save(tmp_path / "card")
        return tmp_path / "card"

    return make


@pytest.mark.parametrize(
    "memory", [Memory(channels_last=True), Memory(tiled=True), Memory(offload=True), Memory(compiled="aot_eager")]
)
def test_layouts_in_memory_draw_the_same(folder: Path, card_for: Callable[..., Path], memory: Memory) -> None:
    plain, laid_out = (Checkpoint(folder, "cpu", SD15, Precision(), each) for each in (Memory(), memory))
    card = card_for(plain)
    assert np.abs(drawn(plain, card) - drawn(laid_out, card)).max() <= 1
    proposals = [each.propose(ProposeRequest("a fox", "fox", count=2, sampling=Sampling(steps=2)), silent)
                 for each in (plain, laid_out)]  # fmt: skip
    torch.testing.assert_close(proposals[0].latents, proposals[1].latents, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(proposals[0].features, proposals[1].features, atol=1e-4, rtol=1e-4)


def test_layouts_are_what_was_asked_for(folder: Path) -> None:
    memory = Memory(channels_last=True, tiled=True, offload=True, compiled="aot_eager")
    denoiser = Checkpoint(folder, "cpu", SD15, Precision(), memory).denoiser
    weight = denoiser.unet.conv_in.weight
    assert weight.is_contiguous(memory_format=torch.channels_last)
    assert denoiser.vae.use_tiling
    assert hasattr(denoiser.unet, "_hf_hook"), "it is fetched when it computes"
    assert denoiser.unet.mid_block.attentions[0].transformer_blocks[0]._compiled_call_impl is not None


def test_offloaded_parts_leave_when_they_have_computed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stock hooks send a part away when the next one comes; the autoencoder, the last one, they would leave."""
    backend, freed = Checkpoint(folder, "cpu", SD15, Precision(), Memory(offload=True)), list[int]()
    monkeypatch.setattr(backend.denoiser.pipe, "maybe_free_model_hooks", lambda: freed.append(1))
    backend.denoiser.decode(torch.zeros(1, 4, 16, 16))
    assert len(freed) == 1
    backend.denoiser.encode_picture(Image.new("RGB", (32, 32)))
    assert len(freed) == 2
    backend.propose(ProposeRequest("a fox", "fox", count=2, sampling=Sampling(steps=1)), silent)
    assert len(freed) == 5, "after each candidate, and at the end"


@pytest.fixture
def memory_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """Lets the memory run out so many times when a picture is drawn; gives a list that counts the tries."""

    def run_out(times: int) -> list[int]:
        tries = list[int]()

        def scarce(*args: Any) -> Any:
            tries.append(1)
            if len(tries) <= times:
                raise torch.OutOfMemoryError
            return render(*args)

        monkeypatch.setattr(checkpoint, "render", scarce)
        return tries

    return run_out


def test_where_memory_runs_out_the_picture_is_drawn_with_less(
    folder: Path, card_for: Callable[..., Path], memory_for: Callable[[int], list[int]]
) -> None:
    plain, frugal = (Checkpoint(folder, "cpu", SD15, Precision(), each) for each in (None, checkpoint.FRUGAL))
    card = card_for(plain)
    wanted, tries = drawn(frugal, card), memory_for(1)
    assert np.array_equal(drawn(plain, card), wanted)
    assert plain.denoiser.vae.use_tiling
    assert hasattr(plain.denoiser.unet, "_hf_hook")
    assert np.array_equal(drawn(plain, card), wanted), "it stays so"
    assert len(tries) == 3


def test_memory_that_is_too_small_for_that_too_is_said_once(
    folder: Path, memory_for: Callable[[int], list[int]]
) -> None:
    backend, tries = Checkpoint(folder, "cpu", SD15, Precision()), memory_for(3)
    for most in (2, 3):  # what is laid out already is not laid out again
        with pytest.raises(OutOfMemory):
            drawn(backend, None)
        assert len(tries) == most
    drawn(backend, None)


def once_after_a_picture(verb: Callable[..., Any], tries: list[int]) -> Callable[..., Any]:
    """The verb, which is out of memory as soon as it has told the first picture, the first time."""

    def scarce(denoiser: Any, settings: Any, wanted: Any, tell: Report, *rest: Any) -> Any:
        tries.append(1)

        def report(progress: Progress) -> None:
            tell(progress)
            if len(tries) == 1 and progress.picture is not None:
                raise torch.OutOfMemoryError

        return verb(denoiser, settings, wanted, report, *rest)

    return scarce


def check_told(seen: list[Progress], count: int) -> None:
    assert [each.index for each in seen if each.picture is not None] == list(range(count))
    done = [each.done for each in seen]
    assert done == sorted(done)
    assert {each.total for each in seen} == {done[-1]}


def test_pictures_that_were_finished_before_memory_ran_out_are_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend, tries, seen = Checkpoint(folder, "cpu", SD15, Precision()), list[int](), list[Progress]()
    monkeypatch.setattr(checkpoint, "render_many", once_after_a_picture(render_many, tries))
    requests = [replace(DRAW, sampling=Sampling(steps=steps)) for steps in (3, 2, 1)]
    made = backend.render_many(requests, seen.append)
    assert len(tries) == 2
    check_told(seen, 3)
    told = [each.rendering for each in seen if each.rendering is not None]
    assert all(one is other for one, other in zip(made, told, strict=True))
    assert [rendering.drawn_with["steps"] for rendering in made] == [3, 2, 1]


def test_candidates_are_told_once_where_memory_ran_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend, tries, seen = Checkpoint(folder, "cpu", SD15, Precision()), list[int](), list[Progress]()
    monkeypatch.setattr(checkpoint, "propose", once_after_a_picture(propose, tries))
    backend.propose(ProposeRequest("a fox", "fox", count=2, sampling=Sampling(steps=2)), seen.append)
    assert len(tries) == 2
    check_told(seen, 2)


def test_memory_of_the_computer_that_is_too_small_is_said_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Checkpoint(folder, "cpu", SD15, Precision())
    monkeypatch.setattr(checkpoint, "render", lambda *_: torch.empty(10**15))
    with pytest.raises(OutOfMemory, match="not enough memory"):
        drawn(backend, None)
    assert not backend.denoiser.vae.use_tiling, "there is nowhere else to put it"


def test_other_faults_stay_what_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "render", lambda *_: torch.zeros(2) @ torch.zeros(3))
    with pytest.raises(RuntimeError, match="size"):
        drawn(Checkpoint(folder, "cpu", SD15, Precision()), None)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_near(folder: Path, card_for: Callable[..., Path], dtype: torch.dtype) -> None:
    exact, half = (Checkpoint(folder, "cpu", SD15, Precision(each, each)) for each in (torch.float32, dtype))
    card = card_for(exact)
    assert half.denoiser.unet.dtype == dtype
    one, other = drawn(exact, card), drawn(half, card)
    assert np.abs(one - other).mean() < 8
    latents = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    outputs = [each.denoiser.predict(latents, 500, each.denoiser.encode("a fox")) for each in (exact, half)]
    assert outputs[1].dtype == torch.float32
    torch.testing.assert_close(*outputs, atol=0.06, rtol=0.06)
