"""Looking at a card without a model to draw with. Importing this module imports no torch; looking does."""

from __future__ import annotations

from pathlib import Path


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
    worn = {outfit.header.name: outfit.header.description for outfit in actor.outfits}
    return {"": actor.header.description, **worn}, actor.header.base_word
