"""What stands between a book and its printer: every finding with its page and, where there is one, a way to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from storyboard.publishing import colour, rules, typeface
from storyboard.publishing.content import GONE, BookContent, PageContent, PanelContent, PublishingError
from storyboard.publishing.edition import Edition
from storyboard.publishing.finding import Check, Finding, Level
from storyboard.publishing.folds import folds
from storyboard.publishing.layout import PlacedPicture, Sheet
from storyboard.publishing.pictures import LANCZOS, pixel_size, unreadable
from storyboard.publishing.planner import plan
from storyboard.publishing.text import how_to_install

_OF_PICTURES = {"low_resolution", "enlarged_twice", "ink", "no_alt", "stale_picture", "unreadable_picture"}
_STAND_IN = "A"  # for words that cannot be printed


def check(book: BookContent, made: Edition) -> Check:
    """Look at a book for a destination. Nothing is drawn; of pictures only the sizes are read.

    Words that cannot be printed hide nothing: the rest is looked at without them, but for the number of pages.
    """
    faults = list(_unprintable(book, made))
    sheets = plan(_without(book, faults), made)
    found = [
        *faults,
        *_content(book),
        *_front(book),
        *_letters(book, made),
        *_embedding(book, made),
        *_overflow(book, sheets),
        *rules.sizes(sheets, made),
        *folds(book, sheets, made),
        *_resolution(sheets, made),
        *_ink(sheets, made),
        *rules.safety(book, sheets, made),
        *(() if faults else rules.whole_book(book, sheets, made)),
        *rules.destination(made, len(sheets)),
    ]
    shown = (_shown(each, sheets) for each in found)
    whole = sorted(shown, key=lambda each: (each.level, each.page or 0, each.panel or 0))
    return Check(0 if faults else len(sheets), tuple(whole))


def _shown(finding: Finding, sheets: list[Sheet]) -> Finding:
    """With the printed page that has the picture, where a finding is about that."""
    if finding.sheet is not None or finding.code not in _OF_PICTURES:
        return finding
    mine = (finding.page, finding.panel)
    places = (
        at
        for at, each in enumerate(sheets)
        if each.story_page == finding.page and mine in [(picture.page, picture.panel) for picture in each.pictures]
    )
    return replace(finding, sheet=next(places, None))


def _unprintable(book: BookContent, made: Edition) -> Iterator[Finding]:
    """What keeps the book from being set, in each of its parts."""
    for part, number, alone in _parts(book):
        try:
            plan(alone, made)
        except PublishingError as error:
            message = str(error).replace("page 1", f"page {number}") if number else str(error)
            values = (*error.values, ("part", part))
            yield Finding("error", error.code, message, number, panel=error.panel, values=values)


def _parts(book: BookContent) -> Iterator[tuple[str, int | None, BookContent]]:
    """What is set, each part in a book of its own so that no fault hides another; with its name and its page."""
    bare = replace(book, title=_STAND_IN, author="", dedication="", pages=())
    yield "title", None, replace(bare, title=book.title)
    yield "author", None, replace(bare, author=book.author)
    yield "dedication", None, replace(bare, dedication=book.dedication)
    for number, page in enumerate(book.pages, start=1):
        yield "text", number, replace(bare, pages=(_speaking(page, None),))
        for at, panel in enumerate(page.panels, start=1):
            if panel.bubbles:
                yield "bubbles", number, replace(bare, pages=(_speaking(replace(page, text=""), at),))


def _speaking(page: PageContent, one: int | None) -> PageContent:
    """A page with the bubbles of one of its panels only, or of none."""
    numbered = enumerate(page.panels, start=1)
    return replace(page, panels=tuple(panel if at == one else replace(panel, bubbles=()) for at, panel in numbered))


def _without(book: BookContent, faults: list[Finding]) -> BookContent:
    """The book with a letter for each part that cannot be printed, and without the bubbles of such pages."""
    named = {(dict(each.values)["part"], each.page) for each in faults}
    pages = []
    for number, page in enumerate(book.pages, start=1):
        mute = _speaking(page, None) if ("bubbles", number) in named else page
        pages.append(replace(mute, text=_STAND_IN) if ("text", number) in named else mute)
    return replace(
        book,
        title=_STAND_IN if ("title", None) in named else book.title,
        author=_STAND_IN if ("author", None) in named else book.author,
        dedication=_STAND_IN if ("dedication", None) in named else book.dedication,
        pages=tuple(pages),
    )


@dataclass(frozen=True)
class _Where:
    """A panel of a page."""

    page: int
    panel: int | None

    @property
    def picture(self) -> str:
        """As a sentence begins with it."""
        return f"Picture {self.panel} of page {self.page}" if self.panel else f"The picture of page {self.page}"

    @property
    def shown(self) -> str:
        """The picture inside a sentence."""
        return self.picture[0].lower() + self.picture[1:]

    def finding(self, code: str, message: str, fix: str = "", **values: int | str) -> Finding:
        """A warning."""
        return Finding("warning", code, message, self.page, fix, panel=self.panel, values=tuple(values.items()))


def _content(book: BookContent) -> Iterator[Finding]:
    for number, page in enumerate(book.pages, start=1):
        for at, panel in enumerate(page.panels, start=1):
            yield from _panel(_Where(number, page.panel(at)), panel)
        if not any(text.strip() for text in _texts(page)):
            yield Finding("warning", "no_text", f"Page {number} has no text.", number, "Write it, or leave it so.")


def _front(book: BookContent) -> Iterator[Finding]:
    """A picture that was chosen for the cover, and is not there."""
    chosen = book.cover_panel
    if chosen is None or chosen in book.pictured:
        return
    instead = "Until then the story's first picture stands there."
    if chosen == GONE:
        message = "The picture that was chosen for the cover is deleted."
        yield Finding("warning", "cover_deleted", message, fix=f"Choose another one. {instead}")
    else:
        where = _Where(chosen.page, book.pages[chosen.page - 1].panel(chosen.panel))
        message = f"{where.picture} was chosen for the cover, and is not there yet."
        yield where.finding("cover_not_drawn", message, f"Have it drawn, or choose another one. {instead}")


def _panel(where: _Where, panel: PanelContent) -> Iterator[Finding]:
    if panel.picture is None and panel.drawn:
        of = f"{where.picture} has tries" if where.panel else f"Page {where.page} has tries of its picture"
        yield where.finding("not_chosen", f"{of}, and none of them is kept.", "Keep one of them.")
    elif panel.picture is None:
        message = f"{where.picture} is not drawn." if where.panel else f"Page {where.page} has no picture."
        yield where.finding("no_picture", message, "Have it drawn.")
    elif not panel.alt.strip():
        message = f"{where.picture} has no description for those who do not see it."
        yield where.finding("no_alt", message, "Write what it shows.")
    if panel.picture is not None and panel.stale:
        message = f"{where.picture} is old: its words, its cast or someone's look have changed since."
        yield where.finding("stale_picture", message, "Draw it again, or keep it as it is.")
    if panel.unlearnt:
        who, are = " and ".join(panel.unlearnt), "is" if len(panel.unlearnt) == 1 else "are"
        fix = "Learn the look in the cast, then draw the picture."
        message = f"{who} {are} in {where.shown}, not yet learnt."
        yield where.finding("unlearnt", message, fix, who=", ".join(panel.unlearnt))


def _words(book: BookContent) -> str:
    told = (text for page in book.pages for text in _texts(page))
    return "\n".join((book.title, book.author, book.dedication, *told))


def _texts(page: PageContent) -> list[str]:
    return [page.text, *(bubble.text for panel in page.panels for bubble in panel.bubbles)]


def _letters(book: BookContent, made: Edition) -> Iterator[Finding]:
    """Han letters are drawn differently in Chinese, Japanese and Korean."""
    if found := typeface.foreign_han(_words(book), made.face, book.language):
        message = f"Letters such as “{found[0]}” are printed as another language than the book's draws them."
        packages = typeface.packages_for(found, book.language)
        values = (("letter", found[0]), ("packages", ", ".join(packages)))
        fix = how_to_install(packages) if packages else ""
        yield Finding("warning", "foreign_letters", message, fix=fix, values=values)


def _embedding(book: BookContent, made: Edition) -> Iterator[Finding]:
    """A typeface that may not go into the file cannot be printed by a printer who does not have it."""
    for name in typeface.refusing(_words(book), made.face, book.language):
        message = f"The typeface {name} on this machine may not be embedded in books, so it is not used."
        fix = "Install it anew as Debian has it."
        yield Finding("error", "font_not_embedded", message, fix=fix, values=(("face", name),))


def _overflow(book: BookContent, sheets: list[Sheet]) -> Iterator[Finding]:
    unit = "characters" if book.language.startswith(("zh", "ja")) else "words"
    for index, sheet in enumerate(sheets):
        page = sheet.story_page or 0
        if sheet.words_over:
            said = f"{sheet.words_over} {unit if sheet.words_over > 1 else unit[:-1]}"
            message = f"The text of page {page} is {said} too long for its page."
            fix = "It goes on on a page of its own. Shorten it or divide it if you do not want that."
            yield Finding("warning", "text_over", message, page, fix, index, values=(("words", sheet.words_over),))
        for panel in dict.fromkeys(each.panel for each in sheet.bubbles if each.words_over):
            on = _Where(page, panel).shown if panel else f"page {page}"
            missing = sum(each.words_over for each in sheet.bubbles if each.panel == panel)
            message = f"A speech bubble of {on} is too small: {missing} words do not fit in it."
            fix = "It is made larger. Check what it covers."
            yield Finding("warning", "bubble_over", message, page, fix, index, panel, (("words", missing),))


@dataclass(frozen=True)
class _Dots:
    """Dots per inch of a placed picture: those that it has, and those that are drawn when it is enlarged."""

    own: float
    passes: int
    factor: int

    @property
    def drawn(self) -> float:
        return self.own * float(self.factor**self.passes)


def dots_per_inch(picture: PlacedPicture, made: Edition) -> _Dots:
    """Effective resolution: the detail that was drawn, not the dots it is smoothed up to, over its size on paper.

    Raises:
        PublishingError: the picture cannot be read.
    """
    width, height = pixel_size(picture.path, picture.page)
    place = picture.box.cover(width, height) if picture.fills else picture.box.fit(width, height)
    wanted = round(max(picture.box.width, picture.box.height) * made.profile.dpi.wanted)
    passes = made.enlarger.passes(max(width, height), wanted)
    return _Dots(width / place.width, passes, made.enlarger.factor)


def _resolution(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """The largest place of each picture counts: it is what the picture is enlarged for."""
    worst: dict[_Where, _Dots] = {}
    unread: set[_Where] = set()
    for picture in (picture for sheet in sheets for picture in sheet.pictures):
        where = _Where(picture.page, picture.panel)
        if where in unread:
            continue
        try:
            found = dots_per_inch(picture, made)
        except PublishingError:
            unread.add(where)
            error = unreadable(picture.page, picture.panel)
            yield Finding("error", error.code, str(error), picture.page, panel=picture.panel)
        else:
            worst[where] = min(worst.get(where, found), found, key=lambda each: each.own)
    for where, dots in worst.items():
        yield from _resolved(where, dots, made)


def _resolved(where: _Where, dots: _Dots, made: Edition) -> Iterator[Finding]:
    rule, name = made.profile.dpi, made.enlarger.name
    times = ("", "once ", "twice ")[dots.passes]
    if dots.drawn < max(rule.error, rule.warning):
        level: Level = "error" if dots.drawn < rule.error else "warning"
        message = f"{where.picture} has {dots.drawn:.0f} dots per inch at its size; {rule.wanted} are wanted."
        rest = f", and from there by {LANCZOS.name}" if dots.passes else ""
        fix = f"It is enlarged {times}by {name}{rest}. A smaller page size, or a model that draws larger, helps."
        values = (("dots", round(dots.drawn)), ("wanted", rule.wanted))
        yield Finding(level, "low_resolution", message, where.page, fix, panel=where.panel, values=values)
    elif dots.passes == 2 and made.profile.strict:
        message = f"{where.picture} was drawn with {dots.own:.0f} dots per inch, and is enlarged twice by {name}."
        fix = "Most of its fine detail is then the model's guess: look at a printed proof."
        yield where.finding("enlarged_twice", message, fix, dots=round(dots.own), enlarger=name)


def _ink(sheets: list[Sheet], made: Edition) -> Iterator[Finding]:
    """Dark parts that are thinned because ink would not dry on them."""
    most, name = made.profile.max_ink, made.profile.name
    if most is None or made.press is None:
        return
    pictures = {_Where(each.page, each.panel): each.path for sheet in sheets for each in sheet.pictures}
    for where, path in pictures.items():
        if (ink := colour.most_ink(path, made.press)) > most:
            message = f"Dark parts of {where.shown} want {ink:.0%} ink; {name} takes {most:.0%}."
            fix = "They are thinned by themselves and print a little lighter."
            values: dict[str, int | str] = {"ink": round(100 * ink), "most": round(100 * most), "printer": name}
            yield where.finding("ink", message, fix, **values)
