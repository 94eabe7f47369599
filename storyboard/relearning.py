"""Teaching a story's cast again after the drawing model was exchanged: same words, the look nearest to the old one."""

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
        WorkFailed: a job did not end well; those who were learnt again before it stay learnt.
    """
    user = story.owner
    members = story.cast.select_related("character__target__proposal")
    targets = [(m.character, m.character.target) for m in members if m.character.card_id]
    learnt = [(who, old) for who, old in targets if old is not None]
    for who, old in learnt:
        seed = old.proposal.request["seed"]
        job = services.propose(user, who.pk, ProposeIn(count=len(old.proposal.candidates.all()), seed=seed), None)
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
