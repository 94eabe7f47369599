"""The editor shows a page as it will be printed, so its style sheet has the measures of the page shape."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from storyboard.publishing import panels, spreads
from storyboard.publishing.geometry import SQUARE_SCREEN, Box
from storyboard.publishing.readers import READERS, for_readers

EDITOR = Path(__file__).parents[3] / "frontend" / "src"
CSS, LAYOUT, SHAPE, WORDS, AGES = (
    (EDITOR / name).read_text(encoding="utf-8")
    for name in (
        "pages/paper.css",
        "pages/layout.ts",
        "bubbles/BubbleShape.tsx",
        "bubbles/useFittingWords.ts",
        "story/readers.ts",
    )
)


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


@pytest.mark.parametrize("readers", READERS)
def test_styles_of_text_under_a_picture(readers: str) -> None:
    styles = for_readers(SQUARE_SCREEN, readers).text_styles
    for style in styles:
        usual = style == SQUARE_SCREEN.text_styles[0]
        text = rule(".paper__text" if usual else f'.paper__text[data-size="{style.size}"]')
        assert measure(text, "size", "pt") == style.size
        assert measure(text, "leading", "pt") == style.leading
    assert "font-size: var(--size);" in rule(".paper__text")
    assert "line-height: var(--leading);" in rule(".paper__text")
    tried = re.search(rf'"{re.escape(readers)}": \[("\d+"(?:, "\d+")*)\]', AGES)
    assert tried
    assert [int(size) for size in re.findall(r"\d+", tried[1])] == [style.size for style in styles]


def constant(text: str, name: str) -> float:
    found = re.search(rf"^const {name} = ([\d.]+);", text, re.MULTILINE)
    assert found, name
    return float(found[1])


def test_panels_of_a_square_page() -> None:
    place = SQUARE_SCREEN.picture
    assert (constant(LAYOUT, "GAP"), constant(LAYOUT, "SIDE")) == (panels.GAP, place.width)
    rows = dict(re.findall(r"(\d): (\[[\d, ]+\])", LAYOUT))
    assert len(rows) == 6
    for count, found in rows.items():
        tops = [round(box.top, 6) for box in panels.panel_boxes(place, int(count))]
        assert [tops.count(top) for top in sorted(set(tops))] == json.loads(found), count


def test_a_picture_over_two_pages() -> None:
    shape = SQUARE_SCREEN
    whole = spreads._whole(shape)
    assert (constant(LAYOUT, "PAGE"), constant(LAYOUT, "SPREAD")) == (shape.width, whole.width)
    (told, free) = spreads._sides(shape, right_bound=False, told=True)
    assert constant(LAYOUT, "INSET") == free.free.left == free.free.top
    assert constant(LAYOUT, "TEXT_TOP") == pytest.approx(told.free.bottom)
    (told, free) = spreads._sides(shape, right_bound=True, told=True)
    assert (told.start, free.start) == (shape.width, 0)
    right = rule('.paper[data-look="spread"][data-right-bound="true"] .paper__place')
    assert measure(right, "left", "inch") == shape.width + shape.text.left


def test_words_over_pictures() -> None:
    assert constant(SHAPE, "PADDING") == panels._PADDING
    found = [(int(size), int(leading)) for size, leading in re.findall(r"\[(\d+), (\d+)\]", WORDS)]
    assert found == list(panels._SIZES.items())
