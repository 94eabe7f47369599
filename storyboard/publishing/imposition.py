"""Which pages stand on which sheet of paper, and where."""

from __future__ import annotations

from storyboard.publishing.geometry import Paper
from storyboard.publishing.profiles import Profile, Trim

Surface = tuple[int | None, ...]


def surfaces(pages: int, profile: Profile, *, right_bound: bool = False) -> list[Surface]:
    """Pages by index for each side that is printed, from left to right; `None` stands for an empty place.

    A booklet's sheets are printed on both sides, flipped on the short edge, laid on each other and folded once: the
    outermost sheet has the last page left of the first on its outside, the second left of the last but one inside.
    Bound on the right, each side is the other way round.
    """
    if profile.arrangement == "singles":
        return [(index,) for index in range(pages)]
    whole = pages + -pages % 4
    places = [index if index < pages else None for index in range(whole)]
    pairs = [(places[whole - 1 - low], places[low]) for low in range(whole // 2)]
    # every second pair is the back of a sheet, where the lower page is on the left
    return [pair[::-1] if low % 2 != right_bound else pair for low, pair in enumerate(pairs)]


def is_right_page(index: int, *, right_bound: bool) -> bool:
    """Page 1 (index 0) is a right page, with its binding on the left; in a book bound on the right, a left page."""
    return (index % 2 == 0) != right_bound


def paper(profile: Profile, trim: Trim, index: int, *, right_bound: bool = False) -> Paper:
    """The sheet of one surface."""
    amount = profile.bleed.amount
    if profile.arrangement == "booklet":
        return Paper(2 * trim.width, trim.height)
    if profile.bleed.edges == "none":
        return Paper(trim.width, trim.height)
    inner = amount if profile.bleed.edges == "all" else 0.0
    left, right = (inner, amount) if is_right_page(index, right_bound=right_bound) else (amount, inner)
    return Paper(trim.width, trim.height, left, amount, right, amount)
