"""Functions of somebody who runs a studio: one that judges, and some that fail in every way."""

from __future__ import annotations

import threading

#: until a test lets go of those that wait
held = threading.Event()
asked: list[str | bytes] = []


def no_wolves(words: str) -> str | None:
    """Refuses one word."""
    asked.append(words)
    return "no wolves here" if "wolf" in words else None


def no_pictures(png: bytes) -> str:
    """Refuses every picture."""
    assert png.startswith(b"\x89PNG")
    return "no pictures today"


def every_picture(png: bytes) -> None:
    """Refuses none."""
    asked.append(png)


def breaks(thing: str | bytes) -> str | None:
    """Raises."""
    raise RuntimeError("out of order")


def leaves(thing: str | bytes) -> str | None:
    """Tries to end the program."""
    raise SystemExit(3)


def says_yes(thing: str | bytes) -> object:
    """Answers something that is neither a reason nor `None`."""
    return True


def hangs(thing: str | bytes) -> None:
    """Waits until the test is over."""
    held.wait(60)
