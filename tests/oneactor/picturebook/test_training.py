"""Training: the quicker norm is the same norm, words are known, and a resumed run ends as an uninterrupted one."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
import torch
from torch import Tensor, nn

from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.loop import Averaged, Plan, rate_at, step_generator, train
from oneactor.picturebook.training.norm import speed_up
from oneactor.picturebook.training.optimizers import DECAY, Muon, matrices
from oneactor.picturebook.training.supervision import map_loss
from oneactor.picturebook.training.text import LENGTH, build_tokenizer, longest_caption
from oneactor.picturebook.world.about import known_words
from oneactor.picturebook.world.captions import caption
from oneactor.picturebook.world.scene import sample_scene
from oneactor.picturebook.world.words import SPLIT


def test_the_quicker_norm_has_the_same_gradients() -> None:
    torch.manual_seed(0)
    norm = nn.GroupNorm(4, 16)
    nn.init.normal_(norm.weight)
    x = torch.randn(2, 16, 6, 6)
    plain, quick = x.clone().requires_grad_(), x.clone().requires_grad_()
    upstream = torch.randn_like(x)
    (norm(plain) * upstream).sum().backward()
    weight, bias = norm.weight.grad, norm.bias.grad
    norm.zero_grad()
    speed_up(norm)
    (norm(quick) * upstream).sum().backward()
    assert weight is not None
    assert bias is not None
    assert norm.weight.grad is not None
    assert norm.bias.grad is not None
    torch.testing.assert_close(quick.grad, plain.grad, atol=2e-6, rtol=1e-4)
    torch.testing.assert_close(norm.weight.grad, weight, atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(norm.bias.grad, bias, atol=2e-5, rtol=1e-4)


def test_known_words_are_one_token_but_for_the_split_ones() -> None:
    tokenizer = build_tokenizer(load_world())
    split = {word for word in known_words() if len(tokenizer.tokenize(word)) > 1}
    assert split == set(SPLIT)
    assert longest_caption(tokenizer, load_world(), 300) <= LENGTH


def test_every_process_numbers_the_tokens_alike() -> None:
    code = """
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.text import build_tokenizer
print(build_tokenizer(load_world()).get_vocab())
"""
    printed = {subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout for _ in range(2)}
    assert len({tuple(sorted(ast.literal_eval(each.decode()).items())) for each in printed}) == 1


def test_captions_use_known_words_only() -> None:
    rng, known = Random(3), set(known_words())
    for _ in range(500):
        assert set(caption(rng, sample_scene(rng)).replace(",", "").replace("-", " ").split()) <= known


def test_every_known_word_is_taught() -> None:
    """A word that the editor passes as known and no caption ever used would be noise to the model."""
    rng, said = Random(4), Counter[str]()
    for _ in range(16_000):
        said.update(caption(rng, sample_scene(rng)).replace(",", "").replace("-", " ").split())
    assert [word for word in known_words() if not said[word]] == []


def test_the_rate_warms_up_and_falls_to_zero() -> None:
    plan = Plan(steps=100, rate=1.0, warm_up=10, decay=0.5)
    assert [rate_at(plan, step) for step in (0, 9, 40, 75, 100)] == [0.1, 1.0, 1.0, 0.5, 0.0]


def _fit(path: Path, steps: int, matrices: float, stop: int | None = None) -> Tensor:
    torch.manual_seed(0)
    second = nn.Conv2d(16, 24, 2)
    second.weight.data = second.weight.data.to(memory_format=torch.channels_last)
    model = nn.Sequential(nn.Conv2d(3, 16, 3), second, nn.Conv2d(24, 16, 1), nn.Conv2d(16, 24, 1), nn.Conv2d(24, 16, 1))

    class Stopped(Exception):
        pass

    def step(number: int) -> tuple[Tensor, Mapping[str, float]]:
        if number == stop:
            raise Stopped
        x = torch.randn(8, 3, 4, 4, generator=step_generator(0, number))
        loss = (model(x) - x[:, :1, :1, :1]).square().mean()
        return loss, {"loss": loss.item()}

    plan = Plan(steps=steps, rate=1e-2, warm_up=2, averaged=0.9, minutes=0.0, matrices=matrices)
    if stop is None:
        train(model, plan, path, step, say=lambda _: None)
    else:
        with pytest.raises(Stopped):
            train(model, plan, path, step, say=lambda _: None)
    return torch.cat([p.detach().flatten() for p in model.parameters()])


@pytest.mark.parametrize("matrices", [0.0, 4.0])
def test_a_resumed_run_ends_at_the_same_bytes(matrices: float, tmp_path: Path) -> None:
    whole = _fit(tmp_path / "a.safetensors", 30, matrices)
    _fit(tmp_path / "b.safetensors", 30, matrices, stop=17)
    assert torch.equal(_fit(tmp_path / "b.safetensors", 30, matrices), whole)
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


@pytest.mark.parametrize("bad", ["loss", "gradient"])
def test_what_is_not_finite_never_reaches_a_checkpoint(bad: str, tmp_path: Path) -> None:
    path, layer = tmp_path / "a.safetensors", nn.Linear(2, 1)
    good = [b""]

    def step(number: int) -> tuple[Tensor, Mapping[str, float]]:
        loss = layer(torch.ones(1, 2)).square().sum()
        if number == 3:
            good[0] = path.read_bytes()
            # the root of nothing is nothing, and has no slope
            loss = loss * torch.nan if bad == "loss" else loss + 0 * (layer.weight - layer.weight).sum().sqrt()
            assert loss.isfinite() == (bad == "gradient")
        return loss, {}

    with pytest.raises(FloatingPointError, match="not finite at step 4"):
        train(layer, Plan(steps=4, rate=1e-2, minutes=0.0), path, step, say=lambda _: None)
    assert path.read_bytes() == good[0]


def test_an_average_moves_by_what_its_decay_leaves() -> None:
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, 2.0)
    averaged = Averaged(layer, 0.9)
    nn.init.constant_(layer.weight, 4.0)
    averaged.update(layer, step=10_000)
    assert averaged.values["weight"].item() == pytest.approx(2.2)
    averaged.update(layer, step=0)  # early on the ramp decides: a tenth is kept
    assert averaged.values["weight"].item() == pytest.approx(3.82)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_muon_moves_a_convolution_along_the_nearest_orthogonal_matrix(layout: torch.memory_format) -> None:
    torch.manual_seed(0)
    conv = nn.Conv2d(8, 16, 3)
    conv.weight.data = conv.weight.data.to(memory_format=layout)
    before, gradient = conv.weight.detach().clone(), torch.randn(16, 8, 3, 3)
    conv.weight.grad = gradient.clone(memory_format=torch.preserve_format)
    muon = Muon(matrices(conv), ratio=1.0)
    muon.param_groups[0].update(lr=0.1, weight_decay=0.0)
    muon.step()
    u, _, vh = torch.linalg.svd(gradient.flatten(1), full_matrices=False)
    moved = (before - conv.weight.detach()).flatten(1) / (0.1 * 0.2 * 72**0.5)
    # the singular values of five Newton-Schulz steps lie around one, not on it
    assert torch.nn.functional.cosine_similarity(moved.flatten(), (u @ vh).flatten(), dim=0) > 0.97
    assert 0.6 < torch.linalg.matrix_norm(moved, 2).item() < 1.3


def test_muon_moves_equal_matrices_as_each_alone() -> None:
    g = torch.Generator().manual_seed(0)
    shapes = [(16, 24), (24, 16), (16, 24), (16, 24)]
    weights = [nn.Parameter(torch.randn(shape, generator=g)) for shape in shapes]
    alone = [nn.Parameter(w.detach().clone()) for w in weights]
    for w, one in zip(weights, alone, strict=True):
        w.grad = torch.randn(w.shape, generator=g)
        one.grad = w.grad.clone()
    for moved in (weights, *([one] for one in alone)):
        muon = Muon(moved, ratio=1.0)
        muon.param_groups[0]["lr"] = 0.1
        muon.step()
    for w, one in zip(weights, alone, strict=True):
        torch.testing.assert_close(w, one)


def test_muon_goes_where_torch_s_own_goes() -> None:
    g = torch.Generator().manual_seed(0)
    mine = nn.Parameter(torch.randn(48, 32, generator=g))
    theirs = nn.Parameter(mine.detach().clone())
    ours, torchs = (
        Muon([mine], ratio=1.0),
        torch.optim.Muon([theirs], weight_decay=DECAY, adjust_lr_fn="match_rms_adamw"),
    )
    ours.param_groups[0]["lr"] = torchs.param_groups[0]["lr"] = 0.01
    for _ in range(10):
        mine.grad = torch.randn(48, 32, generator=g)
        theirs.grad = mine.grad.clone()
        ours.step()
        torchs.step()  # type: ignore[no-untyped-call]  # torch does not declare it
    torch.testing.assert_close(mine, theirs, rtol=0, atol=2e-3)  # it rounds to bfloat16 on the way


def test_muon_takes_layers_and_leaves_words_norms_and_narrow_layers() -> None:
    model = nn.Sequential(nn.Embedding(40, 32), nn.Linear(32, 32), nn.LayerNorm(32), nn.Conv2d(32, 4, 3))
    assert [w.shape for w in matrices(model)] == [(32, 32)]


def test_the_map_loss_falls_as_attention_moves_onto_the_figure() -> None:
    labels = torch.zeros(1, 16, 16, dtype=torch.long)
    labels[:, :, :8] = 1
    nouns = torch.tensor([[0, 1, 0]])
    on = torch.zeros(1, 256, 3)
    on[:, :, 1] = (labels.flatten(1) == 1).float()
    spread, spot = torch.full((1, 256, 3), 1 / 3), torch.zeros(1, 256, 3)
    spot[:, 0, 1] = 1
    assert map_loss([on], nouns, labels, 3).item() == pytest.approx(0, abs=1e-4)
    assert map_loss([spread], nouns, labels, 3).item() == pytest.approx(0.6931, abs=1e-3)
    assert map_loss([spot], nouns, labels, 3).item() > 1  # inside, but far from all of it
