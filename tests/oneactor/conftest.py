"""Random tiny Stable Diffusion and SDXL pipelines with a tokenizer of their own; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from oneactor.actor import Actor, CardHeader
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser, make_denoiser
from oneactor.presets import DrawingSettings, MaskSettings, Preset, TuningSettings
from oneactor.projector import normalised
from oneactor.proposing import Proposal
from oneactor.requests import ProposeRequest, TuneRequest
from tests.tiny import tiny_pipeline

#: what torch chose for this machine: conftest files are read before any test turns it down
_THREADS = torch.get_num_threads()


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Threads of a tiny model only wait for one another."""
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def all_threads() -> Iterator[None]:
    """For networks that are large enough to be worth it."""
    torch.set_num_threads(_THREADS)
    yield
    torch.set_num_threads(1)


@pytest.fixture(scope="session", params=["sd", "sdxl"])
def pipe(request: pytest.FixtureRequest) -> Any:
    return tiny_pipeline(request.param)


@pytest.fixture
def denoiser(pipe: Any) -> Denoiser:
    return make_denoiser(pipe, "tiny", torch.device("cpu"))


@pytest.fixture
def encoded(denoiser: Denoiser, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the denoiser encodes from now on."""
    texts: list[str] = []
    encode = denoiser.encode

    def heard(text: str) -> Condition:
        texts.append(text)
        return encode(text)

    monkeypatch.setattr(denoiser, "encode", heard)
    return texts


@pytest.fixture(scope="session")
def preset() -> Preset:
    drawing = DrawingSettings(steps=3, scale=3.0, eta_2=0.0, batch=3, masks=MaskSettings(divisor=2))
    tuning = TuningSettings(
        ("{phrase}, on white paper", "{phrase}"),
        lr=1e-3,
        channels=8,
        blocks=2,
        validate_every=2,
        validation_rows=2,
        checkpoint_every=0.0,
    )
    return Preset("tiny", "Tiny", 32, 3, "on white paper", drawing, tuning)


@pytest.fixture
def make_actor(denoiser: Denoiser) -> Callable[..., Actor]:
    """An actor with random offsets, or with `gate=0.0` none, that fits the tiny model."""
    width = denoiser.encode("a fox").states.shape[-1]

    def make(gate: float = 1.0, seed: int = 0, ranks: int = 1, base_word: str = "fox") -> Actor:
        generator = torch.Generator().manual_seed(seed)
        target, average = normalised(torch.randn(2, ranks, width, generator=generator))
        header = CardHeader("tiny", "tiny", f"a {base_word}", base_word, 0, 0, 1, 0.5, 0.1)
        return Actor(target, average, torch.tensor(gate), header)

    return make


@pytest.fixture
def make_card(make_actor: Callable[..., Actor], tmp_path: Path) -> Callable[..., Path]:
    def make(**options: Any) -> Path:
        path = tmp_path / f"card-{len(list(tmp_path.iterdir()))}.safetensors"
        make_actor(**options).save(path)
        return path

    return make


@pytest.fixture
def proposal() -> Proposal:
    """Four random candidates of a fox."""
    generator = torch.Generator().manual_seed(0)
    request = ProposeRequest("a white fox", "fox", count=4)
    return Proposal(
        torch.randn(4, 4, 16, 16, generator=generator), torch.randn(4, 32, 8, 8, generator=generator), request, "tiny"
    )


@pytest.fixture
def request_(proposal: Proposal, tmp_path: Path) -> TuneRequest:
    """Learns the second of them in five steps."""
    proposal.save(tmp_path / "proposal")
    return TuneRequest(tmp_path / "proposal", 1, seed=5, max_steps=5, min_steps=5, checkpoint=tmp_path / "checkpoint")
