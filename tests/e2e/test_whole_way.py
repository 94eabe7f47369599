"""From the empty library to a finished book, as a writer goes it, by keys alone, with the real drawing model."""

from __future__ import annotations

import io
from contextlib import closing

import numpy
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from storyboard.publishing.geometry import POINTS_PER_INCH, SQUARE_SCREEN
from tests.e2e import editor
from tests.e2e.conftest import Studio
from tests.e2e.hands import by_keys
from tests.e2e.test_screens import PAIR, expect_nothing, look_at

TITLE = "The Visit"
AUTHOR = "Ada Example"
CAST = {
    "Mia": "a white fox with a green scarf",
    "Tom": "a blue robot",
    "Bruno": "a brown bear in a red cap",
}
OUTFIT = ("Holiday clothes", "a white fox in a red cap")
PAGES = (
    ("Mia looked out. “It has snowed!” she said.", ["Mia"], "Mia waving in the snow"),
    ("In the forest she met Tom, who never felt the cold.", ["Mia", "Tom"], "in the forest"),
    ("And Bruno? Bruno was awake, in the middle of winter.", ["Mia", "Tom", "Bruno"], "in the snow"),
    ("“I dreamt of the sea,” said Bruno.", ["Bruno"], "Bruno sitting on the beach"),
    ("Tom had never seen it.", ["Tom"], "Tom standing in the city"),
    ("So they went, all three of them.", ["Mia", "Tom", "Bruno"], "on the beach"),
    ("Mia jumped for joy.", ["Mia"], "Mia jumping on the beach"),
    ("And nobody was cold any more.", ["Mia", "Bruno"], "in the forest"),
)


@pytest.mark.weights
def test_from_the_empty_library_to_the_book(
    studio: Studio, context: BrowserContext, page: Page, troubles: list[str]
) -> None:
    by_keys(page)
    page.goto(studio.door)
    expect(page.get_by_role("heading", name="A blank book is waiting")).to_be_visible()
    editor.new_story(page, TITLE, AUTHOR)
    _cast(page)

    address = page.url
    page.close()  # the learning goes on without the tab
    page = context.new_page()
    by_keys(page)
    page.goto(address)

    _write(page)
    editor.go_to(page, "Cast")
    for name in CAST:
        editor.expect_learnt(page, name)
    found: dict[str, list[str]] = {}
    look_at(page, "19-learnt", found, PAIR)
    editor.add_outfit(page, "Mia", *OUTFIT)  # it is learnt before the first page is drawn
    editor.draw_missing(page, len(PAGES))
    _change(page)
    look_at(page, "20-tries", found, PAIR)
    editor.read_through(page, len(PAGES))

    _check(editor.export(page), _kept(page, address))
    expect_nothing(found)
    assert troubles == []


def _cast(page: Page) -> None:
    for name, description in CAST.items():
        editor.add_character(page, name, description)
        editor.propose(page, name)
    for look, name in enumerate(CAST, start=1):
        editor.pick(page, name, look)
        editor.learn(page, name)


def _write(page: Page) -> None:
    editor.go_to(page, "Pages")
    for number, (text, cast, scene) in enumerate(PAGES, start=1):
        editor.add_page(page, number, text)
        editor.describe(page, cast, scene)
        editor.expect_saved(page)


def _change(page: Page) -> None:
    """One picture anew in other clothes, one with a single character drawn again, one a little different."""
    editor.go_to(page, "Pages")
    editor.open_page(page, 1)
    editor.wear(page, "Mia", OUTFIT[0])
    editor.draw_again(page, 2)
    editor.keep(page)
    number = editor.draw_one_again(
        page, "Tom", [number for number, (_, cast, _) in enumerate(PAGES, 1) if "Tom" in cast]
    )
    likeness = page.get_by_role("list", name="Likeness").get_by_role("listitem")
    expect(likeness).to_have_count(len(PAGES[number - 1][1]))
    editor.keep(page)
    editor.open_page(page, len(PAGES))
    editor.change(page, "Nudge")
    editor.expect_try(page, 2)
    editor.keep(page)


def _kept(page: Page, address: str) -> list[Image.Image]:
    """The kept picture of each page, from the studio itself."""
    origin, _, rest = address.partition("/stories/")
    story = page.request.get(f"{origin}/api/stories/{rest.split('/')[0]}").json()
    urls = [
        picture["url"]
        for each in story["pages"]
        for panel in each["panels"]
        for picture in panel["pictures"]
        if picture["id"] == panel["kept"]
    ]
    return [Image.open(io.BytesIO(page.request.get(f"{origin}{url}").body())).convert("RGB") for url in urls]


def _check(book: bytes, kept: list[Image.Image]) -> None:
    """The book holds the words, and on each page the picture that was kept for it."""
    with closing(pypdfium2.PdfDocument(book)) as document:
        sheets = [document[index] for index in range(len(document))]
        words = [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in sheets]
        printed = [_picture(sheet.render(scale=2).to_pil()) for sheet in sheets[1:]]
    assert words == [f"{TITLE} {AUTHOR}", *(f"{text} {number}" for number, (text, _, _) in enumerate(PAGES, start=1))]
    assert len(kept) == len(printed)
    for drawn, seen in zip(kept, printed, strict=True):
        assert numpy.abs(_coarse(drawn) - _coarse(seen)).mean() < 6  # of 255
    with pikepdf.open(io.BytesIO(book)) as opened:
        assert [len(sheet.get_images()) for sheet in opened.pages] == [1] * len(sheets)


def _picture(sheet: Image.Image) -> Image.Image:
    """The picture's place on a rendered page."""
    scale = sheet.width / (SQUARE_SCREEN.width * POINTS_PER_INCH)
    place = SQUARE_SCREEN.picture
    edges = (place.left, place.top, place.left + place.width, place.bottom)
    return sheet.convert("RGB").crop(tuple(round(edge * POINTS_PER_INCH * scale) for edge in edges))  # type: ignore[arg-type]


def _coarse(picture: Image.Image) -> numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]:
    return numpy.asarray(picture.resize((32, 32), Image.Resampling.BOX), dtype=numpy.float64)
