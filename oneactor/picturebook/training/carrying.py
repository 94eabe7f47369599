"""Captions whose looks are carried by the noun alone, as a learnt character's are.

A learnt character is an offset on the state of its noun, and no other word of the prompt tells of its looks. A denoiser
that only saw looks written out reads them from wherever they stand: from the words themselves and from the padding that
follows them. So some captions leave every look open, and each figure's noun is moved by the difference that naming its
looks makes to it: the direction of Eq. 8, from the encoder itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import torch
from torch import Tensor
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from oneactor.errors import InvalidRequest
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.text import noun_tokens

#: tokens of a phrase that are kept: the noun and all before it, which is all that a causal encoder tells the noun
SHORT = 32
#: figures that are moved, at most, for each caption of a batch: about four captions in ten where one to three are in it
SHARE = 0.75


def choose(rng: Random, texts: Sequence[str], scenes: Sequence[Scene], room: int) -> list[int]:
    """Captions to be carried, none of them empty, with at most `room` figures in all."""
    rows = []
    for row in rng.sample(range(len(texts)), len(texts)):
        figures = len(scenes[row].figures)
        if texts[row] and figures <= room:
            rows.append(row)
            room -= figures
    return rows


class Phrases:
    """Writes the phrases of a batch, and where which noun is moved by which."""

    def __init__(self, world: World, tokenizer: CLIPTokenizer) -> None:
        self.world, self.tokenizer = world, tokenizer
        self.asked: Questions = world.questions()
        #: by token the label of the character that it names, 0 for none
        self.nouns = torch.zeros(len(tokenizer), dtype=torch.long)
        for token, label in noun_tokens(tokenizer, self.asked).items():
            self.nouns[token] = label

    def tokens(self, texts: Sequence[str], length: int) -> Tensor:
        """Tokens of the texts, padded or cut to `length`: (n, length)."""
        given = self.tokenizer(
            list(texts), padding="max_length", truncation=True, max_length=length, return_tensors="pt"
        )
        ids: Tensor = given.input_ids
        return ids

    def __call__(self, rows: Sequence[int], scenes: Sequence[Scene], ids: Tensor, room: int) -> tuple[Tensor, Tensor]:
        """Phrases and places for the captions `rows`.

        Args:
            ids: tokens of all captions, (b, LENGTH).

        Returns:
            (2, room, SHORT) tokens: of every figure alone with its looks named, then with its looks open;
            (2, b, LENGTH) for every token of a caption its noun's place in either, flat; -1 where it stays as it is.
        """
        figures = [(row, figure) for row in rows for figure in scenes[row].figures]
        alone = [replace(scenes[row], figures=(figure,)) for row, figure in figures]
        rest = [""] * (room - len(alone))  # as many in every step: another shape would be compiled anew
        texts = [[self.world.full_description(scene, named) for scene in alone] + rest for named in (True, False)]
        phrases = torch.stack([self.tokens(each, SHORT) for each in texts])
        places = torch.full((2, *ids.shape), -1)
        for slot, (row, figure) in enumerate(figures):
            mine, own = self._nouns(ids[row], phrases[:, slot], 1 + self.asked.names.index(figure.species))
            places[:, row, mine] = slot * SHORT + own
        return phrases, places

    def _nouns(self, caption: Tensor, phrases: Tensor, label: int) -> tuple[Tensor, Tensor]:
        """Where a figure's noun is: tokens (n,) of its caption, and for each its place (2, n) in either phrase.

        Raises:
            InvalidRequest: a phrase does not name the figure within its first tokens; its noun could not be moved.
        """
        mine = (self.nouns[caption] == label).nonzero()[:, 0]
        found = [(self.nouns[phrase] == label).nonzero()[:, 0] for phrase in phrases]
        if not all(map(len, found)):
            name = self.asked.names[label - 1]
            raise InvalidRequest(f"A full description has to name a lone “{name}” within its first {SHORT} tokens.")
        # another name can have more tokens; those share the last, as they do in `guidance.placing`
        return mine, torch.stack([own[torch.arange(len(mine)).clamp_max(len(own) - 1)] for own in found])


def carried_states(encoder: CLIPTextModel, ids: Tensor, phrases: Tensor, places: Tensor) -> Tensor:
    """States of the captions `ids` (b, LENGTH), their nouns moved as `Phrases` says: (b, LENGTH, D)."""
    states = encoder(input_ids=ids).last_hidden_state
    said = encoder(input_ids=phrases.flatten(0, 1)).last_hidden_state
    return carried(states, said.unflatten(0, phrases.shape[:2]), places)


def carried(states: Tensor, said: Tensor, places: Tensor) -> Tensor:
    """States of captions (b, LENGTH, D) with their nouns moved.

    Args:
        said: states of the phrases, (2, room, SHORT, D).
        places: (2, b, LENGTH) of `Phrases`.
    """
    # flat place 0 is a start token, which is no noun: as padding it takes no gradient from all that stay where they are
    named, bare = (
        functional.embedding(place.clamp_min(0), each.flatten(0, 1), padding_idx=0)
        for each, place in zip(said, places, strict=True)
    )
    moved: Tensor = states + (named - bare) * (places[0] >= 0).unsqueeze(-1)
    return moved
