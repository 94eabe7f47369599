"""A book for one destination: profile, trim size, and how its pictures are brought to print size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storyboard.publishing import typeface
from storyboard.publishing.content import PublishingError
from storyboard.publishing.geometry import DRAWN_UP_IN, SQUARE_SCREEN, PageShape, in_typeface, page_shape
from storyboard.publishing.pictures import LANCZOS, Enlarger
from storyboard.publishing.press import Press, plain_press
from storyboard.publishing.profiles import SCREEN, Profile, Trim, profiles
from storyboard.publishing.readers import for_readers


@dataclass(frozen=True)
class SpineWidth:
    """The width of a spine in inches as the printer's template has it, for a book of so many pages."""

    inches: float
    pages: int


@dataclass(frozen=True)
class Edition:
    """What decides the bytes of a book beside its content.

    Attributes:
        draft: every page is marked as a draft.
        face: the typeface of all text, one of `typeface.CHOICES`.
        press: whose inks pictures are put into; `None` on screens, and where no ICC profile is installed.
        spine: of the printer's template, where the profile has no rule for it.
        readers: how old they are, one of `readers.READERS`.
    """

    profile: Profile
    trim: Trim
    draft: bool = False
    enlarger: Enlarger = LANCZOS
    press: Press | None = None
    face: str = DRAWN_UP_IN
    spine: SpineWidth | None = None
    readers: str = ""

    def facing(self) -> Edition:
        """The same with facing pages side by side.

        Raises:
            PublishingError: the destination takes pages one by one.
        """
        if not self.profile.facing:
            raise PublishingError(f"{self.profile.name} has no facing pages side by side.")
        return replace(self, profile=self.profile.model_copy(update={"arrangement": "spreads"}))

    def shape(self, pages: int) -> PageShape:
        """The places on a page of a book of so many pages: the margin at the binding grows with them."""
        return in_typeface(for_readers(self._places(pages), self.readers), self.face)

    def _places(self, pages: int) -> PageShape:
        if self.profile.drawn_for == "screen":
            return SQUARE_SCREEN
        inset = self.profile.inner_margin(pages)
        return page_shape(self.trim.width, self.trim.height, inset, self.profile.dpi.wanted)


def edition(
    profile: str = SCREEN,
    trim: str = "",
    *,
    draft: bool = False,
    enlarger: Enlarger = LANCZOS,
    face: str = DRAWN_UP_IN,
    press: Press | None = None,
) -> Edition:
    """An edition by names; without a trim's name, the profile's first.

    Args:
        press: of the print shop; without one, the plain one, where the profile wants inks.

    Raises:
        PublishingError: no such profile, no such trim in it, or no such typeface.
    """
    found = profiles().get(profile)
    if found is None:
        raise PublishingError(f"There is no print profile “{profile[:40]}”. Known: {', '.join(profiles())}.")
    size = next((each for each in found.trims if trim in ("", each.name)), None)
    if size is None:
        raise PublishingError(f"{found.name} has no page size “{trim[:40]}”.")
    if face not in typeface.CHOICES:
        raise PublishingError(f"There is no typeface “{face[:40]}” for books. Known: {', '.join(typeface.CHOICES)}.")
    inked = press or plain_press() if found.colour == "cmyk" else None
    return Edition(found, size, draft, enlarger, inked, face)
