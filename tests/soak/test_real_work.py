"""Kills while a character is learnt and pages are drawn, for real, with a tiny model: nothing lost, the same bytes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.running_studio import ROOT, RunningStudio
from tests.soak.test_kills import COUNT

pytestmark = pytest.mark.soak
SETTINGS = "tests.soak.tiny_studio_settings"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path / "data", SETTINGS) as running:
        yield running


@pytest.fixture
def story(studio: RunningStudio) -> str:
    return str(studio.post("/stories", {"title": "Mia"})["id"])


def learning(studio: RunningStudio, story: str) -> str:
    """A character with a picked look."""
    made = studio.post(f"/stories/{story}/characters", {"name": "Mia", "description": "a white fox"})["id"]
    studio.wait(studio.post(f"/characters/{made}/propose", {"count": 4, "seed": 1})["id"], seconds=120)
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


@pytest.mark.parametrize("whole", [False, True], ids=["child", "process"])
def test_kills_while_learning_and_drawing(studio: RunningStudio, story: str, whole: bool) -> None:
    chance = random.Random(3)
    character = learning(studio, story)
    page = studio.post(f"/stories/{story}/pages")["panels"][0]
    studio.patch(f"/panels/{page['id']}", {"scene": "in the snow", "cast": [character]}, page["revision"])
    ended = []
    for number in range(COUNT):
        path = f"/characters/{character}/tune" if number % 2 == 0 else f"/panels/{page['id']}/render"
        job = studio.post(path, {} if number % 2 == 0 else {"seed": 5})["id"]
        time.sleep(chance.random())
        kill_something(studio, whole)
        ended.append(studio.wait(job, seconds=120))
    print(f"\n{COUNT} kills, at most {max(each['attempt'] for each in ended)} attempts")
    assert [each["state"] for each in ended] == ["done"] * COUNT
    pictures = studio.get(f"/stories/{story}")["pages"][0]["panels"][0]["pictures"]
    assert len(pictures) == COUNT // 2
    assert len({studio.browser.get(studio.address + each["url"], timeout=20).content for each in pictures}) == 1
    studio.stop()
    environment = {**os.environ, "STORY_DATA": str(studio.folder), "DJANGO_SETTINGS_MODULE": SETTINGS}
    subprocess.run([sys.executable, "manage.py", "verify"], cwd=ROOT, env=environment, check=True)
