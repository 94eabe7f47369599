"""Looking at a card without a model to draw with. Importing this module imports no torch; looking does."""

from __future__ import annotations

import json
import struct
from pathlib import Path

from oneactor.errors import CardDamaged

_LONGEST_HEADER, _LONGEST_FINGERPRINT = 100 * 1024, 100


def rewrite_card(source: Path, target: Path) -> tuple[dict[str, str], str]:
    """Read a card that may come from anywhere and write it anew: nothing but what a card has gets into `target`.

    A card of the present format keeps its bytes.

    Returns:
        The descriptions that it was learnt from, by the names of its outfits, "" for the character; its base word.

    Raises:
        CardDamaged: it is not a whole card, or holds something that learning never makes.
    """
    from oneactor.actor import Actor

    actor = Actor.load(source)
    actor.save(target)
    card_model(target)
    worn = {outfit.header.name: outfit.header.description for outfit in actor.outfits}
    return {"": actor.header.description, **worn}, actor.header.base_word


def card_model(path: Path) -> str:
    """Fingerprint of the weights that a card was learnt on, read from the file's header alone.

    The header is JSON behind its length in 8 bytes, least significant first (safetensors format, version 0.4).

    Raises:
        CardDamaged: it has no such header, or what stands there is nobody's fingerprint.
    """
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8).ljust(8, b"\0"))
        head = file.read(min(length, _LONGEST_HEADER))
    try:
        model = str(json.loads(json.loads(head)["__metadata__"]["oneactor"])["model"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CardDamaged(f"The card {path.name} is damaged: its header cannot be read.") from error
    if len(model) > _LONGEST_FINGERPRINT or not model.isprintable():
        raise CardDamaged(f"The card {path.name} is damaged: it names a model that cannot be.")
    return model
