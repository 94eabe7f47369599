"""What the server says can be said in every language of the editor: each sentence is a key of its catalogues."""

from __future__ import annotations

import json
import re
from pathlib import Path

from characters import pictures, studio
from characters.schemas import UnknownWordOut
from jobs.errors import DISK_FULL
from oneactor import CastWords, compose
from storyboard.publishing import profiles
from storyboard.publishing.pictures import LANCZOS
from tests.storyboard.sentences import sources

SENTENCES: list[str] = json.loads(Path("frontend/src/language/served.json").read_text())
HOLE = re.compile(r"\{\{\w+\}\}")
KNOWN = {HOLE.sub("{}", each) for each in SENTENCES}


def destinations() -> set[str]:
    """What is shown of the places where a book can go."""
    texts = {text for each in profiles().values() for text in (each.name, each.about)}
    return texts | {trim.name for each in profiles().values() for trim in each.trims} | {LANCZOS.name}


def fits(said: str) -> bool:
    """Whether a whole sentence is one of the keys, filled in."""
    forms = (".+".join(map(re.escape, HOLE.split(each))) for each in SENTENCES)
    return any(re.fullmatch(form, said, re.DOTALL) for form in forms)


def test_destinations_errors_and_steps_of_work_have_keys() -> None:
    spoken = {text for source in sources() for text in source.sentences()}
    assert len(spoken) > 150
    tables = {text for pair in pictures._WORDS.values() for text in pair} | set(studio._HINTS.values())
    assert {each for each in spoken | tables | destinations() if each} - KNOWN == set()
    assert DISK_FULL.message in KNOWN


def test_no_key_is_left_of_what_nobody_says() -> None:
    assert len(KNOWN) == len(SENTENCES), "each once"
    assert KNOWN - destinations() - {text for source in sources() for text in source.literals()} == set()


def test_notices_are_keys_filled_in() -> None:
    cast = [CastWords("Mia", "a white fox", "fox"), CastWords("Tom", "a red robot", "robot")]
    unknown = [UnknownWordOut(word="foxx", near=near) for near in ([], ["fox", "box"])]
    notices = [*map(studio._sentence, unknown), *compose("in the snow", cast).notices]
    assert len(notices) == 4
    assert [each for each in notices if not fits(each)] == []
