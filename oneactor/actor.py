"""Actor: one tuned character. Its file, the card, holds what drawing needs and nothing that could run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from torch import Tensor, float32

from oneactor import tensorfile
from oneactor.errors import CardDamaged, CardMismatch
from oneactor.projector import adain

#: Largest card that is read, in bytes.
CARD_LIMIT = 100 * 1024
#: Most tokens of a base word with an offset of their own; further ones share the last. Four of SDXL's fit a card.
MOST_RANKS = 4
#: How far mean squares of a card's vectors may be from what normalising gives, and the largest believable gate.
_TOLERANCE, _LARGEST_GATE = 0.05, 100.0
#: How an offset is made from f: AdaIN by the base word, or the official release's layer norm without the word.
Compat = Literal["paper", "official"]
_COMPATS: tuple[Compat, ...] = ("paper", "official")
_FORMAT, _FIRST_FORMAT = "oneactor card 2", "oneactor card 1"
_TENSORS = frozenset({"target", "average", "gate"})


@dataclass(frozen=True)
class CardHeader:
    """Where a card comes from.

    Attributes:
        model: fingerprint of the weights it was learnt on.
        steps: the tuning step whose weights were kept.
        validation_loss: fixed validation loss of the target at that step.
        gap: loss of the target under the average offset minus that under its own; above 0 when they differ usefully.
        compat: the form of the offsets; cards of the first format have the paper's.
    """

    model: str
    backend: str
    description: str
    base_word: str
    seed: int
    target: int
    steps: int
    validation_loss: float
    gap: float
    compat: Compat = "paper"


@dataclass(frozen=True)
class Actor:
    """The tuned character, ready to shift any prompt's base word.

    Attributes:
        target: normalised f of the target, (ranks, D) float32.
        average: mean of the auxiliaries' normalised f, (ranks, D) float32.
        gate: scalar g, float32.
    """

    target: Tensor
    average: Tensor
    gate: Tensor
    header: CardHeader

    @property
    def ranks(self) -> int:
        return len(self.target)

    def offsets(self, c_b: Tensor) -> tuple[Tensor, Tensor]:
        """Eq. 16 and 17: offsets of target and average for the base word's embedding (D,), each (ranks, D)."""
        target, average, gate = (part.to(c_b.device) for part in (self.target, self.average, self.gate))
        if self.header.compat == "official":
            return gate * target, gate * average
        return adain(target, c_b, gate), adain(average, c_b, gate)

    def check(self, model: str, width: int) -> None:
        """See that the card fits the model that is to draw.

        Raises:
            CardMismatch: it was learnt on other weights.
        """
        if self.header.model != model or self.target.shape[1] != width:
            name = self.header.description
            raise CardMismatch(f"“{name}” was learnt on another model than the one that draws now; learn it again.")

    def save(self, path: Path) -> None:
        """Write the card, whole or not at all."""
        tensors = {"target": self.target, "average": self.average, "gate": self.gate}
        tensorfile.write(path, tensors, {"format": _FORMAT, **asdict(self.header)})

    @classmethod
    def load(cls, path: Path) -> Actor:
        """Read a card that may come from anywhere.

        Raises:
            CardDamaged: larger than 100 KB, cut short, or with other names, types, shapes or values than a card has.
        """
        try:
            tensors, header = tensorfile.read(path, CARD_LIMIT)
            _check_tensors(tensors)
            return cls(tensors["target"], tensors["average"], tensors["gate"], _header(header))
        except (tensorfile.TensorFileError, ValueError) as error:
            raise CardDamaged(f"The card {path.name} is damaged: {error}.") from error


def _check_tensors(tensors: dict[str, Tensor]) -> None:
    if set(tensors) != _TENSORS:
        raise ValueError(f"it holds {', '.join(sorted(tensors)) or 'nothing'}")
    if any(tensor.dtype != float32 for tensor in tensors.values()):
        raise ValueError("its numbers are not float32")
    shape = tensors["target"].shape
    if len(shape) != 2 or not 1 <= shape[0] <= MOST_RANKS or shape[1] < 1:
        raise ValueError(f"its target has the shape {tuple(shape)}")
    if tensors["average"].shape != shape or tensors["gate"].shape != ():
        raise ValueError("its shapes do not fit together")
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise ValueError("it holds values that are not finite")
    if not _plausible(tensors):
        raise ValueError("it holds values that learning never makes")


def _plausible(tensors: dict[str, Tensor]) -> bool:
    """Whether target has mean square 1, as normalised f has, the average of such at most 1, and the gate is small."""
    target, average = (tensors[name].square().mean(-1) for name in ("target", "average"))
    near = bool(((target - 1).abs() <= _TOLERANCE).all() and (average <= 1 + _TOLERANCE).all())
    return near and abs(tensors["gate"].item()) <= _LARGEST_GATE


_KINDS: dict[str, type] = {"str": str, "int": int, "float": float, "Compat": str}


def _header(header: dict[str, Any]) -> CardHeader:
    wanted = {field.name: _KINDS[str(field.type)] for field in fields(CardHeader)}
    if header.get("format") == _FIRST_FORMAT and "compat" not in header:
        header = header | {"format": _FORMAT, "compat": "paper"}
    if set(header) != {"format", *wanted} or header["format"] != _FORMAT or header["compat"] not in _COMPATS:
        raise ValueError("its header has other fields than a card's")
    wrong = [name for name, kind in wanted.items() if type(header[name]) is not kind]
    if wrong:
        raise ValueError(f"its header has a wrong value for {', '.join(wrong)}")
    if any(header[name] != header[name] or abs(header[name]) == float("inf") for name in ("validation_loss", "gap")):
        raise ValueError("its header has a value that is not finite")
    return CardHeader(**{name: header[name] for name in wanted})
