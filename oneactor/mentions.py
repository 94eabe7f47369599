"""Base words among a prompt's tokens: where they stand, which offset each takes, and the prompt shifted by an actor."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from oneactor.actor import Actor
from oneactor.condition import Condition
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.guidance import base_embedding, placing, shifted
from oneactor.words import Mention, cut_words, match_cast


def mentions_in(denoiser: Denoiser, text: str, base_words: Sequence[str]) -> list[list[Mention]]:
    """Token positions of each base word; equal words take their mentions in order.

    Raises:
        InvalidRequest: one of them does not stand in the text, or so far back that it is cut off.
    """
    offsets = denoiser.token_offsets(text)
    found = match_cast(text, base_words, offsets)
    written = match_cast(text, base_words, [(at, at + 1) for at in range(len(text))])
    for word, mentions, all_of_them in zip(base_words, found, written, strict=True):
        if not word.strip() or not all_of_them:
            raise InvalidRequest(f"The word “{word}” does not stand in “{text}”.")
        if not mentions:
            cut = cut_words(text, offsets)
            raise InvalidRequest(f"“{text}” is too long: “{cut}” is cut off, and “{word}” with it; make it shorter.")
    return found


def placing_words(found: Sequence[Sequence[Mention]], length: int, ranks: int) -> Tensor:
    """`guidance.placing` of several words side by side: (length, words * ranks)."""
    return torch.cat([placing(mentions, length, ranks) for mentions in found], dim=-1)


def word_embeddings(states: Tensor, place: Tensor, words: int) -> Tensor:
    """c_b of each rank's word: states (..., S, D), place (..., S, words * ranks) -> (..., words * ranks, D)."""
    parts = [base_embedding(states, part)[..., None, :] for part in place.chunk(words, dim=-1)]
    ranks = place.shape[-1] // words
    return torch.cat([part.expand(*part.shape[:-2], ranks, part.shape[-1]) for part in parts], dim=-2)


@torch.no_grad()
def identity_words(denoiser: Denoiser, text: str, actor: Actor | None) -> Condition:
    """A prompt with the character's offset on its base word; the plain prompt without an actor."""
    words = denoiser.encode(text)
    if actor is None:
        return words
    found = mentions_in(denoiser, text, [actor.header.base_word])[0]
    place = placing(found, words.states.shape[1], actor.ranks).to(words.states.device)
    return words.with_states(shifted(words.states, place, actor.offsets(base_embedding(words.states[0], place))[0]))
