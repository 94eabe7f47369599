"""Heads: shape, ears, hair, muzzle and expression of each species."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oneactor.picturebook.world.canvas import Point, shade
from oneactor.picturebook.world.vocabulary import RGB

if TYPE_CHECKING:
    from oneactor.picturebook.world.figures import Body

INK: RGB = (44, 36, 40)
CHEEK: RGB = (242, 150, 140)
CREAM: RGB = (250, 246, 238)
BLUSH: RGB = (244, 180, 186)
IVORY: RGB = (250, 232, 180)
GLOW: RGB = (130, 240, 250)
#: one side of a head: -1 is its left in the picture, 1 its right
Side = int


def _fox_ear(body: Body, s: Side) -> None:
    body.polygon([(s * 0.08, 0.76), (s * 0.27, 0.98), (s * 0.25, 0.66)], body.coat)
    body.polygon([(s * 0.14, 0.77), (s * 0.25, 0.91), (s * 0.23, 0.72)], (70, 52, 52))


def _cat_ear(body: Body, s: Side) -> None:
    body.polygon([(s * 0.05, 0.78), (s * 0.2, 0.93), (s * 0.24, 0.66)], body.coat)


def _rabbit_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.13, 0.95, 0.06, 0.19, body.coat)
    body.ellipse(s * 0.13, 0.95, 0.03, 0.14, BLUSH)


def _bear_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.19, 0.8, 0.08, 0.08, body.coat)


def _mouse_ear(body: Body, s: Side) -> None:
    body.ellipse(s * 0.24, 0.8, 0.13, 0.13, body.coat)
    body.ellipse(s * 0.24, 0.8, 0.08, 0.08, BLUSH)


def _dragon_horn(body: Body, s: Side) -> None:
    body.polygon([(s * 0.1, 0.78), (s * 0.27, 1.0), (s * 0.22, 0.7)], IVORY)
    frill = [(s * 0.2, 0.64), (s * 0.36, 0.7), (s * 0.32, 0.62), (s * 0.36, 0.54), (s * 0.2, 0.58)]
    body.polygon(frill, shade(body.coat, 0.8))


EARS: dict[str, Callable[[Body, Side], None]] = {
    "fox": _fox_ear,
    "cat": _cat_ear,
    "rabbit": _rabbit_ear,
    "bear": _bear_ear,
    "mouse": _mouse_ear,
    "dragon": _dragon_horn,
}
FRINGES: dict[str, list[Point]] = {
    "boy": [(0.15, 0.74), (0.08, 0.69), (0.0, 0.74), (-0.08, 0.69), (-0.15, 0.74)],
    "girl": [(0.2, 0.7), (-0.2, 0.7)],
    "grandmother": [(0.2, 0.68), (0, 0.78), (-0.2, 0.68)],
}


def draw_head(body: Body) -> None:
    """Ears, horns or hair behind, then the head itself, then the fringe."""
    species = body.figure.species
    if species in EARS:
        for s in (-1, 1):
            EARS[species](body, s)
    if species == "girl":
        body.polygon([(-0.26, 0.72), (-0.3, 0.36), (0.3, 0.36), (0.26, 0.72)], body.coat)
    if species == "grandmother":
        body.ellipse(0, 0.88, 0.11, 0.1, body.coat)
    if body.kind == "robot":
        _draw_casing(body)
    else:
        body.ellipse(0, 0.62, 0.25, 0.2, body.skin)
    if species in FRINGES:
        top = [(-0.25, 0.62), (-0.24, 0.74), (-0.14, 0.82), (0, 0.85), (0.14, 0.82), (0.24, 0.74), (0.25, 0.62)]
        body.polygon([*top, *FRINGES[species]], body.coat)


def _draw_casing(body: Body) -> None:
    body.limb((0, 0.8), (0, 0.93), 0.03, shade(body.coat, 0.7))
    body.ellipse(0, 0.95, 0.04, 0.04, (220, 70, 60))
    body.polygon([(-0.23, 0.8), (0.23, 0.8), (0.23, 0.46), (-0.23, 0.46)], body.coat)


def draw_face(body: Body) -> None:
    """Muzzle, eyes, nose, cheeks and a smile."""
    _draw_muzzle(body)
    body.canvas.line = 0.0
    if body.kind == "robot":
        _draw_screen(body)
    else:
        _draw_eyes(body, INK)
        _draw_nose(body)
        smile = [(-0.05, 0.53), (-0.025, 0.512), (0, 0.507), (0.025, 0.512), (0.05, 0.53)]
        body.canvas.stroke([body.at(*point) for point in smile], 0.007, INK)
    body.canvas.line = 0.006


def _draw_muzzle(body: Body) -> None:
    species = body.figure.species
    if species == "fox":
        left = [(-0.25, 0.6), (-0.08, 0.62), (0, 0.56)]
        right = [(0.08, 0.62), (0.25, 0.6), (0.12, 0.47), (0, 0.43), (-0.12, 0.47)]
        body.polygon([*left, *right], CREAM)
    elif species == "dragon":
        body.ellipse(0, 0.54, 0.19, 0.1, shade(body.coat, 1.45))
    elif body.kind == "animal":
        body.ellipse(0, 0.54, 0.1, 0.07, shade(body.coat, 1.6))


def _draw_screen(body: Body) -> None:
    body.polygon([(-0.18, 0.72), (0.18, 0.72), (0.18, 0.54), (-0.18, 0.54)], (52, 66, 84))
    _draw_eyes(body, GLOW)
    body.canvas.stroke([body.at(-0.07, 0.59), body.at(0.07, 0.59)], 0.007, GLOW)


def _draw_eyes(body: Body, ink: RGB) -> None:
    for s in (-1, 1):
        if body.figure.coat == "black" and body.kind == "animal":
            body.ellipse(s * 0.1, 0.65, 0.05, 0.055, CREAM)
        body.ellipse(s * 0.1, 0.65, 0.034, 0.042, ink)
        body.ellipse(s * 0.1 + 0.01, 0.665, 0.012, 0.014, (255, 255, 255))
        if ink == INK:
            body.ellipse(s * 0.17, 0.56, 0.035, 0.022, CHEEK)
        if body.figure.species == "grandmother":
            _draw_glass(body, s * 0.1)


def _draw_nose(body: Body) -> None:
    if body.figure.species == "dragon":
        for s in (-1, 1):
            body.ellipse(s * 0.05, 0.575, 0.018, 0.014, INK)
    elif body.kind == "animal":
        body.ellipse(0, 0.575, 0.035, 0.025, INK)


def _draw_glass(body: Body, x: float) -> None:
    """One glass of a pair of spectacles."""
    offsets = ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7), (1, 0))
    ring = [body.at(x + 0.07 * dx, 0.65 + 0.07 * dy) for dx, dy in offsets]
    body.canvas.stroke(ring, 0.007, (96, 70, 60))
