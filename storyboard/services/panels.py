"""Decisions about panels and their pictures."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, prefetch_related_objects

from characters import outfits, policy, revisions, studio
from characters import selectors as character_selectors
from characters.models import Card, Character, Outfit
from characters.services import not_picked, older_model, words_changed
from jobs import services as jobs
from jobs.errors import Refused, Trouble
from jobs.models import Job
from storyboard import events, selectors
from storyboard.models import Appearance, Panel
from storyboard.schemas.panels import PanelPatch, RedoIn, RenderIn
from storyboard.services import placing

EMPTY_SCENE = Trouble(
    "scene_empty", "This panel has no scene yet.", hint="Write what happens and where, for example “in the snow”."
)


LOCKED = Trouble(
    "panel_locked", "This picture is locked.", hint="Unlock it under the picture, then draw or choose another one."
)


NOT_A_TRY = Trouble("not_a_try", "This picture is not one of the panel's tries.")
#: what `check_drawable` and `render` need of a panel
CAST_PARTS = (
    "appearances__character__card__candidate",
    "appearances__character__target__proposal",
    "appearances__character__outfits__card__candidate",
)


def change_panel(user: AbstractBaseUser, panel_id: uuid.UUID, patch: PanelPatch, revision: int) -> Panel:
    """Change the scene, the cast, who stands where and wears what, the words over it, the kept look or the lock."""
    panel = selectors.panel(user, panel_id)
    cast = _members(panel, patch.cast) if patch.cast is not None else _people(panel)
    scene = panel.scene if patch.scene is None else patch.scene
    values: dict[str, object] = {"scene": scene, "notices": _notices(scene, cast)}
    if "seed" in patch.model_fields_set:
        values["seed"] = patch.seed
    if patch.places is not None:
        values["places"] = placing.stored(patch.places)
    if patch.outfits is not None:
        values["outfits"] = {str(each.character): str(each.outfit) for each in patch.outfits}
    if patch.bubbles is not None:
        values["bubbles"] = [bubble.model_dump(mode="json") for bubble in patch.bubbles]
    if patch.locked is not None:
        values["locked"] = patch.locked
    with transaction.atomic():
        events.in_turn(panel.page.story)
        if patch.cast is not None:
            _members(panel, patch.cast)  # somebody may have been thrown away since
        rows = Panel.objects.filter(pk=panel_id)
        revisions.write(rows, revision, values, lambda: selectors.panel_out(selectors.panel(user, panel_id)), "panel")
        if patch.cast is not None:
            panel.appearances.all().delete()
            Appearance.objects.bulk_create(
                Appearance(panel=panel, character=who, position=position) for position, who in enumerate(cast)
            )
        events.changed(panel.page.story, f"panel:{panel_id}@{revision + 1}")
        return selectors.panel(user, panel_id)  # now, or it could be what another window wrote on it


def _notices(scene: str, cast: list[Character]) -> list[str]:
    """What to tell the writer about the words; nothing without a model, which must not keep words from being saved."""
    try:
        return studio.notices(scene, [who.name for who in cast])
    except Refused:
        return []


def _people(panel: Panel) -> list[Character]:
    """Who is in a panel, for those who ask for names at every key: nothing of what drawing needs."""
    return [appearance.character for appearance in panel.appearances.select_related("character")]


def _cast(panel: Panel) -> list[Character]:
    """Who is in a panel, with all that drawing needs. It is fetched together, unless it was before."""
    prefetch_related_objects([panel], *CAST_PARTS)
    return [appearance.character for appearance in panel.appearances.all()]


def _members(panel: Panel, wanted: list[uuid.UUID]) -> list[Character]:
    """The wanted characters in the wanted order, each once; 422 for somebody who is not in the story's cast."""
    members = {m.character_id: m.character for m in panel.page.story.cast.select_related("character")}
    unique = list(dict.fromkeys(wanted))
    if any(each not in members for each in unique):
        raise Refused(422, Trouble("not_in_cast", "Someone in this panel is not in the story's cast.", hint="Reload."))
    return [members[each] for each in unique]


def keep(user: AbstractBaseUser, panel_id: uuid.UUID, picture_id: uuid.UUID) -> Panel:
    """Put a try on the page."""
    panel = selectors.panel(user, panel_id)
    if panel.locked:
        raise Refused(422, LOCKED)
    if not panel.pictures.filter(pk=picture_id).exists():
        raise Refused(422, NOT_A_TRY)
    with transaction.atomic():
        events.in_turn(panel.page.story)
        Panel.objects.filter(pk=panel_id).update(kept=picture_id, revision=F("revision") + 1)
        events.changed(panel.page.story, f"panel:{panel_id}")
    return selectors.panel(user, panel_id)


def render(user: AbstractBaseUser, panel_id: uuid.UUID, wanted: RenderIn, key: str | None) -> Job:
    """Have one more try drawn. The job gets the whole request: later changes of words or cast do not reach it."""
    panel = selectors.panel(user, panel_id)
    cast = _cast(panel)
    cards = _cards(panel, cast)
    kept = panel.seed if wanted.redo is None else None
    seeds = (each for each in (wanted.seed, kept) if each is not None)
    request = _request(panel, cast, cards, next(seeds, _derived_seed(panel)))
    _paint(request, panel.page.story.style if wanted.style is None else wanted.style)
    if wanted.redo is not None:
        request["redo"] = _redo(panel, wanted.redo, [who["character"] for who in request["cast"]])
    policy.check_words(str(request["prompt"]))
    order = jobs.Order(
        topic=panel.page.story.topic,
        kind="render",
        subject_kind="panel",
        subject_id=panel_id,
        params=request,
        key=key,
        owner_id=panel.page.story.owner_id,
        model=settings.ONEACTOR_BACKEND,
    )
    return jobs.submit(user, order)


def _redo(panel: Panel, wanted: RedoIn, cast: list[str]) -> dict[str, Any]:
    """The try to draw over, as the worker needs it; 422 where it is none or does not show who is meant."""
    picture = panel.pictures.filter(pk=wanted.picture).first()
    if picture is None:
        raise Refused(422, NOT_A_TRY)
    who = None if wanted.character is None else str(wanted.character)
    if who is not None and who not in cast:
        raise Refused(422, Trouble("not_in_panel", "This character is not in the panel.", hint="Reload."))
    figure = None if who is None else cast.index(who)
    return wanted.model_dump(mode="json", include={"strength", "box", "painted"}) | {
        "file": picture.file,
        "figure": figure,
    }


def check_drawable(panel: Panel) -> None:
    """Raises `Refused`, with what to do, where a panel cannot be drawn as it is."""
    _cards(panel, _cast(panel))


def _cards(panel: Panel, cast: list[Character]) -> list[Card]:
    """What to draw the cast with; 422 where the panel cannot be drawn as it is."""
    if panel.locked:
        raise Refused(422, LOCKED)
    if not panel.scene:
        raise Refused(422, EMPTY_SCENE)
    _check_number(cast)
    return [_card(character, panel.worn_by(character)) for character in cast]


def _check_number(cast: list[Character]) -> None:
    limit = studio.info().tested_characters
    if len(cast) > limit:
        message = f"This panel has {len(cast)} characters; up to {limit} in one picture are tested."
        hint = "Take someone out, or tell the scene on two pages."
        raise Refused(422, Trouble("too_many_characters", message, hint=hint, details={"limit": limit}))


def _card(character: Character, worn: Outfit | None) -> Card:
    """The card to draw with; 422 where there is none that fits the character, and its outfit, as they are now."""
    card = character_selectors.drawn_with(character, worn)
    if card is not None:
        if studio.of_older_model(card.model):
            raise Refused(422, older_model(character))
        return card
    if worn is not None and character_selectors.usable_card(character) is not None:
        raise Refused(422, outfits.not_learnt(character, worn))
    if character.target is None:
        raise Refused(422, not_picked(character))
    if character_selectors.reworded(character):
        raise Refused(422, words_changed(character))
    name, details = character.name, {"character": str(character.pk)}
    message, hint = f"{name} is not learnt yet.", f"Learn {name} in the cast, or draw without {name}."
    if character.card is not None:
        message = f"{name} has changed since learnt."
        hint = f"Learn {name} again in the cast, or draw without {name}."
    raise Refused(422, Trouble("character_not_learnt", message, hint=hint, details=details))


def _request(panel: Panel, cast: list[Character], cards: list[Card], seed: int) -> dict[str, Any]:
    """All that the picture depends on; cards by the hash of their file. Members in the order of the prompt."""
    places = panel.standing
    drawn = placing.from_left_to_right(list(zip(cast, cards, strict=True)), places)
    words = [(who.name, card.description, card.base_word) for who, card in drawn]
    composed = studio.compose(panel.scene, words)
    members = [
        {
            "character": str(who.pk),
            "name": who.name,
            "description": card.description,
            "base_word": card.base_word,
            "card": card.file,
            "target": card.candidate.picture,
            "place": places.get(str(who.pk)),
            **({} if card.outfit_id is None else {"outfit": str(card.outfit_id), "worn": card.worn}),
        }
        for who, card in (drawn[index] for index in composed.order)
    ]
    return {
        "prompt": composed.prompt,
        "scene": panel.scene,
        "cast": members,
        "seed": seed,
        "notices": [*composed.notices, *placing.notices([drawn[index][0] for index in composed.order], places)],
    }


def _paint(request: dict[str, Any], style: str) -> None:
    """Say in a request what kind of picture it is to be."""
    if style:
        request["style"] = style
        request["prompt"] = f"{style} of {request['prompt']}"
        request["notices"] += studio.notices(style)


def _derived_seed(panel: Panel) -> int:
    """The same panel's n-th try always gets the same seed."""
    tries = selectors.tries(panel)
    return int.from_bytes(sha256(f"{panel.origin or panel.pk}/{tries}".encode()).digest()[:4]) & 0x7FFFFFFF
