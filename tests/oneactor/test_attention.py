"""The masked U-Net pass against plain passes and against attention written out."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from torch import Tensor
from torch.nn import functional

from oneactor.attention import (
    Watch,
    WatchedCrossAttention,
    attention_sizes,
    eject,
    inject,
    watching,
)
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.masks import Swap, resized, swap_bias

POSITIONS = (4, 9)


@pytest.fixture
def latents(denoiser: Denoiser) -> Tensor:
    return torch.randn(1, 4, *denoiser.latent_size, generator=torch.Generator().manual_seed(3))


@pytest.fixture
def two_shifts(denoiser: Denoiser) -> tuple[Condition, Condition]:
    """Rows empty and prompt; rows empty and prompt with two words shifted."""
    plain = Condition.stack([denoiser.encode_empty(), denoiser.encode("a fox and the bear")])
    states = plain.states.clone()
    noise = torch.randn(2, states.shape[-1], generator=torch.Generator().manual_seed(4))
    states[1, list(POSITIONS)] += 2 * noise
    return plain, plain.with_states(states)


def swapping(denoiser: Denoiser, conditions: tuple[Condition, Condition], on: Tensor) -> tuple[Watch, Condition]:
    """What swaps the two words inside their masks (2, h, w), and rows empty and target with both words' keys."""
    plain, shifted = conditions
    length = plain.states.shape[1]
    base = torch.tensor(POSITIONS)
    swap = Swap(base, torch.arange(length, length + 2), torch.tensor([0, 1]), length + 8, length + 2)
    extra = torch.zeros(2, 8, plain.states.shape[2])
    extra[1, :2] = shifted.states[1, base]
    condition = plain.with_states(torch.cat([plain.states, extra], dim=1))
    sizes = attention_sizes(*denoiser.latent_size, denoiser.levels)
    bias = {n: swap_bias(resized(on, *size).flatten(1), swap, (False, True)) for n, size in sizes.items()}
    return Watch(64, 1, base, bias), condition


def masked_pass(denoiser: Denoiser, latents: Tensor, conditions: tuple[Condition, Condition], on: Tensor) -> Tensor:
    """Rows empty and target (2, C, h, w) of one pass with the two words swapped inside their masks (2, h, w)."""
    watch, condition = swapping(denoiser, conditions, on)
    with watching(denoiser.unet, watch):
        return denoiser.predict(torch.cat([latents] * 2), 500, condition)


@pytest.mark.parametrize("everywhere", [True, False])
def test_full_and_empty_masks_are_the_plain_prompts(
    denoiser: Denoiser, latents: Tensor, two_shifts: tuple[Condition, Condition], everywhere: bool
) -> None:
    on = torch.full((2, 8, 8), everywhere)
    plain, shifted = (denoiser.predict(torch.cat([latents] * 2), 500, condition) for condition in two_shifts)
    result = masked_pass(denoiser, latents, two_shifts, on)
    torch.testing.assert_close(result, shifted if everywhere else plain, atol=1e-5, rtol=1e-5)
    assert (plain[1] - shifted[1]).abs().max() > 1e-3
    torch.testing.assert_close(result[0], plain[0], atol=1e-5, rtol=1e-5)


class RegionBlend:
    """The oracle: one attention per region and the outputs put together, L + 1 attentions a layer."""

    def __init__(self, regions: list[tuple[Tensor, Tensor]]) -> None:
        self.regions = regions

    def __call__(self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor, **_: Any) -> Tensor:
        stock = AttnProcessor2_0()
        side = round(hidden_states.shape[1] ** 0.5)
        result = torch.zeros_like(hidden_states)
        for on, states in self.regions:
            weight = resized(on[None], side, side).view(1, -1, 1)
            result = result + weight * stock(attn, hidden_states, torch.cat([encoder_hidden_states[:1], states]))
        return result


def test_disjoint_masks_are_the_blend_of_regions(
    denoiser: Denoiser, latents: Tensor, two_shifts: tuple[Condition, Condition]
) -> None:
    on = torch.zeros(2, 8, 8, dtype=torch.bool)
    on[0, :4, :4] = on[1, 4:, 4:] = True
    plain, shifted = two_shifts
    regions = []
    for mask, position in ((on[0], POSITIONS[0]), (on[1], POSITIONS[1])):
        states = plain.states[1:].clone()
        states[0, position] = shifted.states[1, position]
        regions.append((mask, states))
    regions.append((~on.any(0), plain.states[1:]))
    before = dict(denoiser.unet.attn_processors)
    oracle = RegionBlend(regions)
    denoiser.unet.set_attn_processor({n: oracle if n.endswith("attn2.processor") else p for n, p in before.items()})
    expected = denoiser.predict(torch.cat([latents] * 2), 500, plain)
    denoiser.unet.set_attn_processor(before)
    torch.testing.assert_close(masked_pass(denoiser, latents, two_shifts, on), expected, atol=1e-5, rtol=1e-5)


class Recorder:
    """The stock processor under a bias; keeps what the layer's own `get_attention_scores` gives for its rows."""

    def __init__(self, bias: dict[int, Tensor]) -> None:
        self.bias = bias
        self.seen = list[Tensor]()

    def __call__(self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor, **_: Any) -> Tensor:
        rows, positions = hidden_states.shape[:2]
        bias = self.bias[positions][:, 0] if self.bias else None
        mask = attn.prepare_attention_mask(bias, encoder_hidden_states.shape[1], rows)
        query = attn.head_to_batch_dim(attn.to_q(hidden_states))
        key = attn.head_to_batch_dim(attn.to_k(encoder_hidden_states))
        self.seen.append(attn.get_attention_scores(query, key, mask).unflatten(0, (rows, -1)))
        result: Tensor = AttnProcessor()(attn, hidden_states, encoder_hidden_states, bias)
        return result


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("reading", [(64, 1, (9, 4, 49)), (64, 0, (9,)), (256, 1, (4, 9))])
def test_what_is_read_is_what_the_layers_do(
    denoiser: Denoiser,
    latents: Tensor,
    two_shifts: tuple[Condition, Condition],
    masked: bool,
    reading: tuple[int, int, tuple[int, ...]],
) -> None:
    """Of one pass: the mean over heads, and over the layers of the size, of the row's and columns' probabilities."""
    positions, row, columns = reading
    on = torch.zeros(2, 8, 8, dtype=torch.bool)
    on[0, :4, :4] = on[1, 4:, 4:] = True
    watch, condition = swapping(denoiser, two_shifts, on)
    watch = Watch(positions, row, torch.tensor(columns), watch.bias if masked else {})
    both = torch.cat([latents, latents.flip(-1)])
    with watching(denoiser.unet, watch):
        denoiser.predict(both, 500, condition)
    before = dict(denoiser.unet.attn_processors)
    recorder = Recorder(watch.bias)
    denoiser.unet.set_attn_processor({n: recorder if n.endswith("attn2.processor") else p for n, p in before.items()})
    denoiser.predict(both, 500, condition)
    denoiser.unet.set_attn_processor(before)
    layers = [shares for shares in recorder.seen if shares.shape[2] == positions]
    assert 3 <= len(layers) < len(recorder.seen)
    expected = torch.stack([layer[row].mean(0)[:, list(columns)] for layer in layers]).mean(0)
    torch.testing.assert_close(watch.read(), expected, atol=1e-6, rtol=1e-5)


class Elsewhere(Tensor):
    """A tensor that says that it lies on an accelerator; all that is made of it says so, too."""

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return torch.device("cuda")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Watched layers attend as on an accelerator; for each call of the fused kernel, whether it got a bias."""
    attend, fused, biased = WatchedCrossAttention._attend, functional.scaled_dot_product_attention, list[bool]()

    def moved(self: WatchedCrossAttention, query: Tensor, *others: Any) -> Tensor:
        return attend(self, query.as_subclass(Elsewhere), *others).as_subclass(Tensor)

    def counted(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None) -> Tensor:
        biased.append(attn_mask is not None)
        return fused(query, key, value, attn_mask)

    monkeypatch.setattr(WatchedCrossAttention, "_attend", moved)
    monkeypatch.setattr(functional, "scaled_dot_product_attention", counted)
    return biased


@pytest.mark.parametrize("masked", [False, True])
def test_an_accelerator_draws_and_reads_the_same(
    denoiser: Denoiser,
    latents: Tensor,
    two_shifts: tuple[Condition, Condition],
    request: pytest.FixtureRequest,
    masked: bool,
) -> None:
    """Its fused kernel, beside which the probabilities are made for the row that is read alone."""
    on = torch.zeros(2, 8, 8, dtype=torch.bool)
    on[0, :4, :4] = on[1, 4:, 4:] = True
    watch, condition = swapping(denoiser, two_shifts, on)
    watch.bias = watch.bias if masked else {}
    both = torch.cat([latents, latents.flip(-1)])

    def drawn() -> tuple[Tensor, Tensor]:
        with watching(denoiser.unet, watch):
            return denoiser.predict(both, 500, condition), watch.read()

    here = drawn()
    biased = request.getfixturevalue("elsewhere")
    there = drawn()
    layers = [name for name in denoiser.unet.attn_processors if name.endswith("attn2.processor")]
    assert biased == [masked] * len(layers)
    torch.testing.assert_close(there[0], here[0], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(there[1].as_subclass(Tensor), here[1], atol=1e-6, rtol=1e-5)


def test_inject_and_eject_leave_no_trace(
    denoiser: Denoiser, latents: Tensor, two_shifts: tuple[Condition, Condition]
) -> None:
    condition = two_shifts[0].rows([1])
    weights = {name: value.clone() for name, value in denoiser.unet.state_dict().items()}
    processors = dict(denoiser.unet.attn_processors)
    output = denoiser.predict(latents, 300, condition)
    before = inject(denoiser.unet, Watch(64, 0, torch.tensor([2])))
    assert denoiser.unet.state_dict().keys() == weights.keys()
    watched = denoiser.predict(latents, 300, condition)
    eject(denoiser.unet, before)
    torch.testing.assert_close(watched, output, atol=1e-5, rtol=1e-5)
    assert dict(denoiser.unet.attn_processors) == processors
    assert all(torch.equal(value, weights[name]) for name, value in denoiser.unet.state_dict().items())
    assert torch.equal(denoiser.predict(latents, 300, condition), output)


def test_keys_of_the_same_words_are_made_once(
    denoiser: Denoiser, latents: Tensor, two_shifts: tuple[Condition, Condition]
) -> None:
    layers = [module for name, module in denoiser.unet.named_modules() if name.endswith("attn2.to_k")]
    plain, shifted = (condition.rows([1]) for condition in two_shifts)
    alone = [denoiser.predict(latents, 300, condition) for condition in (plain, shifted)]
    made = list[int]()
    hooks = [layer.register_forward_hook(lambda *_: made.append(1)) for layer in layers]
    with watching(denoiser.unet, Watch(0, 0, torch.tensor([2]))):
        watched = [denoiser.predict(latents, 300, condition) for condition in (plain, plain, shifted)]
    for hook in hooks:
        hook.remove()
    assert len(made) == 2 * len(layers)
    torch.testing.assert_close(watched[1:], alone, atol=1e-5, rtol=1e-5)
