"""What preflight finds, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from storyboard.publishing.content import PublishingError, Values

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing to know before printing.

    Attributes:
        level: an error stops a strict profile, unless the book is a marked draft.
        code: stable name of the rule.
        page: number of the story's page, from 1; `None` where it is the whole book.
        fix: what to do about it, in words.
        sheet: the printed page that shows it, from 0; `None` where it is not one, or the story's page says which.
        panel: number of the panel on its page, from 1; `None` where it is none, or the only one.
        values: what the message is filled with, by name, for those who say it in another language.
    """

    level: Level
    code: str
    message: str
    page: int | None = None
    fix: str = ""
    sheet: int | None = None
    panel: int | None = None
    values: Values = ()

    @classmethod
    def of(cls, error: PublishingError) -> Self:
        """What keeps a book from being made."""
        return cls("error", error.code, str(error), error.page, panel=error.panel, values=error.values)


@dataclass(frozen=True)
class Check:
    """A book looked at: the number of its printed pages (0 where it cannot be set as it is) and what was found."""

    pages: int
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> bool:
        """Whether anything found is an error."""
        return any(each.level == "error" for each in self.findings)

    @property
    def fault(self) -> Finding | None:
        """The first thing that keeps the book from being set at all; its values say in which part."""
        return next((each for each in self.findings if "part" in dict(each.values)), None)
