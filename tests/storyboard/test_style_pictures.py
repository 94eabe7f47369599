"""What the editor shows of each style is there for the shipped model, small, and can be drawn anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from oneactor import check_words, describe_backend
from storyboard.management.commands.style_pictures import SCENE, SIDE, WORDS

STYLES = json.loads((WORDS / "styles.json").read_text("utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(each.stem.replace("-", " ") for each in folder.iterdir())


def plain(style: str) -> str:
    return style.replace("-", " ")


def test_the_shipped_model_has_one_of_every_style_of_a_few_kilobytes() -> None:
    folder = WORDS / "pictures" / "picturebook"
    assert names(folder) == sorted(map(plain, STYLES))
    for each in folder.iterdir():
        assert each.stat().st_size < 10_000
        with Image.open(each) as picture:
            assert picture.size == (SIDE, SIDE)


def test_the_shipped_model_knows_every_word_of_them() -> None:
    vocabulary = describe_backend("picturebook").vocabulary
    assert check_words(f"{', '.join(STYLES)}, {SCENE}", vocabulary) == []


@pytest.mark.usefixtures("tiny_backend")
def test_are_drawn_anew_for_the_back_end_that_draws(tmp_path: Path) -> None:
    call_command("style_pictures", out=tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["tiny"]
    assert names(tmp_path / "tiny") == sorted(map(plain, STYLES))
