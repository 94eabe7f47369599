"""The shapes of bubbles, worked out by hand; the editor's test has the same numbers."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from storyboard.publishing import Bubble, Kind, PageContent, edition, write_book
from storyboard.publishing.geometry import Box
from storyboard.publishing.outline import Outline, outline
from storyboard.publishing.panels import Spot, place_bubble
from storyboard.publishing.planner import plan
from tests.storyboard.publishing.books import book

#: A bubble of 2 by 1 inches in a picture of 4, its middle 1 inch from left and top, the tip 2 inches below.
WORDS = Bubble("Hi!", 0, 0.125, 0.5, 0.25, (0.25, 0.75))


def shape(kind: Kind) -> Outline:
    said = Bubble(WORDS.text, WORDS.left, WORDS.top, WORDS.width, WORDS.height, WORDS.tail, kind)
    return outline(place_bubble(said, Spot(Box(0, 0, 4, 4), 1, None, "en", "Andika")))


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


@pytest.mark.parametrize(("kind", "inked"), [("speech", False), ("thought", True), ("shout", True)])
def test_bulges_and_spikes_reach_the_paper(kind: Kind, inked: bool, tmp_path: Path) -> None:
    """Just above the upper edge of the box the picture is covered with white, where something stands out of it."""
    picture = tmp_path / "green.png"
    Image.new("RGB", (64, 64), "#00a000").save(picture)
    bubble = Bubble("Hi!", 0.3, 0.3, 0.4, 0.2, (0.5, 0.9), kind)
    made = edition("screen")
    content = book(PageContent("", picture, "green", bubbles=(bubble,)))
    write_book(content, tmp_path / "book.pdf", made)
    with pypdfium2.PdfDocument(tmp_path / "book.pdf") as document:
        page = document[1].render(scale=1).to_pil().convert("RGB")
    box = plan(content, made)[1].bubbles[0].box
    left, top, right = (round(72 * inches) for inches in (box.left, box.top, box.left + box.width))
    above = [page.getpixel((x, top - 5)) for x in range(left, right)]
    whites = [dot for dot in above if isinstance(dot, tuple) and min(dot) > 240]
    assert bool(whites) == inked
