"""Kills while a character is learnt and pages are drawn, for real, with a tiny model: nothing lost, the same bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.running_studio import RunningStudio, until
from tests.soak.figures import Show, at_least, none
from tests.soak.studios import COUNT, MODES, manage, running

pytestmark = pytest.mark.soak
SETTINGS = {mode: f"tests.soak.tiny_{mode}_settings" for mode in MODES}
#: of these kills at least so many have to find the job at work: the rest comes after its end
SHARE = 0.5


@pytest.fixture
def studio(mode: str, tmp_path: Path) -> Iterator[RunningStudio]:
    with running(mode, tmp_path / "data", SETTINGS[mode], durable=True) as studio:
        yield studio


def learning(studio: RunningStudio, story: str) -> str:
    """A character with a picked look."""
    made = studio.post(f"/stories/{story}/characters", {"name": "Mia", "description": "a white fox"})["id"]
    studio.wait(studio.post(f"/characters/{made}/propose", {"count": 4, "seed": 1})["id"], seconds=300)
    candidates = studio.get(f"/stories/{story}")["cast"][0]["candidates"]
    studio.post(f"/characters/{made}/pick", {"candidate": candidates[0]["id"]})
    return str(made)


def kill_something(studio: RunningStudio, whole: bool) -> None:
    if whole:
        studio.kill()
        studio.start()
        return
    with suppress(StopIteration, psutil.NoSuchProcess):  # it is just being replaced
        studio.worker().kill()


COUNT_CARDS = "from characters.models import Card; print(Card.objects.values('file').distinct().count())"


@pytest.mark.parametrize("whole", [False, True], ids=["child", "process"])
def test_kills_while_learning_and_drawing(studio: RunningStudio, mode: str, whole: bool, show: Show) -> None:
    chance = random.Random(3)
    story = str(studio.post("/stories", {"title": "Mia"})["id"])
    character = learning(studio, story)
    panel = studio.post(f"/stories/{story}/pages")["panels"][0]
    studio.patch(f"/panels/{panel['id']}", {"scene": "in the snow", "cast": [character]}, panel["revision"])
    ended = []
    for number in range(COUNT):
        path = f"/characters/{character}/tune" if number % 2 == 0 else f"/panels/{panel['id']}/render"
        job = studio.post(path, {"seed": 0 if number % 2 == 0 else 5})["id"]
        until(lambda job=job: studio.get(f"/jobs/{job}")["total"] > 0, 300, studio.errors)  # type: ignore[misc]
        time.sleep(chance.random())
        kill_something(studio, whole)
        ended.append(studio.wait(job, seconds=300))
    pictures = studio.get(f"/stories/{story}")["pages"][0]["panels"][0]["pictures"]
    cards = manage(studio, "shell", "--verbosity", "0", "-c", COUNT_CARDS).stdout
    kinds = {studio.browser.get(studio.address + each["url"], timeout=20).content for each in pictures}
    what = f"{COUNT} kills of the {'whole' if whole else 'child'} while learning and drawing, {mode}"
    found = (
        none(f"{what}: jobs lost", sum(each["state"] != "done" for each in ended)),
        none(f"{what}: pictures too many or too few", abs(len(pictures) - COUNT // 2)),
        none(f"{what}: pictures of other bytes than the first", len(kinds) - 1),
        none(f"{what}: cards of other bytes than the first", int(cards) - 1),
        at_least(f"{what}: jobs met at work", sum(each["attempt"] > 1 for each in ended), SHARE * COUNT),
        none(f"{what}: rows without their file", manage(studio, "verify").returncode),
    )
    for figure in found:
        show(figure)
    assert all(figure.held for figure in found), found
