"""What is said of pictures over two pages: what the fold takes, what stood in it, and what was done for them."""

from __future__ import annotations

from collections.abc import Iterator

from storyboard.publishing.content import BookContent, Figure
from storyboard.publishing.edition import Edition
from storyboard.publishing.finding import Finding
from storyboard.publishing.layout import PlacedPicture, Sheet


def folds(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """All findings about pictures over two pages."""
    if made.profile.format == "flowing":
        yield from _flowing(book)
        return
    for index, sheet in enumerate(sheets):
        if sheet.leads_to is not None:
            yield _put_in(sheet.leads_to, index)
        if any(each.moved for each in sheet.bubbles):
            yield _moved(sheet.story_page or 0, index)
    yield from _lost(book, sheets, made)


def _flowing(book: BookContent) -> Iterator[Finding]:
    for number, page in enumerate(book.pages, start=1):
        if page.opened:
            message = f"The picture of page {number} is shown whole: where text flows, no two pages face each other."
            yield Finding("warning", "spread_flows", message, number)


def _put_in(number: int, index: int) -> Finding:
    message = f"A page is put in before page {number}, so that the two pages of its picture face each other."
    fix = "Add a page before it, or move it, if you do not want that."
    return Finding("warning", "page_put_in", message, number, fix, index)


def _moved(number: int, index: int) -> Finding:
    message = f"A speech bubble of page {number} lies across the fold, and is moved to one side of it."
    return Finding("warning", "bubble_in_fold", message, number, "Check what it covers.", index)


def _lost(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Who may be out of sight where pages are glued together."""
    loss = made.profile.inner_loss(len(sheets))
    seen: set[int] = set()
    for index, picture in _over_two(sheets):
        if loss and picture.page not in seen:
            seen.add(picture.page)
            figures = book.pages[picture.page - 1].panels[0].figures
            yield from _in_fold(picture, index, figures, loss)


def _over_two(sheets: list[Sheet]) -> Iterator[tuple[int, PlacedPicture]]:
    for index, sheet in enumerate(sheets):
        yield from ((index, each) for each in sheet.pictures if each.spread)


def _in_fold(picture: PlacedPicture, index: int, figures: tuple[Figure, ...], loss: float) -> Iterator[Finding]:
    """Those whose middle may lie in the strip that the binding takes; those without a place may stand anywhere."""
    there = [each.name for each in figures if _meets(each, loss / picture.box.width)]
    inches = f"{loss:g}"
    if there:
        message = f"In the picture of page {picture.page}, {' and '.join(there)} may stand in the fold."
        fix = f"The binding can hide up to {inches} inches on each side of it. Place them left or right of the middle."
        values = (("who", ", ".join(there)), ("inches", inches))
        yield Finding("warning", "figure_in_fold", message, picture.page, fix, index, values=values)


def _meets(figure: Figure, share: float) -> bool:
    if figure.left is None or figure.right is None:
        return True
    quarter = (figure.right - figure.left) / 4
    return figure.left + quarter < 0.5 + share and figure.right - quarter > 0.5 - share
