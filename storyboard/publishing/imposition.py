"""Which pages stand on which sheet of paper, and where."""

from __future__ import annotations

from storyboard.publishing.geometry import Paper
from storyboard.publishing.profiles import Profile, Trim

Surface = tuple[int | None, ...]


def surfaces(pages: int, profile: Profile, *, right_bound: bool = False) -> list[Surface]:
    """Pages by index for each side that is printed, from left to right; `None` stands for an empty place.

    A booklet's sheets are printed on both sides, flipped on the short edge, laid on each other and folded once: the
    outermost sheet has the last page left of the first on its outside, the second left of the last but one inside.
    Bound on the right, each side is the other way round. As spreads, pages that face each other stand side by side,
    the first alone as it is in a book.
    """
    if profile.arrangement == "singles":
        return [(index,) for index in range(pages)]
    if profile.arrangement == "spreads":
        opened = [(0,), *(tuple(range(at, min(at + 2, pages))) for at in range(1, pages, 2))]
        return [side[::-1] if right_bound else side for side in opened]
    whole = pages + -pages % 4
    places = [index if index < pages else None for index in range(whole)]
    pairs = [(places[whole - 1 - low], places[low]) for low in range(whole // 2)]
    # every second pair is the back of a sheet, where the lower page is on the left
    return [pair[::-1] if low % 2 != right_bound else pair for low, pair in enumerate(pairs)]


def is_right_page(index: int, *, right_bound: bool) -> bool:
    """Page 1 (index 0) is a right page, with its binding on the left; in a book bound on the right, a left page."""
    return (index % 2 == 0) != right_bound


def begins_opening(index: int) -> bool:
    """Whether the page of this index and the next one face each other."""
    return index % 2 == 1


def paper(profile: Profile, trim: Trim, index: int, *, right_bound: bool = False, places: int = 1) -> Paper:
    """The sheet of one surface; as spreads it has so many `places`."""
    amount = profile.bleed.amount
    if profile.bleed.edges == "none":
        return Paper((2 if profile.arrangement == "booklet" else places) * trim.width, trim.height)
    inner = amount if profile.bleed.edges == "all" else 0.0
    left, right = (inner, amount) if is_right_page(index, right_bound=right_bound) else (amount, inner)
    return Paper(trim.width, trim.height, left, amount, right, amount)
