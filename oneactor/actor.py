"""Actor: one tuned character. Its file, the card, holds what drawing needs and nothing that could run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from oneactor import tensorfile
from oneactor.card import (
    CARD_LIMIT,
    MOST_OUTFITS,
    MOST_RANKS,
    CardHeader,
    OutfitHeader,
    check_tensors,
    packed_header,
    read_header,
)
from oneactor.errors import CardDamaged, CardMismatch, InvalidRequest
from oneactor.projector import adain

__all__ = ["CARD_LIMIT", "MOST_RANKS", "Actor", "CardHeader", "Outfit", "OutfitHeader"]


@dataclass(frozen=True)
class Outfit:
    """What one outfit adds to the identity's offsets, target and average alike.

    Attributes:
        offset: normalised f, (ranks, D) float16.
        gate: scalar g, float32.
    """

    offset: Tensor
    gate: Tensor
    header: OutfitHeader


@dataclass(frozen=True)
class Actor:
    """The tuned character, ready to shift any prompt's base word.

    Attributes:
        target: normalised f of the target, (ranks, D) float32; of several base words the same number of ranks each.
        average: mean of the auxiliaries' normalised f, (ranks, D) float32.
        gate: scalar g, float32.
        outfits: what it can wear.
        worn: what it wears now; not kept in the card.
    """

    target: Tensor
    average: Tensor
    gate: Tensor
    header: CardHeader
    outfits: tuple[Outfit, ...] = ()
    worn: Outfit | None = None

    @property
    def ranks(self) -> int:
        return len(self.target)

    @property
    def fingerprint(self) -> str:
        """Hash that tells identities apart, whatever they may wear."""
        return hashlib.sha256(replace(self, outfits=()).packed()).hexdigest()[:32]

    def interpolated(self, c_b: Tensor, v: float) -> tuple[Tensor, Tensor]:
        """What Eq. 15 adds to the words of a picture: v times the offsets of target and average, as in `offsets`.

        The released code never excludes auxiliaries: its eta_2 reaches no formula. So what its cards exclude is
        nothing, the average's words being the target's.
        """
        own, others = self.offsets(c_b)
        return v * own, v * (own if self.header.compat == "official" else others)

    def offsets(self, c_b: Tensor) -> tuple[Tensor, Tensor]:
        """Eq. 16 and 17: offsets of target and average, each (..., ranks, D), for base words' embeddings.

        Args:
            c_b: (..., ranks, D), the embedding of each rank's word; (D,) for all ranks at once.
        """
        target, average, gate = (part.to(c_b.device) for part in (self.target, self.average, self.gate))
        if self.header.compat == "official":
            return gate * target, gate * average
        mean = 1.0 if self.header.compat == "literal" else 0.0
        own, others = adain(target, c_b, gate, mean), adain(average, c_b, gate, mean)
        if self.worn is None:
            return own, others
        clothes = adain(self.worn.offset.to(c_b.device).float(), c_b, self.worn.gate.to(c_b.device))
        return own + clothes, others + clothes

    def wearing(self, name: str) -> Actor:
        """The same character in one of its outfits, case ignored; as it was learnt for "".

        Raises:
            InvalidRequest: it has no such outfit.
        """
        if not name:
            return replace(self, worn=None)
        for outfit in self.outfits:
            if outfit.header.name.casefold() == name.casefold():
                return replace(self, worn=outfit)
        known = ", ".join(outfit.header.name for outfit in self.outfits) or "none yet"
        raise InvalidRequest(f"“{self.header.description}” has no outfit “{name}”; it has: {known}.")

    def with_outfit(self, outfit: Outfit) -> Actor:
        """With one more outfit, or one of its outfits learnt anew; nothing else changes.

        Raises:
            InvalidRequest: no further one fits the card.
        """
        others = [own for own in self.outfits if own.header.name.casefold() != outfit.header.name.casefold()]
        dressed = replace(self, outfits=(*others, outfit))
        if len(dressed.outfits) > MOST_OUTFITS or len(dressed.packed()) > CARD_LIMIT:
            name = self.header.description
            raise InvalidRequest(f"“{name}” has {len(others)} outfits and no room for more; give one of them up.")
        return dressed

    def part(self, base_word: str, twin: int = 0) -> Actor:
        """What a joint actor holds for one of its words; an actor of one word as it is.

        Args:
            twin: which one, where a word was learnt more than once.

        Raises:
            InvalidRequest: the word is not one of several that were learnt.
        """
        words = [word.lower() for word in self.header.base_words]
        if len(words) == 1:
            return self
        own = [index for index, word in enumerate(words) if word == base_word.lower()]
        if twin >= len(own):
            raise InvalidRequest(f"“{self.header.description}” was not learnt with (another) “{base_word}”.")
        target, average = (rows.chunk(len(words))[own[twin]] for rows in (self.target, self.average))
        return replace(self, target=target, average=average)

    def check(self, model: str, width: int) -> None:
        """See that the card fits the model that is to draw.

        Raises:
            CardMismatch: it was learnt on other weights.
        """
        if self.header.model != model or self.target.shape[1] != width:
            name = self.header.description
            raise CardMismatch(f"“{name}” was learnt on another model than the one that draws now; learn it again.")

    def packed(self) -> bytes:
        """The card's bytes."""
        tensors = {"target": self.target, "average": self.average, "gate": self.gate}
        if self.outfits:
            tensors["outfits"] = torch.stack([outfit.offset for outfit in self.outfits])
            tensors["outfit_gates"] = torch.stack([outfit.gate for outfit in self.outfits])
        return tensorfile.with_header(tensors, packed_header(self.header, [each.header for each in self.outfits]))

    def save(self, path: Path) -> None:
        """Write the card, whole or not at all."""
        tensorfile.write_whole(path, self.packed())

    @classmethod
    def load(cls, path: Path) -> Actor:
        """Read a card that may come from anywhere.

        Raises:
            CardDamaged: larger than 100 KB, cut short, or with other names, types, shapes or values than a card has.
        """
        try:
            tensors, values = tensorfile.read(path, CARD_LIMIT)
            header, outfits = read_header(values)
            check_tensors(tensors, len(header.base_words), len(outfits))
        except (tensorfile.TensorFileError, ValueError) as error:
            raise CardDamaged(f"The card {path.name} is damaged: {error}.") from error
        worn = zip(tensors.get("outfits", ()), tensors.get("outfit_gates", ()), outfits, strict=True)
        return cls(
            tensors["target"], tensors["average"], tensors["gate"], header, tuple(Outfit(*each) for each in worn)
        )
