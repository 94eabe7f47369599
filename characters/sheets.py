"""What was learnt, shown: a few pictures of a character in scenes that are the same for everybody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from characters import policy, studio
from characters.models import Card, SheetPicture
from characters.studio import Placement, RenderRequest
from jobs import artifacts
from jobs.errors import JobFailed, Trouble
from jobs.services import Order
from jobs.tasks import kinds_of, queue_of
from jobs.work import Work

KIND, PICTURES = "sheet", 4
#: for models that take any words
_ANYWHERE = ("standing in a forest", "waving on a beach", "sitting in a kitchen", "jumping in the snow")
_DAMAGED = Trouble(
    "card_damaged", "What was learnt of the character cannot be read.", hint="Learn the character again."
)
_NONE_SHOWN = Trouble(
    policy.REFUSED, "None of the drawn pictures may be shown here.", hint="Change the words, then propose again."
)


def scenes() -> list[str]:
    """Places and actions from all over the list of what the model can draw."""
    known = studio.info().vocabulary
    if known is None or not known.places:
        return list(_ANYWHERE)
    actions = _spread(known.actions) if known.actions else [""] * PICTURES
    return [f"{action} {place}".strip() for action, place in zip(actions, _spread(known.places), strict=True)]


def _spread(words: Sequence[str]) -> list[str]:
    return [words[place * len(words) // PICTURES] for place in range(PICTURES)]


def order(topic: str, owner_id: int, card: Card, key: str | None = None) -> Order:
    """To draw what a card's sheet lacks. All else that its person asked for goes first."""
    return Order(
        topic=topic,
        kind=KIND,
        subject_kind="character",
        subject_id=card.character_id,
        params={"card": str(card.pk)},
        key=key,
        owner_id=owner_id,
        priority=-1,
        model=settings.ONEACTOR_BACKEND,
    )


def draw(work: Work) -> None:
    """Draw a sheet, picture by picture, each kept when it is finished; between two of them others may go first."""
    card = Card.objects.select_related("candidate", "character").get(pk=uuid.UUID(work.params["card"]))
    if card.character.card_id != card.pk:
        return  # learnt anew meanwhile
    policy.check_ordered(card.description)
    known = set(card.sheet.values_list("index", flat=True))
    missing = [(index, scene) for index, scene in enumerate(scenes()) if index not in known]
    for index, scene in missing:
        if index != missing[0][0]:
            work.give_way(kinds_of(queue_of(KIND)))
        _draw_one(work, card, index, scene)
    if not card.sheet.exists():
        raise JobFailed(_NONE_SHOWN)


def _intact(card: Card) -> tuple[Path, Path]:
    """Card and picked look, looked at before anything is drawn."""
    try:
        return artifacts.intact(card.file), artifacts.intact(card.candidate.picture)
    except (OSError, ValueError) as error:
        raise JobFailed(_DAMAGED) from error


def _draw_one(work: Work, card: Card, index: int, scene: str) -> None:
    file, target = _intact(card)
    placed = Placement(card.description, card.base_word, file)
    request = RenderRequest(f"{card.description} {scene}", (placed,), seed=index)

    def report(done: int, total: int, step: str) -> None:
        work.report(index * total + done, PICTURES * total, step)

    def finished(_: int, drawn: studio.Drawn) -> None:
        picture = policy.keep_shown(drawn.write)
        if picture is None:
            return
        values = {
            "scene": scene,
            "file": picture,
            "likeness": studio.likeness(artifacts.path(picture), target, card.base_word),
            "request": {"prompt": request.prompt, "seed": request.seed, "drawn_with": drawn.drawn_with},
        }
        with work.keeping(changed=[f"character:{card.character_id}"]):
            SheetPicture.objects.update_or_create(card=card, index=index, defaults=values)

    studio.render([request], report, finished)
