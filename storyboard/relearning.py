"""Teaching a cast again after the drawing model was exchanged: its present words, the look most like the old one."""

from __future__ import annotations

from collections.abc import Callable

from characters import services, studio
from characters.models import Candidate, Character
from characters.schemas import ProposeIn
from jobs import artifacts
from storyboard.models import Story
from storyboard.working import work_off

Say = Callable[[str], None]


def relearn(story: Story, say: Say) -> int:
    """Propose, pick and learn everybody of a story who was learnt before; returns how many. Old cards are kept.

    Raises:
        WorkFailed, JobFailed: a job did not end well; those who were learnt again before it stay learnt.
        FileNotFoundError: the picture of an old look is not there; nothing was begun.
    """
    user = story.owner
    members = story.cast.select_related("character__card__candidate__proposal")
    learnt = [(m.character, m.character.card.candidate) for m in members if m.character.card is not None]
    for _, old in learnt:
        artifacts.path(old.picture)  # known before anything is drawn
    for who, old in learnt:
        wanted = ProposeIn(count=old.proposal.request["count"], seed=old.proposal.request["seed"])
        job = services.propose(user, who.pk, wanted, None)
        work_off(job)
        new = who.proposals.get(job_id=job.pk)
        chosen = most_like(old, list(new.candidates.all()), who)
        services.pick(user, who.pk, chosen.pk)
        work_off(services.tune(user, who.pk, None))
        say(f"{who.name} is learnt again, from picture {chosen.index + 1} of {new.candidates.count()}")
    return len(learnt)


def most_like(old: Candidate, candidates: list[Candidate], who: Character) -> Candidate:
    """The candidate that shares most looks with the old target; the one in its place where nobody can tell."""
    target = artifacts.path(old.picture)
    scores = [studio.likeness(artifacts.path(each.picture), target, who.base_word) for each in candidates]
    if all(score is None for score in scores):
        return next((each for each in candidates if each.index == old.index), candidates[0])
    return max(zip(scores, candidates, strict=True), key=lambda pair: (pair[0] or 0.0, -pair[1].index))[1]
