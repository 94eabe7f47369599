"""Textual Inversion (Gal et al. 2023): new input embeddings for the base word's tokens, everything else frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from PIL.Image import Image
from torch import Tensor

from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.evaluation.methods.learning import LearntMethod, base_set, descend, draw, steps_of, target_loss
from oneactor.evaluation.stage import Character
from oneactor.evaluation.subjects import Scene
from oneactor.mentions import mentions_in
from oneactor.words import Mention


def _encoders(denoiser: Denoiser) -> list[Any]:
    pipe = denoiser.pipe
    return [pipe.text_encoder, *([pipe.text_encoder_2] if denoiser.family == "sdxl" else [])]


def _put(vectors: Tensor, mentions: Sequence[Mention], _: Any, __: Any, embedded: Tensor) -> Tensor:
    """Forward hook of an embedding layer: rank r of every mention becomes vector r."""
    out = embedded.clone()
    for mention in mentions:
        for rank, token in enumerate(mention):
            out[:, token] = vectors[min(rank, len(vectors) - 1)].to(out.dtype)
    return out


@contextmanager
def _replaced(denoiser: Denoiser, vectors: Sequence[Tensor], mentions: Sequence[Mention]) -> Iterator[None]:
    layers = [encoder.get_input_embeddings() for encoder in _encoders(denoiser)]
    handles = [
        layer.register_forward_hook(partial(_put, each, mentions)) for layer, each in zip(layers, vectors, strict=True)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def encode(denoiser: Denoiser, text: str, base_word: str, vectors: Sequence[Tensor]) -> Condition:
    """The prompt with the base word's input embeddings replaced; gradients reach `vectors`, (ranks, D) an encoder."""
    with _replaced(denoiser, vectors, mentions_in(denoiser, text, [base_word])[0]):
        encoded = denoiser.pipe.encode_prompt(
            text, device=denoiser.device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
    pooled = encoded[2].float() if denoiser.family == "sdxl" else None
    return Condition(encoded[0].float(), pooled)


def initial(denoiser: Denoiser, text: str, base_word: str) -> list[Tensor]:
    """The base word's own input embeddings, (ranks, D) for every encoder."""
    mention = mentions_in(denoiser, text, [base_word])[0][0]
    ids = denoiser.pipe.tokenizer(text, padding="max_length", truncation=True)["input_ids"]
    tokens = torch.tensor([ids[token] for token in mention], device=denoiser.device)
    weights = [encoder.get_input_embeddings().weight for encoder in _encoders(denoiser)]
    return [weight[tokens].detach().float().clone().requires_grad_() for weight in weights]


class TextualInversion(LearntMethod):
    """The placeholder is the base word itself and starts from it; one picture is all that there is to learn from."""

    name = "textual inversion"
    rates = (5e-3, 2e-2, 8e-2, 1e-3)

    def _trained(self, character: Character) -> tuple[dict[str, Tensor], int]:
        stage, word = self.stage, character.subject.base_word
        base, texts = base_set(stage, character)
        vectors = initial(stage.denoiser, texts[0], word)
        generator = torch.Generator().manual_seed(character.subject.seed)

        def loss(_: int) -> Tensor:
            text = texts[int(torch.randint(len(texts), (), generator=generator))]
            return target_loss(stage, base, encode(stage.denoiser, text, word, vectors), generator)

        taken = descend(vectors, loss, self.rate, steps_of(self.tries, self.usual), self.tries.seconds)
        return {str(encoder): each.detach() for encoder, each in enumerate(vectors)}, taken

    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        (character,) = cast
        subject, known = character.subject, self.learnt[character.subject.key]
        prompt = scene.prompt([subject.description])
        vectors = [known.tensors[str(encoder)] for encoder in range(len(known.tensors))]

        @torch.no_grad()
        def words() -> Condition:
            return encode(self.stage.denoiser, prompt, subject.base_word, vectors)

        return draw(self.stage, prompt, words, seed, known.name)
