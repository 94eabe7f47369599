"""Heads: shape, ears, hair, muzzle and mood of each species."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oneactor.picturebook.world.canvas import Point, blend, shade
from oneactor.picturebook.world.vocabulary import RGB

if TYPE_CHECKING:
    from oneactor.picturebook.world.figures import Body

INK: RGB = (44, 36, 40)
CHEEK: RGB = (242, 150, 140)
CREAM: RGB = (250, 246, 238)
BLUSH: RGB = (244, 180, 186)
IVORY: RGB = (250, 232, 180)
GLOW: RGB = (130, 240, 250)
BEAK: RGB = (246, 160, 56)
FRAME: RGB = (96, 60, 50)
#: one side of a head: -1 is its left in the picture, 1 its right
Side = int


def _fox_ear(body: Body, s: Side) -> None:
    body.polygon([(s * 0.08, 0.76), (s * 0.27, 0.98), (s * 0.25, 0.66)], body.coat)
    body.polygon([(s * 0.14, 0.77), (s * 0.25, 0.91), (s * 0.23, 0.72)], (70, 52, 52))


def _cat_ear(body: Body, s: Side) -> None:
    body.polygon([(s * 0.05, 0.78), (s * 0.2, 0.94), (s * 0.24, 0.66)], body.coat)
    body.polygon([(s * 0.12, 0.79), (s * 0.19, 0.88), (s * 0.21, 0.72)], BLUSH)


def _rabbit_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.13, 0.95, 0.06, 0.19, body.coat)
    body.ellipse(s * 0.13, 0.95, 0.03, 0.14, BLUSH)


def _bear_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.19, 0.8, 0.08, 0.08, body.coat)
    body.ellipse(s * 0.19, 0.8, 0.045, 0.045, shade(body.coat, 0.8))


def _dog_ear(body: Body, s: Side) -> None:
    dark = shade(body.coat, 0.62)
    body.polygon(
        [(s * 0.14, 0.79), (s * 0.24, 0.78), (s * 0.34, 0.62), (s * 0.33, 0.46), (s * 0.26, 0.46), (s * 0.2, 0.62)],
        dark,
    )


def _mouse_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.24, 0.8, 0.13, 0.13, body.coat)
    body.ellipse(s * 0.24, 0.8, 0.08, 0.08, BLUSH)


def _pig_ear(body: Body, s: Side) -> None:
    body.polygon([(s * 0.08, 0.8), (s * 0.26, 0.86), (s * 0.25, 0.68), (s * 0.18, 0.7)], shade(body.coat, 0.86))


def _dragon_horn(body: Body, s: Side) -> None:
    body.polygon([(s * 0.1, 0.78), (s * 0.27, 1.0), (s * 0.22, 0.7)], IVORY)
    frill = [(s * 0.2, 0.64), (s * 0.36, 0.7), (s * 0.32, 0.62), (s * 0.36, 0.54), (s * 0.2, 0.58)]
    body.polygon(frill, shade(body.coat, 0.8))


def _grandfather_tuft(body: Body, s: Side) -> None:
    body.ellipse(s * 0.23, 0.64, 0.07, 0.09, body.coat)


#: drawn behind the head, once a side; the dog's hang in front of it
BEHIND: dict[str, Callable[[Body, Side], None]] = {
    "fox": _fox_ear,
    "cat": _cat_ear,
    "rabbit": _rabbit_ear,
    "bear": _bear_ear,
    "mouse": _mouse_ear,
    "pig": _pig_ear,
    "dragon": _dragon_horn,
    "grandfather": _grandfather_tuft,
}
FRINGES: dict[str, list[Point]] = {
    "boy": [(0.15, 0.74), (0.08, 0.69), (0.0, 0.74), (-0.08, 0.69), (-0.15, 0.74)],
    "girl": [(0.2, 0.7), (-0.2, 0.7)],
    "grandmother": [(0.2, 0.68), (0, 0.78), (-0.2, 0.68)],
}


def draw_head(body: Body) -> None:
    """Ears, horns or hair behind, then the head itself, then the fringe."""
    species = body.figure.species
    if species in BEHIND:
        for s in (-1, 1):
            BEHIND[species](body, s)
    if species == "girl":
        body.polygon([(-0.26, 0.72), (-0.31, 0.36), (0.31, 0.36), (0.26, 0.72)], body.coat)
    elif species == "grandmother":
        body.ellipse(0, 0.88, 0.11, 0.1, body.coat)
    _draw_skull(body)
    if species in FRINGES:
        top = [(-0.25, 0.62), (-0.24, 0.74), (-0.14, 0.82), (0, 0.85), (0.14, 0.82), (0.24, 0.74), (0.25, 0.62)]
        body.polygon([*top, *FRINGES[species]], body.coat)


def _draw_skull(body: Body) -> None:
    if body.kind == "robot":
        _draw_casing(body)
    else:
        body.ellipse(0, 0.62, 0.25, 0.2, body.skin)
    if body.figure.species == "dog":
        for s in (-1, 1):
            _dog_ear(body, s)


def _draw_casing(body: Body) -> None:
    body.limb((0, 0.8), (0, 0.93), 0.03, shade(body.coat, 0.7))
    body.ellipse(0, 0.95, 0.04, 0.04, (220, 70, 60))
    for s in (-1, 1):
        body.polygon([(s * 0.22, 0.68), (s * 0.28, 0.68), (s * 0.28, 0.57), (s * 0.22, 0.57)], shade(body.coat, 0.7))
    body.polygon([(-0.23, 0.8), (0.23, 0.8), (0.23, 0.46), (-0.23, 0.46)], body.coat)


def draw_face(body: Body) -> None:
    """Muzzle, eyes, nose, cheeks and a mouth that shows the mood."""
    _draw_muzzle(body)
    line, body.canvas.line = body.canvas.line, 0.0
    ink = INK
    if body.kind == "robot":
        body.polygon([(-0.18, 0.74), (0.18, 0.74), (0.18, 0.5), (-0.18, 0.5)], (52, 66, 84))
        ink = GLOW
    _draw_eyes(body, ink)
    _draw_nose(body)
    _draw_mouth(body, ink)
    if body.figure.glasses != "none":
        for s in (-1, 1):
            _draw_glass(body, s * 0.1)
        body.stroke([(-0.035, 0.66), (0.035, 0.66)], 0.02, FRAME)
    body.canvas.line = line


def _draw_muzzle(body: Body) -> None:
    species = body.figure.species
    if species == "fox":
        left = [(-0.25, 0.6), (-0.08, 0.62), (0, 0.56)]
        right = [(0.08, 0.62), (0.25, 0.6), (0.12, 0.47), (0, 0.43), (-0.12, 0.47)]
        body.polygon([*left, *right], CREAM)
    elif species == "dragon":
        body.ellipse(0, 0.53, 0.19, 0.1, shade(body.coat, 1.45))
    elif species == "penguin":
        for s in (-1, 1):
            body.ellipse(s * 0.09, 0.62, 0.11, 0.13, CREAM)
    elif species == "grandfather":
        body.polygon(
            [(-0.25, 0.6), (-0.1, 0.55), (0.1, 0.55), (0.25, 0.6), (0.2, 0.43), (0, 0.33), (-0.2, 0.43)], body.coat
        )
    elif body.kind == "animal" and species != "pig":
        body.ellipse(0, 0.53, 0.11, 0.08, shade(body.coat, 1.6))


def _draw_eyes(body: Body, ink: RGB) -> None:
    mood = body.figure.mood
    dark = body.figure.coat == "black" and body.kind == "animal"
    wide = 1.35 if mood == "surprised" else 1.0
    for s in (-1, 1):
        if dark or mood == "surprised":
            body.ellipse(s * 0.1, 0.65, 0.036 + 0.014 * wide, 0.042 + 0.014 * wide, CREAM if ink == INK else ink)
        if ink == INK or mood != "surprised":
            body.ellipse(s * 0.1, 0.65, 0.034, 0.042, ink)
            body.ellipse(s * 0.1 + 0.01, 0.665, 0.012, 0.014, (255, 255, 255))
        if ink == INK and mood == "happy":
            body.ellipse(s * 0.18, 0.56, 0.035, 0.022, CHEEK)
        if mood == "sad":
            brow = ink if not dark else CREAM
            body.stroke([(s * 0.05, 0.745), (s * 0.16, 0.705)], 0.022, brow)
            body.ellipse(s * 0.125, 0.585, 0.018, 0.028, (120, 190, 240))
        if mood == "surprised" and body.kind != "robot":
            body.stroke([(s * 0.06, 0.755), (s * 0.1, 0.77), (s * 0.14, 0.755)], 0.016, CREAM if dark else ink)


def _draw_nose(body: Body) -> None:
    species = body.figure.species
    if species == "dragon":
        for s in (-1, 1):
            body.ellipse(s * 0.06, 0.58, 0.018, 0.014, INK)
    elif species == "pig":
        body.ellipse(0, 0.57, 0.075, 0.05, blend(body.coat, (240, 120, 150), 0.6))
        for s in (-1, 1):
            body.ellipse(s * 0.028, 0.57, 0.014, 0.02, INK)
    elif species == "penguin":
        body.polygon([(-0.06, 0.59), (0.06, 0.59), (0, 0.53)], BEAK)
    elif body.kind == "animal":
        body.ellipse(0, 0.575, 0.035, 0.025, INK)


def _draw_mouth(body: Body, ink: RGB) -> None:
    mood = body.figure.mood
    y = 0.54 if body.kind == "robot" else 0.5
    if body.figure.species == "grandfather":
        body.ellipse(0, y, 0.09, 0.045, shade(body.coat, 0.5) if ink == INK and mood != "surprised" else body.coat)
        ink = CREAM if mood != "surprised" else INK
    if mood == "surprised":
        body.ellipse(0, y - 0.005, 0.03, 0.038, (120, 40, 48) if ink == INK else ink)
    else:
        bend = 0.026 if mood == "happy" else -0.026
        curve = [(-0.06, bend), (-0.03, -bend * 0.1), (0, -bend * 0.5), (0.03, -bend * 0.1), (0.06, bend)]
        body.stroke([(x, y + dy) for x, dy in curve], 0.02, ink)


def _draw_glass(body: Body, x: float) -> None:
    """One glass of a pair of spectacles."""
    offsets = ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7), (1, 0))
    body.stroke([(x + 0.075 * dx, 0.655 + 0.075 * dy) for dx, dy in offsets], 0.02, FRAME)
