"""Another story world than the shipped one is a module and one command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import OWN, load_world
from oneactor.picturebook.training.stages import PRESETS, Folders, check, run

SHAPES = "tests.oneactor.picturebook.shapes"


def test_a_module_that_is_no_world_is_told_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_world().__name__ == OWN
    with pytest.raises(InvalidRequest, match="sample_scene"):
        load_world("json")
    for missing in ("no_such_world", "json.no_such_world"):
        with pytest.raises(InvalidRequest, match="There is no module"):
            load_world(missing)
    (tmp_path / "broken_world.py").write_text("import no_such_thing")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_thing"):
        load_world("broken_world")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asking(questions: Questions) -> Any:
    """The world of two shapes with other questions."""
    shapes = load_world(SHAPES)
    return SimpleNamespace(**{**vars(shapes), "questions": lambda: questions})


def test_a_work_folder_belongs_to_one_training(tmp_path: Path) -> None:
    smoke, folders, shapes = PRESETS["smoke"], Folders(tmp_path / "work", tmp_path / "weights"), load_world(SHAPES)
    (tmp_path / "work" / "shelf").mkdir(parents=True)  # from before there were stamps
    check(smoke, folders, shapes)
    check(smoke, folders, shapes)
    before = files(tmp_path)
    asked = shapes.questions()
    turned = replace(asked, species=dict(reversed(asked.species.items())))
    for preset, where, world in (
        (smoke, folders, load_world()),
        (replace(smoke, pictures=65), folders, shapes),
        (smoke, replace(folders, start=PICTUREBOOK_WEIGHTS), shapes),
        (smoke, folders, asking(turned)),  # labels and the probe's outputs have the order of the species
    ):
        with pytest.raises(InvalidRequest, match=r"belongs to another training.*name another with --work"):
            run(preset, where, world, say=lambda _: None)
    assert files(tmp_path) == before


def test_what_cannot_be_trained_is_said_before_anything_is_drawn(tmp_path: Path) -> None:
    small = replace(load_world(SHAPES).questions(), size=128)
    with pytest.raises(InvalidRequest, match="draws pictures of 256 px"):
        run(PRESETS["smoke"], Folders(tmp_path / "work", tmp_path / "weights"), asking(small))
    with pytest.raises(InvalidRequest, match="would replace the one it goes on from"):
        run(PRESETS["smoke"], Folders(tmp_path / "work", tmp_path, start=tmp_path), load_world(SHAPES))
    assert not list(tmp_path.iterdir())


def test_parts_that_do_not_fit_are_not_kept(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "work", tmp_path / "weights", PICTUREBOOK_WEIGHTS, keep=True)
    with pytest.raises(InvalidRequest, match="know another world"):
        run(PRESETS["smoke"], folders, load_world(SHAPES), say=lambda _: None)
    start = tmp_path / "start"
    (start / "vae").mkdir(parents=True)
    load_world().questions().save(start)
    (start / "vae" / "config.json").write_text(json.dumps({"block_out_channels": [16, 32]}))
    with pytest.raises(InvalidRequest, match="has the widths"):
        run(PRESETS["smoke"], replace(folders, start=start), load_world(), say=lambda _: None)
    with pytest.raises(ModelMissing, match="No finished model"):
        run(PRESETS["smoke"], Folders(tmp_path / "work", tmp_path / "weights", start), load_world())
    assert not (tmp_path / "work").exists()
