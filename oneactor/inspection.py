"""Looking at a card without a model to draw with. Importing this module imports no torch; looking does."""

from __future__ import annotations

from pathlib import Path


def rewrite_card(source: Path, target: Path) -> tuple[str, str]:
    """Read a card that may come from anywhere and write it anew: nothing but what a card has gets into `target`.

    A card of the present format keeps its bytes.

    Returns:
        Description and base word that it was learnt from.

    Raises:
        CardDamaged: it is not a whole card, or holds something that learning never makes.
    """
    from oneactor.actor import Actor

    actor = Actor.load(source)
    actor.save(target)
    return actor.header.description, actor.header.base_word
