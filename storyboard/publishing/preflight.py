"""What stands between a book and its printer: every finding with its page and, where there is one, a way to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from storyboard.publishing import colour, typeface
from storyboard.publishing.content import BookContent, PageContent, PublishingError
from storyboard.publishing.cover import spine_style, wrap
from storyboard.publishing.edition import Edition
from storyboard.publishing.geometry import Box, PageShape
from storyboard.publishing.imposition import is_right_page
from storyboard.publishing.layout import PlacedPicture, Sheet
from storyboard.publishing.pictures import pixel_size
from storyboard.publishing.planner import plan
from storyboard.publishing.text import how_to_install

Level = Literal["error", "warning"]
_OF_PICTURES = {"low_resolution", "ink", "no_alt", "stale_picture", "unreadable_picture"}


@dataclass(frozen=True)
class Finding:
    """One thing to know before printing.

    Attributes:
        level: an error stops a strict profile, unless the book is a marked draft.
        code: stable name of the rule.
        page: number of the story's page, from 1; `None` where it is the whole book.
        fix: what to do about it, in words.
        sheet: the printed page that shows it, from 0; `None` where it is not one, or the story's page says which.
        values: what the message is filled with, by name, for those who say it in another language.
    """

    level: Level
    code: str
    message: str
    page: int | None = None
    fix: str = ""
    sheet: int | None = None
    values: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True)
class Check:
    """A book looked at: the number of its printed pages (0 where it cannot be set at all) and what was found."""

    pages: int
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> bool:
        """Whether anything found is an error."""
        return any(each.level == "error" for each in self.findings)


def check(book: BookContent, made: Edition) -> Check:
    """Look at a book for a destination. Nothing is drawn; of pictures only the sizes are read."""
    unprintable = list(_unprintable(book, made))
    if unprintable:
        return Check(0, (*unprintable, *_embedding(book, made), *_content(book)))
    sheets = plan(book, made)
    found = [
        *_content(book),
        *_letters(book, made),
        *_embedding(book, made),
        *_overflow(book, sheets),
        *_resolution(sheets, made),
        *_ink(sheets, made),
        *_safety(book, sheets, made),
        *_counts(sheets, made),
        *_cover(book, sheets, made),
        *_press(made),
        *_sources(made),
    ]
    shown = (_shown(each, sheets) for each in found)
    return Check(len(sheets), tuple(sorted(shown, key=lambda each: (each.level, each.page or 0))))


def _shown(finding: Finding, sheets: list[Sheet]) -> Finding:
    """With the printed page that has the picture, where a finding is about that."""
    if finding.sheet is not None or finding.code not in _OF_PICTURES:
        return finding
    places = (at for at, each in enumerate(sheets) if each.picture and each.story_page == finding.page)
    return replace(finding, sheet=next(places, None))


def _unprintable(book: BookContent, made: Edition) -> Iterator[Finding]:
    """What keeps the book from being set: one finding for each page, not for the first alone."""
    parts = [(), *[(page,) for page in book.pages]]
    for number, pages in enumerate(parts):
        one = BookContent(book.title, book.author, book.language, pages, book.created, book.dedication)
        try:
            plan(one, made)
        except PublishingError as error:
            if number == 0 or error.page is not None:
                message = str(error).replace("page 1", f"page {number}")
                code = "missing_glyph" if error.characters else "unprintable"
                yield Finding("error", code, message, number or None, values=(("letters", error.characters),))


def _content(book: BookContent) -> Iterator[Finding]:
    for number, page in enumerate(book.pages, start=1):
        yield from _picture(number, page)
        missing = [panel.drawn for panel in page.panels if panel.picture is None]
        if any(missing):
            message = f"Page {number} has tries of its picture, and none of them is kept."
            yield Finding("warning", "not_chosen", message, number, "Keep one of them.")
        if not all(missing):
            several = len(page.panels) > 1
            values = (("panels", missing.count(False)),) if several else ()
            message = f"Page {number} has {'a panel without a picture' if several else 'no picture'}."
            yield Finding("warning", "no_picture", message, number, "Have it drawn.", values=values)
        if not page.text.strip():
            yield Finding("warning", "no_text", f"Page {number} has no text.", number, "Write it, or leave it so.")
        if page.unlearnt:
            who = " and ".join(page.unlearnt)
            message = (
                f"{who} {'is' if len(page.unlearnt) == 1 else 'are'} in the picture of page {number}, not yet learnt."
            )
            fix = "Learn the look in the cast, then draw the picture."
            yield Finding("warning", "unlearnt", message, number, fix, values=(("who", ", ".join(page.unlearnt)),))


def _picture(number: int, page: PageContent) -> Iterator[Finding]:
    if not all(panel.alt.strip() for panel in page.panels if panel.picture):
        message = f"The picture of page {number} has no description for those who do not see it."
        yield Finding("warning", "no_alt", message, number, "Write what it shows.")
    if any(panel.stale for panel in page.panels):
        message = f"The picture of page {number} is old: its words, its cast or someone's look have changed since."
        yield Finding("warning", "stale_picture", message, number, "Draw it again, or keep it as it is.")


def _words(book: BookContent) -> str:
    told = (text for page in book.pages for text in _texts(page))
    return "\n".join((book.title, book.author, book.dedication, *told))


def _letters(book: BookContent, made: Edition) -> Iterator[Finding]:
    """Han letters are drawn differently in Chinese, Japanese and Korean."""
    if found := typeface.foreign_han(_words(book), made.face, book.language):
        message = f"Letters such as “{found[0]}” are printed as another language than the book's draws them."
        packages = typeface.packages_for(found, book.language)
        yield Finding("warning", "foreign_letters", message, fix=how_to_install(packages) if packages else "")


def _texts(page: PageContent) -> list[str]:
    return [page.text, *(bubble.text for panel in page.panels for bubble in panel.bubbles)]


def _embedding(book: BookContent, made: Edition) -> Iterator[Finding]:
    """A typeface that may not go into the file cannot be printed by a printer who does not have it."""
    for name in typeface.refusing(_words(book), made.face, book.language):
        message = f"The typeface {name} on this machine may not be embedded in books, so it is not used."
        yield Finding("error", "font_not_embedded", message, fix="Install it anew as Debian has it.")


def _overflow(book: BookContent, sheets: list[Sheet]) -> Iterator[Finding]:
    unit = "characters" if book.language.startswith(("zh", "ja")) else "words"
    for index, sheet in enumerate(sheets):
        if sheet.words_over:
            said = f"{sheet.words_over} {unit if sheet.words_over > 1 else unit[:-1]}"
            message = f"The text of page {sheet.story_page} is {said} too long for its page."
            fix = "It goes on on a page of its own. Shorten it or divide it if you do not want that."
            over = (("words", sheet.words_over),)
            yield Finding("warning", "text_over", message, sheet.story_page, fix, index, over)
        if missing := sum(each.words_over for each in sheet.bubbles):
            message = f"A speech bubble of page {sheet.story_page} is too small: {missing} words do not fit in it."
            fix = "It is made larger. Check what it covers."
            yield Finding("warning", "bubble_over", message, sheet.story_page, fix, index)


def dots_per_inch(picture: PlacedPicture, made: Edition) -> float:
    """Effective resolution: the detail that was drawn, not the dots it is smoothed up to, over its size on paper.

    Raises:
        PublishingError: the picture cannot be read.
    """
    width, height = pixel_size(picture.path, picture.page)
    place = picture.box.cover(width, height) if picture.fills else picture.box.fit(width, height)
    return made.enlarger.factor * width / place.width


def _resolution(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """The largest place of each story page's picture counts."""
    worst: dict[int, float] = {}
    unread: set[tuple[int, Path]] = set()
    for picture in (picture for sheet in sheets for picture in sheet.pictures):
        if (picture.page, picture.path) in unread:
            continue
        try:
            worst[picture.page] = min(worst.get(picture.page, float("inf")), dots_per_inch(picture, made))
        except PublishingError as error:
            unread.add((picture.page, picture.path))
            yield Finding("error", "unreadable_picture", str(error), picture.page)
    for page, dots in sorted(worst.items()):
        rule = made.profile.dpi
        level: Level = "error" if dots < rule.error else "warning"
        if dots < max(rule.error, rule.warning):
            message = f"The picture of page {page} has {dots:.0f} dots per inch at its size; {rule.wanted} are wanted."
            fix = f"It is enlarged by {made.enlarger.name}. A smaller page size, or a model that draws larger, helps."
            values = (("dots", round(dots)), ("wanted", rule.wanted))
            yield Finding(level, "low_resolution", message, page, fix, values=values)


def _ink(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Dark parts that are thinned because ink would not dry on them."""
    most = made.profile.max_ink
    if most is None or made.press is None:
        return
    pictures = {(each.page, each.path) for sheet in sheets for each in sheet.pictures}
    for page, path in sorted(pictures):
        if (ink := colour.most_ink(path, made.press)) > most:
            name = made.profile.name
            message = f"Dark parts of the picture of page {page} want {ink:.0%} ink; {name} takes {most:.0%}."
            fix = "They are thinned by themselves and print a little lighter."
            values = (("ink", round(100 * ink)), ("most", round(100 * most)), ("printer", name))
            yield Finding("warning", "ink", message, page, fix, values=values)


def _safety(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Text closer to the cut or to the binding than the printer allows."""
    shape = made.shape(len(sheets))
    for index, sheet in enumerate(sheets):
        area = safe_area(made, shape, len(sheets), right_page=is_right_page(index, right_bound=book.right_bound))
        if not all(_holds(area, block.box) for block in sheet.texts):
            message = "Text stands too near to the edge of the page to be safe from the cut."
            yield Finding("error", "unsafe_text", message, sheet.story_page, "Choose another page size.", index)


def safe_area(made: Edition, shape: PageShape, pages: int, *, right_page: bool) -> Box:
    """Where text may stand on a page: inside the margins, the one at the binding growing with the pages."""
    margin, inner = made.profile.margin, made.profile.inner_margin(pages)
    left, right = (inner, margin) if right_page else (margin, inner)
    return Box(left, margin, shape.width - left - right, shape.height - 2 * margin)


def _holds(outer: Box, inner: Box) -> bool:
    hair = 1e-6
    sides = (inner.left - outer.left, inner.top - outer.top, outer.bottom - inner.bottom)
    return all(each >= -hair for each in (*sides, outer.left + outer.width - inner.left - inner.width))


def _counts(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    rule, name, count = made.profile.pages, made.profile.name, len(sheets)
    if not rule.least <= count <= rule.most:
        message = f"{name} takes {rule.least} to {rule.most} pages; this book has {count}."
        values = (("printer", name), ("least", rule.least), ("most", rule.most), ("pages", count))
        yield Finding("error", "page_count", message, fix="Divide the story into two books.", values=values)
    if count % rule.multiple:
        yield Finding("error", "page_parity", f"{name} takes page counts that are multiples of {rule.multiple}.")
    blanks = max((len(list(group)) for blank, group in groupby(sheets, lambda each: each.blank) if blank), default=0)
    if blanks > rule.blanks:
        message = f"{blanks} pages in a row are empty; {name} takes {rule.blanks} at most."
        yield Finding("error", "blank_pages", message, fix="Keep pictures: they fill the pages around the story.")


def _cover(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    spine, cover, count = made.profile.spine, made.profile.cover, len(sheets)
    room = wrap(made.trim, spine, cover, count).spine_text if spine and cover else None
    if spine and spine_style(book, room, made.face) is None:
        why = f"that needs {spine.text_from} pages, and this book has {count}"
        if count >= spine.text_from:
            why = f"title and author do not fit on the spine of {count} pages, not even in 7 points"
        yield Finding("warning", "spine_text", f"The spine stays without text: {why}.")
    if book.right_bound and made.profile.right_bound_doubtful:
        message = f"This book is bound on the right; not all sources agree that {made.profile.name} does that."
        fix = "Order a proof before you publish, and look at the order of its pages, the cover and its barcode."
        yield Finding("warning", "right_bound", message, fix=fix)
    if made.profile.layout == "apart" and made.profile.cover is None:
        message = f"No cover is made for {made.profile.name}: they publish no rule for its spine."
        yield Finding("warning", "own_cover", message, fix="Lay it out on the printer's own template.")


def _press(made: Edition) -> Iterator[Finding]:
    if made.profile.colour == "cmyk" and made.press is None:
        message = "The colour profile for the press is not installed, so pictures cannot be put into printing inks."
        yield Finding("error", "no_press_profile", message, fix=how_to_install(["libgs-common"]))


def _sources(made: Edition) -> Iterator[Finding]:
    """Numbers that were only heard of are not trusted in silence."""
    if unproven := made.profile.unproven():
        listed = ", ".join(unproven)
        message = f"{made.profile.name} publishes no page on some numbers that this book is made by: {listed}."
        yield Finding("warning", "unproven_numbers", message, fix="Compare the files with the printer's own template.")
