"""How the characters are drawn: a big-headed figure whose ears, tail, clothes and hat tell who it is."""

from __future__ import annotations

from dataclasses import dataclass

from oneactor.picturebook.world.canvas import Canvas, Point, shade
from oneactor.picturebook.world.faces import draw_face, draw_head
from oneactor.picturebook.world.scene import Figure
from oneactor.picturebook.world.vocabulary import CHARACTERS, COLORS, RGB, SKINS

CLOTH: RGB = (232, 222, 200)
TROUSERS: RGB = (86, 98, 128)


@dataclass(frozen=True)
class Pose:
    """Where the joints are, in figure heights: x to the right of the centre, y up from the ground."""

    lift: float
    hands: tuple[Point, Point]
    feet: tuple[Point, Point]


POSES: dict[str, Pose] = {
    "standing": Pose(0.0, ((-0.21, 0.20), (0.21, 0.20)), ((-0.09, 0.04), (0.09, 0.04))),
    "waving": Pose(0.0, ((-0.21, 0.20), (0.34, 0.52)), ((-0.09, 0.04), (0.09, 0.04))),
    "jumping": Pose(0.16, ((-0.33, 0.50), (0.33, 0.50)), ((-0.19, 0.06), (0.19, 0.06))),
    "sitting": Pose(-0.11, ((-0.2, 0.18), (0.2, 0.18)), ((-0.24, 0.15), (0.24, 0.15))),
}


class Body:
    """A figure on a canvas: converts figure heights to picture units and knows its colours."""

    def __init__(self, canvas: Canvas, figure: Figure, spot: Point, height: float, pose: Pose) -> None:
        self.canvas = canvas
        self.figure = figure
        self.kind = CHARACTERS[figure.species]
        self.coat = COLORS[figure.coat]
        self.skin = SKINS.get(figure.skin, self.coat)
        self.garment = COLORS.get(figure.garment_color)
        self.hat = COLORS.get(figure.hat_color)
        self.pose = pose
        self.h = height
        self._x, self._y = spot[0], spot[1] - pose.lift * height

    def at(self, x: float, y: float) -> Point:
        """Picture coordinates of a point of the figure."""
        return self._x + x * self.h, self._y - y * self.h

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: RGB) -> None:
        """An ellipse in figure heights."""
        self.canvas.ellipse(self.at(x, y), rx * self.h, ry * self.h, fill)

    def polygon(self, points: list[Point], fill: RGB) -> None:
        """A polygon in figure heights."""
        self.canvas.polygon([self.at(*p) for p in points], fill)

    def limb(self, start: Point, end: Point, width: float, fill: RGB) -> None:
        """An arm or a leg in figure heights."""
        self.canvas.limb(self.at(*start), self.at(*end), width * self.h, fill)


def draw_figure(canvas: Canvas, figure: Figure, spot: Point, height: float, action: str, label: int) -> None:
    """Draw one figure with its feet at `spot`, `height` of the picture tall without its hat."""
    canvas.label, canvas.line = 0, 0.0
    canvas.ellipse((spot[0], spot[1] + 0.005), 0.22 * height, 0.035 * height, (120, 116, 120))
    canvas.label, canvas.line = label, 0.006
    body = Body(canvas, figure, spot, height, POSES[action])
    draw_tail(body)
    if figure.garment == "cape" and body.garment:
        body.polygon(
            [(-0.11, 0.46), (0.11, 0.46), (0.36, 0.1), (0.24, 0.05), (-0.24, 0.05), (-0.36, 0.1)], body.garment
        )
    draw_legs(body)
    draw_torso(body)
    draw_arms(body)
    draw_head(body)
    draw_face(body)
    draw_neckwear(body)
    draw_hat(body)
    canvas.label, canvas.line = 0, 0.0


def draw_tail(body: Body) -> None:
    """Tails, and the dragon's wings."""
    species, coat = body.figure.species, body.coat
    if species == "fox":
        body.polygon([(0.08, 0.12), (0.3, 0.08), (0.4, 0.3), (0.34, 0.42), (0.24, 0.3), (0.1, 0.24)], coat)
        body.polygon([(0.4, 0.3), (0.34, 0.42), (0.29, 0.36)], (250, 246, 238))
    elif species in ("cat", "mouse"):
        body.limb((0.1, 0.14), (0.31, 0.2), 0.05, coat)
        body.limb((0.3, 0.19), (0.34, 0.4), 0.05, coat)
    elif species == "rabbit":
        body.ellipse(0.16, 0.14, 0.07, 0.07, shade(coat, 1.5))
    elif species == "dragon":
        for s in (-1, 1):
            body.polygon(
                [(s * 0.08, 0.38), (s * 0.44, 0.6), (s * 0.42, 0.34), (s * 0.32, 0.37), (s * 0.26, 0.24)],
                shade(coat, 0.8),
            )
        body.polygon([(0.08, 0.06), (0.34, 0.04), (0.42, 0.16), (0.3, 0.16), (0.1, 0.22)], coat)


def draw_legs(body: Body) -> None:
    """Legs and feet; sitting figures show their soles."""
    color = {"person": TROUSERS, "robot": shade(body.coat, 0.75)}.get(body.kind, body.coat)
    for s, foot in zip((-1, 1), body.pose.feet, strict=True):
        body.limb((s * 0.08, 0.2), foot, 0.12, color)
        body.ellipse(foot[0] + s * 0.015, foot[1] - 0.01, 0.075, 0.045, shade(color, 0.7))


def draw_torso(body: Body) -> None:
    """The trunk in the colour of coat, sweater or plain cloth; animals have a lighter belly."""
    sweater = body.garment if body.figure.garment == "sweater" else None
    fill = sweater or (CLOTH if body.kind == "person" else body.coat)
    if body.kind == "robot":
        body.polygon([(-0.15, 0.46), (0.15, 0.46), (0.15, 0.14), (-0.15, 0.14)], fill)
    elif body.figure.species in ("girl", "grandmother"):
        body.polygon([(-0.1, 0.46), (0.1, 0.46), (0.2, 0.11), (-0.2, 0.11)], fill)
    else:
        body.ellipse(0, 0.28, 0.16, 0.19, fill)
    if sweater:
        body.polygon([(-0.16, 0.19), (0.16, 0.19), (0.155, 0.14), (-0.155, 0.14)], shade(sweater, 0.75))
    elif body.kind in ("animal", "dragon"):
        body.ellipse(0, 0.26, 0.09, 0.12, shade(body.coat, 1.55))
    elif body.kind == "robot":
        body.ellipse(-0.06, 0.34, 0.03, 0.03, (220, 70, 60))
        body.ellipse(0.06, 0.34, 0.03, 0.03, (250, 210, 80))


def draw_arms(body: Body) -> None:
    """Sleeves as the torso, hands as the skin."""
    sweater = body.garment if body.figure.garment == "sweater" else None
    fill = sweater or (CLOTH if body.kind == "person" else body.coat)
    for s, hand in zip((-1, 1), body.pose.hands, strict=True):
        body.limb((s * 0.11, 0.39), hand, 0.09, fill)
        body.ellipse(hand[0], hand[1], 0.05, 0.05, body.skin)


def draw_neckwear(body: Body) -> None:
    """A scarf with a loose end, or the clasp of a cape."""
    if not body.garment:
        return
    if body.figure.garment == "scarf":
        body.polygon([(0.03, 0.44), (0.12, 0.42), (0.13, 0.18), (0.03, 0.18)], body.garment)
        body.polygon([(-0.17, 0.47), (0.17, 0.47), (0.18, 0.38), (-0.18, 0.38)], body.garment)
    elif body.figure.garment == "cape":
        body.polygon([(-0.13, 0.46), (0.13, 0.46), (0.1, 0.4), (-0.1, 0.4)], body.garment)


def draw_hat(body: Body) -> None:
    """Cap, crown or top hat, sitting on the head between the ears."""
    hat, color = body.figure.hat, body.hat
    if not color:
        return
    if hat == "cap":
        body.polygon([(-0.17, 0.8), (-0.14, 0.9), (-0.05, 0.95), (0.05, 0.95), (0.14, 0.9), (0.17, 0.8)], color)
        body.polygon([(-0.02, 0.82), (0.3, 0.79), (0.3, 0.755), (-0.02, 0.77)], shade(color, 0.75))
    elif hat == "crown":
        points = [(-0.16, 0.79), (-0.19, 0.98), (-0.09, 0.88), (0.0, 1.0), (0.09, 0.88), (0.19, 0.98), (0.16, 0.79)]
        body.polygon([(x, y) for x, y in points], color)
        body.ellipse(0, 0.85, 0.025, 0.025, (255, 244, 200))
    else:
        body.polygon([(-0.12, 0.8), (-0.13, 1.06), (0.13, 1.06), (0.12, 0.8)], color)
        body.polygon([(-0.122, 0.85), (0.122, 0.85), (0.12, 0.8), (-0.12, 0.8)], shade(color, 0.55))
        body.polygon([(-0.23, 0.82), (0.23, 0.82), (0.23, 0.77), (-0.23, 0.77)], color)
