"""What a printer's rules say about a whole book: where text is safe, how many pages, which cover, which numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from storyboard.publishing.content import BookContent
from storyboard.publishing.cover import has_cover, spine_style, wrap
from storyboard.publishing.edition import Edition
from storyboard.publishing.finding import Finding
from storyboard.publishing.geometry import Box, PageShape
from storyboard.publishing.imposition import is_right_page
from storyboard.publishing.layout import Sheet
from storyboard.publishing.profiles import Spine
from storyboard.publishing.text import how_to_install

_READABLE = 10  # points: smaller words are hard to read for children


def whole_book(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """All rules that need the number of pages."""
    yield from _counts(sheets, made)
    yield from _cover(book, sheets, made)


def destination(made: Edition, pages: int) -> Iterator[Finding]:
    """What is said of a destination, whatever the book."""
    if made.profile.colour == "cmyk" and made.press is None:
        message = "The colour profile for the press is not installed, so pictures cannot be put into printing inks."
        yield Finding("error", "no_press_profile", message, fix=how_to_install(["libgs-common"]))
    yield from _sources(made, pages)


def safety(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Text closer to the cut or to the binding than the printer allows."""
    shape = made.shape(len(sheets))
    for index, sheet in enumerate(sheets):
        area = safe_area(made, shape, len(sheets), right_page=is_right_page(index, right_bound=book.right_bound))
        placed = [(None, each) for each in sheet.blocks] + [(each.panel, each.block) for each in sheet.bubbles]
        for panel in dict.fromkeys(panel for panel, block in placed if not _holds(area, block.box)):
            message = "Text stands too near to the edge of the page to be safe from the cut."
            fix = "Choose another page size."
            yield Finding("error", "unsafe_text", message, sheet.story_page, fix, index, panel)


def sizes(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Text in smaller letters than wished; words in bubbles, which the writer sizes, where they are hard to read."""
    if made.profile.format == "flowing":
        return
    shape = made.shape(len(sheets))
    for index, sheet in enumerate(sheets):
        for block in sheet.blocks if sheet.story_page and sheet.heading and not sheet.words_over else ():
            wished = shape.text_styles if block.box == shape.text else shape.text_alone_styles
            size, most = block.text.style.size, wished[0].size
            if size < most:
                message = (
                    f"The text of page {sheet.story_page} is set in {size} points instead of {most} so that it fits."
                )
                fix, values = "Shorten it or divide it if you do not want that.", (("size", size), ("wished", most))
                yield Finding("warning", "small_text", message, sheet.story_page, fix, index, values=values)
        yield from _small_bubbles(sheet, index)


def _small_bubbles(sheet: Sheet, index: int) -> Iterator[Finding]:
    fitting = [each for each in sheet.bubbles if not each.words_over]
    for panel in dict.fromkeys(each.panel for each in fitting):
        size = min(each.block.text.style.size for each in fitting if each.panel == panel)
        if size < _READABLE:
            on = f"picture {panel} of page {sheet.story_page}" if panel else f"page {sheet.story_page}"
            message = f"Words in a speech bubble of {on} are only {size} points large, which is hard to read."
            fix = "Make the bubble larger, or take fewer pictures on the page."
            values = (("size", size),)
            yield Finding("warning", "small_bubble", message, sheet.story_page, fix, index, panel, values)


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
        message = f"{name} takes page counts that are multiples of {rule.multiple}."
        yield Finding("error", "page_parity", message, values=(("printer", name), ("multiple", rule.multiple)))
    blanks = max((len(list(group)) for blank, group in groupby(sheets, lambda each: each.blank) if blank), default=0)
    if blanks > rule.blanks:
        message = f"{blanks} pages in a row are empty; {name} takes {rule.blanks} at most."
        few = (("pages", blanks), ("printer", name), ("most", rule.blanks))
        fix = "Keep pictures, which fill the pages around a short story, or write more pages."
        yield Finding("error", "blank_pages", message, fix=fix, values=few)


def _cover(book: BookContent, sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    if (spine := made.profile.spine) is not None:
        yield from _spine(book, spine, made, len(sheets))
    if book.right_bound and made.profile.right_bound_doubtful:
        name = made.profile.name
        message = f"This book is bound on the right; not all sources agree that {name} does that."
        fix = "Order a proof before you publish, and look at the order of its pages, the cover and its barcode."
        yield Finding("warning", "right_bound", message, fix=fix, values=(("printer", name),))


def _spine(book: BookContent, spine: Spine, made: Edition, count: int) -> Iterator[Finding]:
    places = wrap(made, count)
    if places is None:
        yield _unknown_width(made, count)
    elif spine_style(book, places.spine_text, made.face) is None:
        why = f"that needs {spine.text_from} pages, and this book has {count}"
        if enough := count >= spine.text_from:
            why = f"title and author do not fit on the spine of {count} pages, not even in 7 points"
        values = (("least", 0 if enough else spine.text_from), ("pages", count))
        yield Finding("warning", "spine_text", f"The spine stays without text: {why}.", values=values)


def _unknown_width(made: Edition, count: int) -> Finding:
    """The width follows from paper that only the printer knows, so that it is of one number of pages."""
    name, given = made.profile.name, made.spine.pages if made.spine else 0
    message = f"No cover is made: {name} publishes no rule for the width of the spine."
    if given:
        message = f"No cover is made: the width of the spine was given for {given} pages, and this book has {count}."
    fix = f"Have the printer's template made for {count} pages, {made.trim.name}, and enter the width of its spine."
    values = (("printer", name), ("given", given), ("pages", count), ("size", made.trim.name))
    return Finding("warning", "spine_width", message, fix=fix, values=values)


def _sources(made: Edition, pages: int) -> Iterator[Finding]:
    """Numbers that were only heard of are not trusted in silence; those of a cover count where one is made."""
    cover = ("spine", "cover") if not has_cover(made, pages) else ()
    unproven = [each for each in made.profile.unproven() if each.number.partition(".")[0] not in cover]
    if unproven:
        listed, name = ", ".join(each.what for each in unproven), made.profile.name
        message = f"{name} publishes no page on some numbers that this book is made by: {listed}."
        values = (("printer", name), ("numbers", " ".join(each.number for each in unproven)))
        fix = "Compare the files with the printer's own template."
        yield Finding("warning", "unproven_numbers", message, fix=fix, values=values)
