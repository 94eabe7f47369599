"""The real model learns in the real studio; the process is killed half-way, and the job goes on from its checkpoint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from safetensors import safe_open

from tests.running_studio import RunningStudio, until
from tests.soak.figures import holds_torch

pytestmark = pytest.mark.weights


def test_killed_studio_learns_on(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "data", "storyboard.settings") as studio:
        story = studio.post("/stories", {"title": "Mia"})["id"]
        words = {"name": "Mia", "description": "a white fox with a green scarf"}
        character = studio.post(f"/stories/{story}/characters", words)
        proposing = studio.post(f"/characters/{character['id']}/propose", {"count": 4, "seed": 1})["id"]
        assert studio.wait(proposing, seconds=300)["state"] == "done"
        candidates = studio.get(f"/stories/{story}")["cast"][0]["candidates"]
        studio.post(f"/characters/{character['id']}/pick", {"candidate": candidates[0]["id"]})
        tuning = studio.post(f"/characters/{character['id']}/tune")["id"]
        # One checkpoint at least: the embedded model writes one every 3 s.
        checkpoint = studio.folder / "checkpoints" / f"{tuning}.checkpoint"
        until(checkpoint.exists, 300, studio.errors)
        assert (holds_torch(studio.worker().pid), holds_torch(studio.process.pid)) == (True, False)
        studio.kill()
        with safe_open(checkpoint, "pt") as file:
            kept = json.loads(file.metadata()["oneactor"])["step"]
        assert kept > 0
        studio.start()
        until(lambda: studio.get(f"/jobs/{tuning}")["step"] == f"learning on from step {kept}", 120, studio.errors)
        ended = studio.wait(tuning, seconds=600)
        assert (ended["state"], ended["attempt"]) == ("done", 2)
        learnt = studio.get(f"/stories/{story}")["cast"][0]
        assert learnt["state"] == "ready"
        assert learnt["tuned_steps"] > 0
        assert not checkpoint.exists()
