"""What a book is made of, and the one error that making it can raise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

#: Characters. Line breaking is linear, but a print job must end: one word of 200,000 letters costs a PDF writer 14 s.
MAX_TITLE = 200
MAX_AUTHOR = 200
MAX_TEXT = 2000
MAX_DEDICATION = 300
MAX_PAGES = 200
MAX_PANELS = 6
MAX_BUBBLE = 300
#: How words over a picture are said.
Kind = Literal["speech", "thought", "shout", "whisper"]

#: Names and what they stand for.
Values = tuple[tuple[str, int | str], ...]

#: BCP 47: for each script that a book can be set in, the languages that are offered.
Language = Literal[
    "en", "de", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr", "vi", "ru", "uk", "el",
    "ar", "fa", "ur", "he", "yi", "hi", "bn", "th", "zh", "ja", "ko",
]  # fmt: skip
#: Written from right to left, so that books open from the other side.
_RIGHT_BOUND = {"ar", "fa", "he", "ur", "yi"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class PublishingError(Exception):
    """The book cannot be made as it is. The message is a sentence for the writer.

    Attributes:
        page: number of the story page that is the reason, from 1; `None` where it is not a page.
        panel: number of the panel on it, from 1; `None` where it is none, or the only one.
        code: stable name of the reason, as preflight calls it.
        values: what the message is filled with, by name, for those who say it in another language.
    """

    def __init__(
        self,
        message: str,
        page: int | None = None,
        panel: int | None = None,
        code: str = "unprintable",
        values: Values = (),
    ) -> None:
        super().__init__(message)
        self.page, self.panel = page, panel
        self.code, self.values = code, values

    @property
    def characters(self) -> str:
        """The characters that no font of the book has; empty for other reasons."""
        return str(dict(self.values).get("letters", ""))


@dataclass(frozen=True)
class Bubble:
    """Words that stand on a picture. Lengths are shares of its panel (0 to 1), from the top left corner.

    Attributes:
        text: plain text, as a page's.
        tail: the point that the words come from, a mouth for example; `None` for a box of the teller's words.
        kind: how they are said, where they come from somebody.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    tail: tuple[float, float] | None = None
    kind: Kind = "speech"


@dataclass(frozen=True)
class Figure:
    """Somebody in a picture; `left` and `right` are the place they were drawn at, as shares of the picture's width.

    Both are `None` for somebody who may stand anywhere.
    """

    name: str
    left: float | None = None
    right: float | None = None


@dataclass(frozen=True)
class PanelContent:
    """One picture of a page, with the words on it.

    Attributes:
        picture: file in PNG, JPEG or WebP; `None` for words alone.
        alt: what the picture shows, in words, for those who do not see it.
        bubbles: words that stand on the picture.
        stale: drawn now, the picture would be another one: words, cast or looks have changed.
        drawn: whether there are tries of the picture, kept or not.
        unlearnt: names of those in the picture whose look was never learnt.
        figures: who is in the picture, and where.
    """

    picture: Path | None = None
    alt: str = ""
    bubbles: tuple[Bubble, ...] = ()
    stale: bool = False
    drawn: bool = False
    unlearnt: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class PageContent:
    """One story page.

    Attributes:
        text: plain text; a line feed starts a new line, an empty line is kept as a gap. Never read as markup.
        panels: at least one, in the order of reading.
        spread: the picture goes over two facing pages.

    Raises:
        PublishingError: at construction, for no panel or too many, of which a spread has one.
    """

    text: str
    panels: tuple[PanelContent, ...] = (PanelContent(),)
    spread: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.panels) <= MAX_PANELS:
            raise PublishingError(f"A page has {len(self.panels)} pictures; it can have 1 to {MAX_PANELS}.")
        if self.spread and len(self.panels) > 1:
            raise PublishingError("A picture over two pages is the only one there.")

    @property
    def told(self) -> bool:
        """Whether there are pictures, or words where pictures will be: then the text stands under them."""
        return any(panel.picture or panel.bubbles for panel in self.panels)

    @property
    def opened(self) -> bool:
        """Whether two facing pages show it; one without a picture takes one page until it has one."""
        return self.spread and self.told

    def panel(self, number: int) -> int | None:
        """The number of a panel, from 1, as people are told it; `None` where there is only one."""
        return number if len(self.panels) > 1 else None


@dataclass(frozen=True)
class Place:
    """A panel of a story: the numbers of its page and of the panel on that, from 1."""

    page: int
    panel: int


#: Stands for a panel that was deleted.
GONE = Place(0, 0)


@dataclass(frozen=True)
class BookContent:
    """All that decides the bytes of a book: the same content gives the same file.

    Attributes:
        language: BCP 47 tag, e.g. ``en`` or ``pt-BR``.
        created: date in the file's metadata and year of the copyright line; needs a time zone.
        dedication: stands on a page of its own; an empty one has no page.
        identifier: of the story, the same in all of its books; without one, title and author stand for it.
        cover_panel: the panel whose picture was chosen for the cover; `GONE` where it is not in the story any more,
            `None` where nobody chose.

    Raises:
        PublishingError: at construction, for a wrong language tag, a date without time zone or too many pages.
    """

    title: str
    author: str
    language: str
    pages: tuple[PageContent, ...]
    created: datetime
    dedication: str = ""
    identifier: str = ""
    cover_panel: Place | None = None

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.language):
            raise PublishingError(f"“{self.language[:40]}” is not a language tag such as “en” or “pt-BR”.")
        if self.created.tzinfo is None:
            raise PublishingError("The book's date has no time zone.")
        if len(self.pages) > MAX_PAGES:
            message = f"The book has {len(self.pages)} pages; it can have at most {MAX_PAGES}."
            values = (("pages", len(self.pages)), ("most", MAX_PAGES))
            raise PublishingError(message, code="too_many_pages", values=values)

    @property
    def pictured(self) -> list[Place]:
        """All panels with a picture, in the order of reading."""
        numbered = ((number, enumerate(page.panels, start=1)) for number, page in enumerate(self.pages, start=1))
        return [Place(page, at) for page, panels in numbered for at, panel in panels if panel.picture]

    @property
    def front(self) -> Place | None:
        """Whose picture stands on the cover and the title page: the chosen panel, or the first that has one."""
        pictured = self.pictured
        return self.cover_panel if self.cover_panel in pictured else next(iter(pictured), None)

    @property
    def right_bound(self) -> bool:
        """Whether the book is bound on the right and its first page is a left one."""
        return self.language.split("-", maxsplit=1)[0].lower() in _RIGHT_BOUND
