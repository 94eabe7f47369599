"""Heads: shape, ears, hair, muzzle and expression of each species."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oneactor.picturebook.world.canvas import shade
from oneactor.picturebook.world.vocabulary import RGB

if TYPE_CHECKING:
    from oneactor.picturebook.world.figures import Body

INK: RGB = (44, 36, 40)
CHEEK: RGB = (242, 150, 140)
CREAM: RGB = (250, 246, 238)


def draw_head(body: Body) -> None:
    """Ears, horns or hair behind, then the head itself."""
    species, coat = body.figure.species, body.coat
    for s in (-1, 1):
        if species == "fox":
            body.polygon([(s * 0.08, 0.76), (s * 0.27, 0.98), (s * 0.25, 0.66)], coat)
            body.polygon([(s * 0.14, 0.77), (s * 0.25, 0.91), (s * 0.23, 0.72)], (70, 52, 52))
        elif species == "cat":
            body.polygon([(s * 0.05, 0.78), (s * 0.2, 0.93), (s * 0.24, 0.66)], coat)
        elif species == "rabbit":
            body.ellipse(s * 0.13, 0.95, 0.06, 0.19, coat)
            body.ellipse(s * 0.13, 0.95, 0.03, 0.14, (244, 180, 186))
        elif species == "bear":
            body.ellipse(s * 0.19, 0.8, 0.08, 0.08, coat)
        elif species == "mouse":
            body.ellipse(s * 0.24, 0.8, 0.13, 0.13, coat)
            body.ellipse(s * 0.24, 0.8, 0.08, 0.08, (244, 180, 186))
        elif species == "dragon":
            body.polygon([(s * 0.1, 0.78), (s * 0.27, 1.0), (s * 0.22, 0.7)], (250, 232, 180))
            body.polygon([(s * 0.2, 0.64), (s * 0.36, 0.7), (s * 0.32, 0.62), (s * 0.36, 0.54), (s * 0.2, 0.58)], shade(coat, 0.8))
    if species == "girl":
        body.polygon([(-0.26, 0.72), (-0.3, 0.36), (0.3, 0.36), (0.26, 0.72)], coat)
    if species == "grandmother":
        body.ellipse(0, 0.88, 0.11, 0.1, coat)
    if body.kind == "robot":
        body.limb((0, 0.8), (0, 0.93), 0.03, shade(coat, 0.7))
        body.ellipse(0, 0.95, 0.04, 0.04, (220, 70, 60))
        body.polygon([(-0.23, 0.8), (0.23, 0.8), (0.23, 0.46), (-0.23, 0.46)], coat)
    else:
        body.ellipse(0, 0.62, 0.25, 0.2, body.skin)
    if body.kind == "person":
        draw_fringe(body)


def draw_fringe(body: Body) -> None:
    """Hair over the forehead."""
    top = [(-0.25, 0.62), (-0.24, 0.74), (-0.14, 0.82), (0, 0.85), (0.14, 0.82), (0.24, 0.74), (0.25, 0.62)]
    brow = {
        "boy": [(0.15, 0.74), (0.08, 0.69), (0.0, 0.74), (-0.08, 0.69), (-0.15, 0.74)],
        "girl": [(0.2, 0.7), (-0.2, 0.7)],
    }.get(body.figure.species, [(0.2, 0.68), (0, 0.78), (-0.2, 0.68)])
    body.polygon([*top, *brow], body.coat)


def draw_face(body: Body) -> None:
    """Muzzle or nose, eyes, cheeks and a smile."""
    species = body.figure.species
    if species == "fox":
        body.polygon([(-0.25, 0.6), (-0.08, 0.62), (0, 0.56), (0.08, 0.62), (0.25, 0.6), (0.12, 0.47), (0, 0.43), (-0.12, 0.47)], CREAM)
    elif species in ("bear", "cat", "mouse", "rabbit"):
        body.ellipse(0, 0.54, 0.1, 0.07, shade(body.coat, 1.6))
    elif species == "dragon":
        body.ellipse(0, 0.54, 0.19, 0.1, shade(body.coat, 1.45))
    body.canvas.line = 0.0
    if body.kind == "robot":
        body.polygon([(-0.18, 0.72), (0.18, 0.72), (0.18, 0.54), (-0.18, 0.54)], (52, 66, 84))
    ink = (130, 240, 250) if body.kind == "robot" else INK
    if body.figure.coat == "black" and body.kind == "animal":
        for s in (-1, 1):
            body.ellipse(s * 0.1, 0.65, 0.05, 0.055, CREAM)
    for s in (-1, 1):
        body.ellipse(s * 0.1, 0.65, 0.034, 0.042, ink)
        body.ellipse(s * 0.1 + 0.01, 0.665, 0.012, 0.014, (255, 255, 255))
        if body.kind != "robot":
            body.ellipse(s * 0.17, 0.56, 0.035, 0.022, CHEEK)
    if species == "dragon":
        for s in (-1, 1):
            body.ellipse(s * 0.05, 0.575, 0.018, 0.014, INK)
    if body.kind == "animal":
        body.ellipse(0, 0.575, 0.035, 0.025, INK)
    if species == "grandmother":
        for s in (-1, 1):
            draw_ring(body, s * 0.1, 0.65)
    smile = [body.at(x, y) for x, y in ((-0.05, 0.53), (-0.025, 0.512), (0, 0.507), (0.025, 0.512), (0.05, 0.53))]
    body.canvas.stroke([body.at(x, y + 0.06) for x, y in ((-0.07, 0.53), (0.07, 0.53))] if body.kind == "robot" else smile, 0.007, ink)
    body.canvas.line = 0.006


def draw_ring(body: Body, x: float, y: float) -> None:
    """One glass of a pair of spectacles."""
    offsets = ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7), (1, 0))
    body.canvas.stroke([body.at(x + 0.07 * dx, y + 0.07 * dy) for dx, dy in offsets], 0.007, (96, 70, 60))
