"""From a story to the pages of a book as a printer takes it: pages around the story, up to the number asked for.

What is added has no words but the writer's own: a book in any language stays in that language.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

from storyboard.publishing.content import BookContent, Place, PublishingError
from storyboard.publishing.edition import Edition
from storyboard.publishing.geometry import Box, PageShape
from storyboard.publishing.imposition import begins_opening
from storyboard.publishing.layout import Sheet, apart, centred, line, placed, title_sheet, together
from storyboard.publishing.spreads import spread
from storyboard.publishing.text import clean

_LEAF = 2  # pages
_VIGNETTE = 0.4  # of the page's width


def plan(book: BookContent, edition: Edition) -> list[Sheet]:
    """All pages in order, from the first right page on.

    Raises:
        PublishingError: text that is too long or cannot be printed in the book's typefaces; an EPUB without a title.
    """
    if edition.profile.format != "pdf" and not clean(book.title):
        message = "An EPUB needs a title: reading programs list it by that. Give the story one."
        raise PublishingError(message, code="no_title")
    pages = edition.profile.pages.least
    sheets = _plan(book, edition, edition.shape(pages))
    if edition.profile.inner_margin(len(sheets)) != edition.profile.inner_margin(pages):
        sheets = _plan(book, edition, edition.shape(len(sheets)))
    return sheets


def _plan(book: BookContent, edition: Edition, shape: PageShape) -> list[Sheet]:
    if edition.profile.format == "flowing":
        return _begun(lay_out(_singly(book), shape))
    if not edition.profile.matter:
        return lay_out(book, shape)
    in_pairs = edition.profile.layout == "apart"
    front = _front(book, shape, in_pairs=in_pairs)
    story = _story(book, shape, len(front), in_pairs=in_pairs)
    rule = edition.profile.pages
    if in_pairs and len(front) + len(story) + _LEAF <= rule.least:
        front = [_half_title(book, shape), Sheet(None, None), *front]
        story = _story(book, shape, len(front), in_pairs=in_pairs)
    done = len(front) + len(story)
    least = max(rule.least, done + 1 if rule.last_blank else done)
    return [*front, *story, *_back(book, shape, least + -least % rule.multiple - done)]


def lay_out(book: BookContent, shape: PageShape) -> list[Sheet]:
    """The title page, then at least one sheet for every story page; numbers count from the first of these.

    Raises:
        PublishingError: text that is too long or cannot be printed in the book's typefaces.
    """
    return [title_sheet(book, shape), *_story(book, shape, 1, in_pairs=False, counted=0)]


def _singly(book: BookContent) -> BookContent:
    """No page of it faces another one."""
    return replace(book, pages=tuple(replace(each, spread=False) for each in book.pages))


def _begun(sheets: list[Sheet]) -> list[Sheet]:
    """Nothing goes on on a page of its own where text flows; page numbers are those of the fixed pages."""
    return [replace(sheet, words_over=0) for sheet in sheets if sheet.heading is not None]


def _front(book: BookContent, shape: PageShape, *, in_pairs: bool) -> list[Sheet]:
    """Title on a right page, copyright behind it. Before pairs, a third page brings the story to a left one."""
    dedication = _words(book, book.dedication, "the dedication", shape)
    third = [dedication] if book.dedication.strip() else [_vignette(book, shape, next(iter(book.pictured), None))]
    with_third = in_pairs or book.dedication.strip()
    return [title_sheet(book, shape), _copyright(book, shape), *(third if with_third else [])]


def _copyright(book: BookContent, shape: PageShape) -> Sheet:
    """The sign, the year and the name need no translation."""
    place = Box(shape.text_alone.left, shape.height / 2, shape.text_alone.width, 0.8)
    return _words(book, f"© {book.created.year} {book.author}".strip(), "the copyright line", shape, place)


def _words(book: BookContent, text: str, name: str, shape: PageShape, place: Box | None = None) -> Sheet:
    words = line(book, text, name, shape.author_styles[0])
    box = place or shape.text_alone
    return Sheet(None, None, tuple(centred(words, shape.author_styles, box, book.language)))


def _half_title(book: BookContent, shape: PageShape) -> Sheet:
    title = line(book, book.title, "the title", shape.title_styles[0])
    return Sheet(None, None, tuple(centred(title, shape.title_styles[2:], shape.title_alone, book.language)))


def _story(book: BookContent, shape: PageShape, before: int, *, in_pairs: bool, counted: int = 1) -> list[Sheet]:
    """All pages of the story behind so many others; the book's first has the number `counted`."""
    sheets: list[Sheet] = []
    for index, page in enumerate(book.pages, start=1):
        if page.opened and not begins_opening(before + len(sheets)):
            sheets.append(_leading(book, shape, index, before + len(sheets) + counted))
        number = before + len(sheets) + counted
        if page.opened:
            sheets.extend(spread(book, index, number, shape, in_pairs=in_pairs))
        else:
            sheets.extend((apart if in_pairs else together)(book, index, number, shape))
    return sheets


def _leading(book: BookContent, shape: PageShape, index: int, number: int) -> Sheet:
    """A page before two that have to face each other, with the picture before theirs."""
    earlier = [each for each in book.pictured if each.page < index]
    return replace(_vignette(book, shape, earlier[-1] if earlier else None), number=number, leads_to=index)


def _back(book: BookContent, shape: PageShape, count: int) -> list[Sheet]:
    """Pages behind the story: small pictures from it, the very last page empty."""
    last_first: list[Place | None] = [*reversed(book.pictured)] or [None]
    shown = [_vignette(book, shape, at) for at, _ in zip(cycle(last_first), range(count - 1), strict=False)]
    return [*shown, Sheet(None, None)] if count else []


def _vignette(book: BookContent, shape: PageShape, at: Place | None) -> Sheet:
    """A picture of the story once more, small: an ornament without alternative text. Without one, an empty page."""
    side = _VIGNETTE * shape.width
    box = Box((shape.width - side) / 2, (shape.height - side) / 2, side, side)
    return Sheet(None, None, (), tuple(replace(each, alt="") for each in placed(book, at, box)))
