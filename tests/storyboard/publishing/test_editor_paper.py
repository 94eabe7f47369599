"""The editor shows a page as it will be printed, so its style sheet has the measures of the page shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storyboard.publishing.geometry import SQUARE_SCREEN, Box

CSS = (Path(__file__).parents[3] / "frontend" / "src" / "pages" / "paper.css").read_text(encoding="utf-8")


def rule(selector: str) -> str:
    return CSS.split(f"\n{selector} {{", 1)[1].split("}", 1)[0]


def measure(text: str, name: str, unit: str) -> float:
    found = re.search(rf"\b{name}: calc\(([\d.]+) \* var\(--{unit}\)\)", text)
    assert found, name
    return float(found[1])


@pytest.mark.parametrize(
    ("selector", "box"), [(".paper__picture", SQUARE_SCREEN.picture), (".paper__place", SQUARE_SCREEN.text)]
)
def test_places(selector: str, box: Box) -> None:
    text = rule(selector)
    assert Box(*(measure(text, name, "inch") for name in ("left", "top", "width", "height"))) == box


@pytest.mark.parametrize("index", range(3))
def test_styles_of_text_under_a_picture(index: int) -> None:
    style = SQUARE_SCREEN.text_styles[index]
    text = rule(".paper__text" if index == 0 else f'.paper__text[data-size="{style.size}"]')
    assert measure(text, "font-size", "pt") == style.size
    assert measure(text, "line-height", "pt") == style.leading
