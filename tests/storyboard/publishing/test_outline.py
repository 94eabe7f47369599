"""The shapes of bubbles, worked out by hand; the editor's test has the same numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from storyboard.publishing import Bubble, Kind, edition
from storyboard.publishing.bookfile import BookFile
from storyboard.publishing.colour import inks
from storyboard.publishing.epub.bubbles import bubble
from storyboard.publishing.geometry import Box
from storyboard.publishing.outline import Outline, outline
from storyboard.publishing.panels import PlacedBubble, Spot, place_bubble
from storyboard.publishing.pen import Pen
from tests.storyboard.publishing.books import book

#: A bubble of 2 by 1 inches in a picture of 4, its middle 1 inch from left and top, the tip 2 inches below.
WORDS = Bubble("Hi!", 0, 0.125, 0.5, 0.25, (0.25, 0.75))


def place(kind: Kind) -> PlacedBubble:
    return place_bubble(replace(WORDS, kind=kind), Spot(Box(0, 0, 4, 4), 1, None, "en", "Andika"))


def shape(kind: Kind) -> Outline:
    return outline(place(kind))


def flat(parts: object) -> list[float]:
    """All numbers of a shape, to hundredths."""
    if isinstance(parts, tuple):
        return [number for part in parts for number in flat(part)]
    assert isinstance(parts, int | float)
    return [round(float(parts), 2)]


def test_what_is_said_and_whispered_has_a_tail() -> None:
    said, whispered = shape("speech"), shape("whisper")
    assert flat(said.triangles) == [0.84, 1, 1, 3, 1.16, 1]
    assert (said.corner, said.circles, said.dashed) == (0.16, (), False)
    assert (whispered.triangles, whispered.corner, whispered.dashed) == (said.triangles, 0.16, True)


def test_what_is_thought_is_a_cloud_with_a_trail() -> None:
    found = shape("thought")
    # Seven pieces of 2/7 inch above and below, three of 1/3 inch on either side.
    assert (len(found.circles), found.triangles, found.corner) == (2 * 7 + 2 * 3 + 3, (), 0)
    assert flat(found.circles[0]) == [0.14, 0.5, 0.16]
    assert flat(found.circles[-4]) == [2, 1.33, 0.18]
    # The way to the tip leaves the box after half an inch of two.
    assert flat(found.circles[-3:]) == [1, 2.1, 0.08, 1, 2.55, 0.06, 1, 3, 0.04]


def test_what_is_shouted_has_spikes() -> None:
    found = shape("shout")
    assert (len(found.triangles), found.circles) == (1 + 2 * 7 + 2 * 3, ())
    assert flat(found.triangles[1]) == [0.29, 0.53, 0.14, 0.36, 0, 0.53]
    assert flat(found.triangles[-1]) == [1.97, 1.17, 2.14, 1.33, 1.97, 1.5]


def test_what_is_told_is_a_plain_box() -> None:
    told = Bubble("Once.", 0, 0.1, 0.5, 0.2, None, "shout")
    assert outline(place_bubble(told, Spot(Box(0, 0, 4, 4), 1, None, "en", "Andika"))) == Outline(0.03)


@pytest.mark.parametrize(("kind", "out"), [("speech", False), ("thought", True), ("shout", True), ("whisper", False)])
def test_what_stands_out_of_the_box_reaches_the_paper(kind: Kind, out: bool, tmp_path: Path) -> None:
    """Just above the upper edge of the box the ground is covered with white where something stands out of it."""
    placed, ink = place(kind), inks(edition("screen").profile)
    with BookFile(tmp_path / "bubble.pdf", book(), 4, 4) as canvas:
        pen = Pen(canvas, 4, ink)
        pen.ground(Box(0, 0, 4, 4), ink.mark)
        pen.bubble(placed)
        canvas.showPage()
        canvas.save()
    with pypdfium2.PdfDocument(tmp_path / "bubble.pdf") as document:
        page = document[0].render(scale=1).to_pil().convert("RGB")
    above = [page.getpixel((x, round(72 * placed.box.top) - 5)) for x in range(10, 134)]
    assert any(isinstance(dot, tuple) and min(dot) > 240 for dot in above) == out


@pytest.mark.parametrize(("kind", "parts"), [("speech", (1, 0)), ("thought", (0, 23)), ("shout", (21, 0))])
def test_an_epub_draws_edges_first_and_white_over_them(kind: Kind, parts: tuple[int, int]) -> None:
    drawn = list(bubble(place(kind), edition("epub-fixed").shape(2)))
    half = len(drawn) // 2
    assert {each.get("fill") for each in drawn[:half]} == {"none"}
    assert {each.get("fill") for each in drawn[half:]} == {"#ffffff"}
    tags = [each.tag.rpartition("}")[2] for each in drawn[half:]]
    assert (tags.count("polygon"), tags.count("circle"), tags[-1]) == (*parts, "rect")
    assert all(each.get("stroke-dasharray") is None for each in drawn)
    dashed = [each.get("stroke-dasharray") for each in bubble(place("whisper"), edition("epub-fixed").shape(2))]
    assert dashed == ["5.33 4", "5.33 4", None, None]
