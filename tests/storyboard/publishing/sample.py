"""Books to look at and to measure: painted pictures, one to six panels, bubbles of every kind, many scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from storyboard.publishing import BookContent, Bubble, Kind, PageContent, PanelContent, Place
from tests.storyboard.publishing.scripts import SCRIPTS

SIDE = 256  # dots, as the embedded model draws
KINDS: tuple[Kind, ...] = ("speech", "thought", "shout", "whisper")
SAID = {
    "en": ("Who is there?", "It must be the wind …", "Run, Mia!", "Hush, it sleeps."),
    "ar": ("من هناك؟", "لعلها الريح …", "اركضي يا ميا!", "هس، إنه نائم."),
}
TOLD = {
    "en": "One evening in May, Mia walked down to the river and called her friend the fox. Nobody answered her.",
    "ar": "في مساء من شهر مايو نزلت ميا إلى النهر ونادت صديقها الثعلب، فلم يجبها أحد في الساعة 7:30.",
}


def painted(path: Path, seed: int, side: int = SIDE) -> Path:
    """A picture with a sky, hills, a figure with an outline and the grain of paper, another one for each seed."""
    rng = np.random.default_rng(seed)
    down = np.linspace(0, 1, side)[:, None, None]
    sky, earth = rng.integers(120, 250, 3), rng.integers(30, 160, 3)
    ground = (1 - down) * sky + down * (sky * 0.6 + 60) + rng.normal(0, 5, (side, side, 1))
    image = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for share in (0.55, 0.7):
        left, top = side * rng.uniform(-0.5, 0.2), side * share
        pen.ellipse((left, top, left + 1.6 * side, top + side), fill=tuple((earth * share).astype(int)))
    middle, colour = side * rng.uniform(0.3, 0.7), tuple(rng.integers(20, 255, 3).tolist())
    for wide, top, foot in ((0.16, 0.45, 0.85), (0.12, 0.25, 0.5)):
        place = (middle - wide * side, top * side, middle + wide * side, foot * side)
        pen.ellipse(place, fill=colour, outline="#1c1a22", width=max(1, side // 64))
    image.save(path)
    return path


def rich(folder: Path, language: str = "en") -> BookContent:
    """Pages of one to six panels with bubbles, pictures over two pages, all scripts, words that do not fit, a cover."""
    words, said = TOLD[language], SAID[language]
    pages = [_comic(folder, panels, f"{words} {panels}.", said) for panels in range(1, 7)]
    scripts = list(SCRIPTS.values())
    told = [_page(folder, 100 + at, "\n\n".join(text for _, text in pair)) for at, pair in enumerate(_pairs(scripts))]
    words_alone = PageContent(f"{words}\n\n{words}")
    pages.insert(1, _over_two(folder, 300, f"{words} 0.", said))
    pages += [
        *told[:3],
        _over_two(folder, 301, f"{words} " * 8, said),
        *told[3:],
        _page(folder, 200, f"{words} " * 9),
        words_alone,
    ]
    title = {"en": "Mia and the Fox Who Was Not There", "ar": "ميا والثعلب الغائب"}[language]
    created = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    return BookContent(title, "Ada Example", language, tuple(pages), created, "For L. and M.", "sample", Place(7, 3))


def long(folder: Path, pages: int) -> BookContent:
    """A story of so many pages, each with a picture of its own."""
    told = tuple(_page(folder, seed, TOLD["en"]) for seed in range(pages))
    return BookContent("A long way", "Ada Example", "en", told, datetime(2026, 11, 23, 18, 30, tzinfo=UTC))


def _pairs(texts: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [texts[at : at + 2] for at in range(0, len(texts), 2)]


def _page(folder: Path, seed: int, text: str) -> PageContent:
    return PageContent(text, (PanelContent(painted(folder / f"{seed}.png", seed), "a figure on a hill"),))


def _over_two(folder: Path, seed: int, text: str, said: tuple[str, ...]) -> PageContent:
    """A picture over two pages; one bubble lies across the fold, one points across it."""
    across, beyond = (
        Bubble(said[0], 0.44, 0.3, 0.15, 0.1, (0.35, 0.45)),
        Bubble(said[2], 0.7, 0.3, 0.15, 0.1, (0.3, 0.5)),
    )
    told = Bubble(said[1], 0.72, 0.6, 0.15, 0.08)
    panel = PanelContent(painted(folder / f"{seed}.png", seed), "a figure on a hill", (across, beyond, told))
    return PageContent(text, (panel,), spread=True)


def _comic(folder: Path, panels: int, text: str, said: tuple[str, ...]) -> PageContent:
    """Every kind of bubble in turn; the first panel has the teller's words too."""
    made = []
    for at in range(panels):
        kind, words = KINDS[(panels + at) % 4], said[(panels + at) % 4]
        bubbles = [Bubble(words, 0.45 if at % 2 else 0.08, 0.06, 0.5, 0.3, (0.5, 0.4), kind)]
        bubbles += [Bubble(said[1], 0.05, 0.78, 0.5, 0.18)] if at == 0 else []
        path = painted(folder / f"{panels}-{at}.png", 10 * panels + at)
        made.append(PanelContent(path, "a figure on a hill", tuple(bubbles)))
    return PageContent(text, tuple(made))
