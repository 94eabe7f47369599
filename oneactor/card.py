"""The card: the file of one tuned character. What may stand in it is checked here, whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any, get_args

from torch import Tensor, float16, float32

from oneactor.requests import Compat, Kind

#: Largest card that is read or written, in bytes.
CARD_LIMIT = 100 * 1024
#: Most tokens of the base words with an offset of their own; further ones share the last. Four of SDXL's fit a card.
MOST_RANKS = 4
#: Most outfits of one character.
MOST_OUTFITS = 16
#: Longest name of an outfit, in characters.
LONGEST_NAME = 40

#: How far mean squares of a card's vectors may be from what normalising gives, and the largest believable gate.
_TOLERANCE, _LARGEST_GATE = 0.05, 100.0
_FORMAT = "oneactor card 3"
#: Older formats, with what they did not say yet.
_OLDER: dict[str, dict[str, Any]] = {
    "oneactor card 2": {"kind": "figure", "also": [], "outfits": []},
    "oneactor card 1": {"kind": "figure", "also": [], "outfits": [], "compat": "paper"},
}
_IDENTITY, _OUTFITS = frozenset({"target", "average", "gate"}), frozenset({"outfits", "outfit_gates"})
_CHOICES: dict[str, tuple[str, ...]] = {"compat": get_args(Compat), "kind": get_args(Kind)}


@dataclass(frozen=True)
class CardHeader:
    """Where a card comes from.

    Attributes:
        model: fingerprint of the weights it was learnt on.
        steps: the tuning step whose weights were kept.
        validation_loss: fixed validation loss of the target at that step.
        gap: loss of the target under the average offset minus that under its own; above 0 when they differ usefully.
        compat: the form of the offsets; cards of the first format have the paper's.
        kind: a figure has its place in a picture, a style is everywhere.
        also: further base words that were learnt jointly, from the same pictures.
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
    kind: Kind = "figure"
    also: tuple[str, ...] = ()

    @property
    def base_words(self) -> tuple[str, ...]:
        """All words with offsets, in the order of their rows."""
        return (self.base_word, *self.also)

    @property
    def wears(self) -> bool:
        """Whether it can have outfits: a figure that was learnt alone and in the paper's form."""
        return self.kind == "figure" and self.compat == "paper" and not self.also


@dataclass(frozen=True)
class OutfitHeader:
    """Where an outfit comes from; the numbers as in `CardHeader`.

    Attributes:
        name: what a placement asks for, unique within its card whatever the case.
        description: the noun phrase of the character in it.
    """

    name: str
    description: str
    seed: int
    target: int
    steps: int
    validation_loss: float
    gap: float


def is_outfit_name(name: str) -> bool:
    """Whether an outfit can be called so: something, without spaces around it, of at most `LONGEST_NAME` characters."""
    return name == name.strip() and 0 < len(name) <= LONGEST_NAME


def packed_header(header: CardHeader, outfits: Sequence[OutfitHeader]) -> dict[str, Any]:
    """The JSON header of a card."""
    return {"format": _FORMAT, **asdict(header), "outfits": [asdict(outfit) for outfit in outfits]}


def read_header(header: Mapping[str, Any]) -> tuple[CardHeader, tuple[OutfitHeader, ...]]:
    """What `packed_header` made, or an older card's.

    Raises:
        ValueError: other fields, types or values than a card's.
    """
    known = dict(header)
    older = _OLDER.get(str(known.get("format")))
    if older is not None and not older.keys() & known.keys():
        known |= {"format": _FORMAT, **older}
    if known.pop("format", None) != _FORMAT or not isinstance(known.get("outfits"), list):
        raise ValueError("its header has other fields than a card's")
    outfits = tuple(OutfitHeader(**_checked(OutfitHeader, outfit)) for outfit in known.pop("outfits"))
    names = {outfit.name.casefold() for outfit in outfits}
    if len(names) < len(outfits) or not all(is_outfit_name(outfit.name) for outfit in outfits):
        raise ValueError("its outfits have names that cannot be told apart, or none")
    card = CardHeader(**_checked(CardHeader, known))
    if (outfits and not card.wears) or (card.also and card.kind == "style"):
        raise ValueError("it holds what its kind never learns")
    return card, outfits


def _is_number(value: object) -> bool:
    return type(value) is float and isfinite(value)


def _is_words(value: object) -> bool:
    return type(value) in (list, tuple) and all(type(word) is str and word for word in value)  # type: ignore[attr-defined]


_SOUND = {
    "str": lambda value: type(value) is str,
    "int": lambda value: type(value) is int,
    "float": _is_number,
    "Compat": lambda value: value in _CHOICES["compat"],
    "Kind": lambda value: value in _CHOICES["kind"],
    "tuple[str, ...]": _is_words,
}


def _checked(kind: type[CardHeader] | type[OutfitHeader], values: object) -> dict[str, Any]:
    wanted = {field.name: str(field.type) for field in fields(kind)}
    if not isinstance(values, dict) or set(values) != set(wanted):
        raise ValueError("its header has other fields than a card's")
    wrong = [name for name, sort in wanted.items() if not _SOUND[sort](values[name])]
    if wrong:
        raise ValueError(f"its header has a wrong value for {', '.join(wrong)}")
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def check_tensors(tensors: Mapping[str, Tensor], words: int, outfits: int) -> None:
    """See that a card's numbers are what learning can make.

    Args:
        words: base words, which share the rows evenly.
        outfits: how many the header names.

    Raises:
        ValueError: other names, types, shapes or values.
    """
    if set(tensors) != (_IDENTITY | _OUTFITS if outfits else _IDENTITY):
        raise ValueError(f"it holds {', '.join(sorted(tensors)) or 'nothing'}")
    if any(tensor.dtype != (float16 if name == "outfits" else float32) for name, tensor in tensors.items()):
        raise ValueError("its numbers are not of a card's types")
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        raise ValueError("it holds values that are not finite")
    _check_shapes(tensors, words, outfits)
    if not _plausible(tensors):
        raise ValueError("it holds values that learning never makes")


def _check_shapes(tensors: Mapping[str, Tensor], words: int, outfits: int) -> None:
    shape = tensors["target"].shape
    if len(shape) != 2 or not 1 <= shape[0] <= MOST_RANKS or shape[1] < 1 or shape[0] % words:
        raise ValueError(f"its target has the shape {tuple(shape)}")
    if tensors["average"].shape != shape or tensors["gate"].shape != ():
        raise ValueError("its shapes do not fit together")
    if not outfits:
        return
    fit = tensors["outfits"].shape == (outfits, *shape) and tensors["outfit_gates"].shape == (outfits,)
    if not fit or outfits > MOST_OUTFITS:
        raise ValueError("its outfits do not fit to the character")


def _plausible(tensors: Mapping[str, Tensor]) -> bool:
    """Whether normalised vectors have mean square 1, the average of such at most 1, and gates are small."""
    square = {name: tensor.float().square() for name, tensor in tensors.items()}
    normal = [square[name].mean(-1) for name in ("target", "outfits") if name in square]
    near = all(bool(((each - 1).abs() <= _TOLERANCE).all()) for each in normal)
    gates = [square[name].amax().item() for name in ("gate", "outfit_gates") if name in square]
    return near and bool((square["average"].mean(-1) <= 1 + _TOLERANCE).all()) and max(gates) <= _LARGEST_GATE**2
