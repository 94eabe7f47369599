"""What only a model that has learnt to draw can show, on a few of the shipped one's own pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from oneactor.backend import Progress
from oneactor.backends.picturebook import Picturebook
from oneactor.base_set import load_base_set
from oneactor.proposing import Proposal
from oneactor.requests import ProposeRequest, Sampling, TuneRequest
from oneactor.tuner import draw_rows, row_losses

pytestmark = pytest.mark.weights

ROWS, STEPS = 16, 20


def silent(_: Progress) -> None:
    pass


@pytest.mark.parametrize(("description", "word"), [("a fox", "fox"), ("a brown bear in a red cap", "bear")])
def test_learning_makes_the_word_mean_the_target_and_not_the_others(
    tmp_path: Path, description: str, word: str
) -> None:
    """By the target's denoising loss on noise and timesteps that learning never saw (Eq. 2 under Eq. 8).

    The second description leaves little open that an offset could say.
    """
    backend = Picturebook(device="cpu")
    request = ProposeRequest(description, word, seed=3, count=4, sampling=Sampling(steps=6))
    backend.propose(request, silent).save(tmp_path / "proposal")
    actor = backend.tune(TuneRequest(tmp_path / "proposal", 0, max_steps=STEPS, min_steps=STEPS), silent)
    base = load_base_set(backend.denoiser, Proposal.load(tmp_path / "proposal"), 0, backend.preset)
    rows = draw_rows(base, [0] * ROWS, [0] * ROWS, torch.Generator().manual_seed(99))
    own, average = actor.offsets(base.templates.base[rows.template])
    first = backend.tune(TuneRequest(tmp_path / "proposal", 0, max_steps=1, min_steps=1), silent)
    begun = first.offsets(base.templates.base[rows.template])[0]
    with torch.no_grad():
        tuned, others, untuned, started = (
            float(row_losses(backend.denoiser, base, rows, offset).mean())
            for offset in (own, average, torch.zeros_like(own), begun)
        )
    assert tuned < untuned
    assert tuned < others
    assert started < untuned
    assert tuned < 1.02 * started, "learning undoes what its start knows"
    assert actor.header.gap > 0
