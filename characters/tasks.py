"""Work on characters, carried out in a worker."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db.models import F

from characters import policy, sheets, studio
from characters.models import Candidate, Card, Character, Outfit, Proposal
from characters.studio import ProposeRequest, TuneRequest
from jobs import artifacts
from jobs import services as jobs
from jobs.errors import JobFailed, Trouble
from jobs.work import Work

NONE_SHOWN = Trouble(
    "picture_refused", "None of the drawn pictures may be shown here.", hint="Change the words, then propose again."
)


def propose(work: Work) -> None:
    """Draw candidates; each is kept as soon as it is finished, also if the job is cancelled later."""
    of = _subject(work)
    policy.check_ordered(work.params["description"])
    with work.keeping():
        proposal, _ = Proposal.objects.get_or_create(job_id=work.job.pk, defaults={**of, "request": dict(work.params)})
    file = _draw(work, proposal)
    if not proposal.candidates.exists():
        raise JobFailed(NONE_SHOWN)
    with work.finishing():
        Proposal.objects.filter(pk=proposal.pk).update(file=file)


def _subject(work: Work) -> dict[str, Character | Outfit | None]:
    """Whom candidates are drawn for."""
    if work.job.subject_kind == "outfit":
        outfit = Outfit.objects.select_related("character").get(pk=work.job.subject_id)
        return {"character": outfit.character, "outfit": outfit}
    return {"character": Character.objects.get(pk=work.job.subject_id), "outfit": None}


def _draw(work: Work, proposal: Proposal) -> str:
    """Run the proposal's request; returns the name of the file with latents and features."""
    wanted = proposal.request
    request = ProposeRequest(
        description=wanted["description"],
        base_word=wanted["base_word"],
        seed=wanted["seed"],
        count=wanted["count"],
        card=_identity(proposal),
    )

    def finished(index: int, write: Callable[[Path], None]) -> None:
        picture = policy.keep_shown(write)
        if picture is None:
            return
        with work.keeping(changed=[f"character:{proposal.character_id}"]):
            Candidate.objects.update_or_create(proposal=proposal, index=index, defaults={"picture": picture})

    return artifacts.store(lambda path: studio.propose(request, work.report, finished, path), ".safetensors")


def _identity(proposal: Proposal) -> Path | None:
    """The card of the character whose outfit is proposed, looked at before anything is drawn."""
    name = proposal.request.get("card")
    if not name:
        return None
    try:
        return artifacts.intact(name)
    except (OSError, ValueError) as error:
        message = "What was learnt of the character cannot be read."
        raise JobFailed(Trouble("card_damaged", message, hint="Learn the character again.")) from error


def tune(work: Work) -> None:
    """Learn the picked candidate. A killed worker's successor goes on from the job's checkpoint."""
    _learn(work, Candidate.objects.select_related("proposal").get(pk=uuid.UUID(work.params["candidate"])))


def _learn(work: Work, candidate: Candidate) -> None:
    proposal = candidate.proposal
    policy.check_ordered(proposal.request["description"], candidate.setting or "")
    steps: list[int] = []

    def learn(target: Path) -> None:
        steps.append(studio.tune(_lesson(work, candidate), work.report, target))

    file = artifacts.store(learn, ".card")
    model = studio.card_model(file)
    with work.finishing():
        card = Card.objects.create(
            character_id=proposal.character_id,
            outfit_id=proposal.outfit_id,
            identity=proposal.request.get("card") or "",
            worn=work.params.get("worn", ""),
            candidate=candidate,
            job_id=work.job.pk,
            description=proposal.request["description"],
            base_word=proposal.request["base_word"],
            file=file,
            model=model,
            steps=steps[0],
        )
        if proposal.outfit_id is None:
            Character.objects.filter(pk=proposal.character_id).update(card=card)
            jobs.follow(work.job, sheets.order(work.job.topic, work.job.owner_id, card))
        else:
            Outfit.with_trash.filter(pk=proposal.outfit_id).update(card=card)


def _lesson(work: Work, candidate: Candidate) -> TuneRequest:
    request = TuneRequest(
        proposal=_whole(work, candidate.proposal),
        target=candidate.index,
        seed=work.params.get("seed", 0),
        checkpoint=work.checkpoint,
        card=_identity(candidate.proposal),
        outfit=work.params.get("worn", ""),
    )
    if candidate.setting is None:
        return request
    return replace(request, picture=artifacts.intact(candidate.picture), setting=candidate.setting or None)


def _whole(work: Work, proposal: Proposal) -> Path:
    """The proposal's file. A proposal that was cancelled half-way is completed first: same seeds, same pictures."""
    if not proposal.file:
        proposal.file = _draw(work, proposal)
        with work.keeping():
            Proposal.objects.filter(pk=proposal.pk).update(file=proposal.file)
        work.new_stage()
    return artifacts.path(proposal.file)


def relearn(work: Work) -> None:
    """Learn somebody again as the present model draws them: their words, and the look most like the old one.

    Old looks and cards are kept. A killed worker's successor goes on where it was.
    """
    old = Candidate.objects.get(pk=uuid.UUID(work.params["candidate"]))
    policy.check_ordered(work.params["request"]["description"], old.setting or "")
    look = _old_look(old)
    with work.keeping():
        proposal, _ = Proposal.objects.get_or_create(
            job_id=work.job.pk, defaults={"character_id": work.job.subject_id, "request": work.params["request"]}
        )
    _whole(work, proposal)
    if old.setting is None:
        chosen = _most_like(old, look, proposal)
    else:  # a picture of one's own is the look, whoever draws
        known = proposal.candidates.filter(picture=old.picture, setting=old.setting).first()
        chosen = known or proposal.candidates.create(
            index=proposal.next_own(), picture=old.picture, setting=old.setting
        )
    with work.keeping(changed=[f"character:{proposal.character_id}"]):
        Character.objects.filter(pk=proposal.character_id).update(target=chosen, revision=F("revision") + 1)
    _learn(work, chosen)


def _old_look(old: Candidate) -> Path:
    """The picture to come near to, looked at before anything is drawn."""
    try:
        return artifacts.intact(old.picture)
    except (OSError, ValueError) as error:
        message = "The picture of the old look cannot be read."
        hint = "Propose looks and pick one, then learn it."
        raise JobFailed(Trouble("picture_damaged", message, hint=hint)) from error


def _most_like(old: Candidate, look: Path, proposal: Proposal) -> Candidate:
    """The candidate that shares most looks with the old target; the one in its place where nobody can tell."""
    candidates, word = list(proposal.candidates.all()), proposal.request["base_word"]
    if not candidates:
        raise JobFailed(NONE_SHOWN)
    scores = [studio.likeness(artifacts.path(each.picture), look, word) for each in candidates]
    if all(score is None for score in scores):
        return next((each for each in candidates if each.index == old.index), candidates[0])
    return max(zip(scores, candidates, strict=True), key=lambda pair: (pair[0] or 0.0, -pair[1].index))[1]
