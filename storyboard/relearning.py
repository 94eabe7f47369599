"""Teaching a cast again after the drawing model was exchanged, for the command that runs while no studio does."""

from __future__ import annotations

from collections.abc import Callable

from characters import services
from jobs import artifacts
from storyboard.models import Story
from storyboard.working import work_off

Say = Callable[[str], None]


def relearn(story: Story, say: Say) -> int:
    """Learn everybody of a story again who was learnt before; returns how many. Old cards are kept.

    Raises:
        WorkFailed, Refused: a job did not end well or was not taken; those learnt again before it stay learnt.
        FileNotFoundError: the picture of an old look is not there; nothing was begun.
    """
    members = story.cast.select_related("character__card__candidate")
    learnt = [(m.character, m.character.card.candidate) for m in members if m.character.card is not None]
    for _, old in learnt:
        artifacts.path(old.picture)  # known before anything is drawn
    for who, _ in learnt:
        job = services.relearn(story.owner, who.pk, None)
        work_off(job)
        who.refresh_from_db()
        if who.card is not None:
            chosen = who.card.candidate
            count = chosen.proposal.candidates.count()
            say(f"{who.name} is learnt again, from picture {chosen.index + 1} of {count}")
        if worn := [outfit.name for outfit in who.outfits.exclude(card=None)]:
            again = f"draw and learn {', '.join(worn)} again in the editor"
            say(f"{who.name}'s outfits were learnt for the old look: {again}")
    return len(learnt)
