"""DreamBooth (Ruiz et al. 2023) in LoRA's way (Hu et al. 2022): low-rank additions to the U-Net's attention layers.

The base word itself is the identifier. The term for the class is left out: its prompts would be those of the character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.evaluation.methods.learning import LearntMethod, base_set, descend, draw, steps_of, target_loss
from oneactor.evaluation.stage import Character
from oneactor.evaluation.subjects import Scene

#: projections of self- and cross-attention that get an addition
PROJECTIONS = ("to_q", "to_k", "to_v", "to_out.0")
#: the usual rank of diffusers' example
RANK = 4
SIDES = ("A", "B")
#: A (rank, in) and B (out, rank) of every projection, by its name
Additions = dict[str, tuple[Tensor, Tensor]]


def projections(unet: Any) -> dict[str, Any]:
    """The attention layers' linear maps, by name."""
    return {name: module for name, module in unet.named_modules() if name.endswith(PROJECTIONS)}


def additions(unet: Any, seed: int) -> Additions:
    """B A of rank 4 for every projection: A random, B zero, so that nothing changes at first."""
    generator, made = torch.Generator().manual_seed(seed), Additions()
    for name, layer in projections(unet).items():
        outward, inward = layer.weight.shape
        a = torch.randn(RANK, inward, generator=generator) / RANK
        b = torch.zeros(outward, RANK)
        device = layer.weight.device
        made[name] = (a.to(device).requires_grad_(), b.to(device).requires_grad_())
    return made


def _add(pair: tuple[Tensor, Tensor], _: Any, inputs: tuple[Tensor, ...], out: Tensor) -> Tensor:
    a, b = pair
    return out + (inputs[0].to(a.dtype) @ a.T @ b.T).to(out.dtype)


def _paired(matrices: Mapping[str, Tensor]) -> Additions:
    names = dict.fromkeys(name.rpartition(".")[0] for name in matrices)
    return {name: (matrices[f"{name}.A"], matrices[f"{name}.B"]) for name in names}


@contextmanager
def added(unet: Any, made: Additions) -> Iterator[None]:
    """The U-Net with the additions, for the length of a with block; its own weights are never touched."""
    layers = projections(unet)
    handles = [layers[name].register_forward_hook(partial(_add, pair)) for name, pair in made.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


class DreamBoothLora(LearntMethod):
    """One picture, one U-Net with additions."""

    name = "DreamBooth-LoRA"
    rates = (1e-4, 5e-4, 2e-3, 8e-3)

    def _trained(self, character: Character) -> tuple[dict[str, Tensor], int]:
        stage, seed = self.stage, character.subject.seed
        base, texts = base_set(stage, character)
        words = [stage.denoiser.encode(text) for text in texts]
        made, generator = additions(stage.denoiser.unet, seed), torch.Generator().manual_seed(seed)

        def loss(_: int) -> Tensor:
            chosen = words[int(torch.randint(len(words), (), generator=generator))]
            return target_loss(stage, base, chosen, generator)

        parameters = [matrix for pair in made.values() for matrix in pair]
        with added(stage.denoiser.unet, made):
            taken = descend(parameters, loss, self.rate, steps_of(self.tries, self.usual), self.tries.seconds)
        sides = [(name, side, m) for name, pair in made.items() for side, m in zip(SIDES, pair, strict=True)]
        return {f"{name}.{side}": matrix.detach() for name, side, matrix in sides}, taken

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        (character,) = cast
        prompt = scene.prompt([character.subject.description])
        denoiser, known = self.stage.denoiser, self.learnt[character.subject.key]
        with added(denoiser.unet, _paired(known.tensors)):
            return draw(self.stage, prompt, lambda: denoiser.encode(prompt), seed, known.name)
