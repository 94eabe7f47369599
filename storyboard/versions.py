"""Whether a picture still is what would be drawn now: its kept request beside the panel and the cast today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from characters import selectors as characters
from characters.models import Character, Outfit
from storyboard.models import Panel, Picture
from storyboard.schemas.panels import StaleOut


def stale(picture: Picture, panel: Panel) -> list[StaleOut]:
    """The reasons why a new try would be asked for differently; empty while the picture is fresh.

    `panel` comes with its story, its appearances and their characters' cards, or they are fetched.
    """
    judges = (_words, _style, _cast, _places, _looks)
    return [reason for judge in judges for reason in judge(picture.request, panel)]


def _words(request: dict[str, Any], panel: Panel) -> Iterator[StaleOut]:
    # Pictures from before scenes were kept have only their prompt, of which the scene is a part: not judged.
    if request.get("scene", panel.scene) != panel.scene:
        yield StaleOut(reason="words")


def _style(request: dict[str, Any], panel: Panel) -> Iterator[StaleOut]:
    if request.get("style", "") != panel.page.story.style:
        yield StaleOut(reason="style")


def _cast(request: dict[str, Any], panel: Panel) -> Iterator[StaleOut]:
    drawn = {who["character"] for who in request["cast"]}
    if drawn != {str(each.character_id) for each in panel.appearances.all()}:
        yield StaleOut(reason="cast")


def _places(request: dict[str, Any], panel: Panel) -> Iterator[StaleOut]:
    """Of those who are in both, who is to stand elsewhere by now."""
    today = panel.standing
    shown = {str(each.character_id) for each in panel.appearances.all()}
    if any(who.get("place") != today.get(who["character"]) for who in request["cast"] if who["character"] in shown):
        yield StaleOut(reason="places")


def _looks(request: dict[str, Any], panel: Panel) -> Iterator[StaleOut]:
    """Of those who are in both, whose look is another one by now."""
    today = {str(each.character_id): each.character for each in panel.appearances.all()}
    for who in request["cast"]:
        character = today.get(who["character"])
        if character is not None and (found := _look(who, character, panel.worn_by(character))) is not None:
            yield found


def _look(who: dict[str, Any], character: Character, worn: Outfit | None) -> StaleOut | None:
    if who.get("outfit") != (None if worn is None else str(worn.pk)):
        return StaleOut(reason="outfit", character=character.pk)
    card = character.card if worn is None else worn.card
    if card is not None and card.file != who["card"]:
        return StaleOut(reason="learnt_again", character=character.pk)
    if characters.drawn_with(character, worn) is None:
        return StaleOut(reason="changed", character=character.pk)
    return None
