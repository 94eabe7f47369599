"""How the characters are drawn: a big-headed figure whose ears, tail, clothes and hat tell who it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

from oneactor.picturebook.world import clothes
from oneactor.picturebook.world.canvas import Canvas, Point, shade
from oneactor.picturebook.world.faces import BEAK, draw_face, draw_head
from oneactor.picturebook.world.scene import Figure
from oneactor.picturebook.world.vocabulary import CHARACTERS, COLORS, RGB, SKINS

CLOTH: RGB = (232, 222, 200)
TROUSERS: RGB = (86, 98, 128)
#: what the part map says: 0 is background
PARTS = ("background", "body", "head", "garment", "hat", "prop")


@dataclass(frozen=True)
class Pose:
    """Where the joints are, in figure heights: x to the right of the centre, y up from the ground; lean in radians."""

    hands: tuple[Point, Point]
    feet: tuple[Point, Point] = ((-0.09, 0.04), (0.09, 0.04))
    lift: float = 0.0
    lean: float = 0.0


POSES: dict[str, Pose] = {
    "standing": Pose(((-0.21, 0.20), (0.21, 0.20))),
    "waving": Pose(((-0.21, 0.20), (0.4, 0.62))),
    "jumping": Pose(((-0.33, 0.50), (0.33, 0.50)), ((-0.19, 0.06), (0.19, 0.06)), lift=0.16),
    "sitting": Pose(((-0.2, 0.18), (0.2, 0.18)), ((-0.24, 0.15), (0.24, 0.15)), lift=-0.11),
    "running": Pose(((-0.28, 0.34), (0.3, 0.3)), ((-0.26, 0.14), (0.22, 0.05)), lift=0.03, lean=0.16),
    "reading": Pose(((-0.22, 0.22), (0.22, 0.22))),
    "eating": Pose(((-0.21, 0.20), (0.12, 0.43))),
    "dancing": Pose(((-0.36, 0.36), (0.27, 0.6)), ((-0.05, 0.04), (0.24, 0.16)), lean=-0.12),
}
#: actions whose hands hold something before the body or go up beside the hair
ARMS_IN_FRONT = frozenset({"reading", "waving"})
#: how tall a species is beside the others
TALL = {"mouse": 0.9, "rabbit": 0.94, "penguin": 0.92, "girl": 0.94, "boy": 0.94, "bear": 1.05, "dragon": 1.05}


class Body:
    """A figure on a canvas: converts figure heights to picture units and knows its colours."""

    def __init__(self, canvas: Canvas, figure: Figure, spot: Point, height: float) -> None:
        self.canvas = canvas
        self.figure = figure
        self.kind = CHARACTERS[figure.species]
        self.coat = COLORS[figure.coat]
        self.skin = SKINS.get(figure.skin, self.coat)
        self.garment = COLORS.get(figure.garment_color)
        self.hat = COLORS.get(figure.hat_color)
        self.pose = POSES[figure.action]
        self.h = height * TALL.get(figure.species, 1.0)
        self._x, self._y = spot[0], spot[1] - self.pose.lift * self.h

    def at(self, x: float, y: float) -> Point:
        """Picture coordinates of a point of the figure."""
        c, s = cos(self.pose.lean), sin(self.pose.lean)
        return self._x + (x * c + y * s) * self.h, self._y - (y * c - x * s) * self.h

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: RGB) -> None:
        """An ellipse in figure heights."""
        self.canvas.ellipse(self.at(x, y), rx * self.h, ry * self.h, fill)

    def polygon(self, points: list[Point], fill: RGB) -> None:
        """A polygon in figure heights."""
        self.canvas.polygon([self.at(*p) for p in points], fill)

    def limb(self, start: Point, end: Point, width: float, fill: RGB) -> None:
        """An arm or a leg in figure heights."""
        self.canvas.limb(self.at(*start), self.at(*end), width * self.h, fill)

    def stroke(self, points: list[Point], width: float, fill: RGB) -> None:
        """A line in figure heights."""
        self.canvas.stroke([self.at(*p) for p in points], width * self.h, fill)

    def part(self, name: str) -> None:
        """What the part map calls everything that is drawn from here on."""
        self.canvas.part = PARTS.index(name)


def draw_figure(canvas: Canvas, figure: Figure, spot: Point, height: float, label: int) -> None:
    """Draw one figure with its feet at `spot`, `height` of the picture tall without its hat."""
    canvas.label, canvas.line = 0, 0.0
    canvas.ellipse((spot[0], spot[1] + 0.005), 0.24 * height, 0.035 * height, (112, 108, 116))
    canvas.label, canvas.line = label, 0.006
    body = Body(canvas, figure, spot, height)
    body.part("body")
    draw_tail(body)
    clothes.draw_behind(body)
    draw_legs(body)
    draw_torso(body)
    if figure.action not in ARMS_IN_FRONT:
        draw_arms(body)
    body.part("head")
    draw_head(body)
    draw_face(body)
    body.part("garment")
    clothes.draw_neckwear(body)
    body.part("hat")
    clothes.draw_hat(body)
    body.part("prop")
    draw_prop(body)
    body.part("body")
    if figure.action in ARMS_IN_FRONT:
        draw_arms(body)
    canvas.label, canvas.part, canvas.line = 0, 0, 0.0


def draw_tail(body: Body) -> None:
    """Tails, and the dragon's wings."""
    species, coat = body.figure.species, body.coat
    if species == "fox":
        body.polygon([(0.08, 0.12), (0.3, 0.08), (0.4, 0.3), (0.34, 0.42), (0.24, 0.3), (0.1, 0.24)], coat)
        body.polygon([(0.4, 0.3), (0.34, 0.42), (0.29, 0.36)], (250, 246, 238))
    elif species in ("cat", "mouse"):
        body.limb((0.1, 0.14), (0.31, 0.2), 0.05, coat)
        body.limb((0.3, 0.19), (0.34, 0.4), 0.05, coat)
    elif species == "dog":
        body.limb((0.1, 0.16), (0.3, 0.34), 0.07, coat)
    elif species == "pig":
        body.ellipse(0.19, 0.2, 0.045, 0.045, shade(coat, 0.86))
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
    """Legs and feet, in the colour of overalls where they are worn; sitting figures show their soles."""
    color = {"person": TROUSERS, "robot": shade(body.coat, 0.75), "bird": BEAK}.get(body.kind, body.coat)
    shoe = shade(color, 0.7)
    if body.figure.garment == "overalls" and body.garment:
        color = body.garment
    for s, foot in zip((-1, 1), body.pose.feet, strict=True):
        body.limb((s * 0.08, 0.2), foot, 0.12, color)
        body.ellipse(foot[0] + s * 0.015, foot[1] - 0.01, 0.075, 0.045, shoe)


def draw_torso(body: Body) -> None:
    """The trunk in the colour of coat or plain cloth, with a lighter belly, and what is worn over it."""
    fill = CLOTH if body.kind == "person" else body.coat
    if body.kind == "robot":
        body.polygon([(-0.15, 0.46), (0.15, 0.46), (0.15, 0.14), (-0.15, 0.14)], fill)
        for x, color in ((-0.06, (220, 70, 60)), (0.06, (250, 210, 80))):
            body.ellipse(x, 0.34, 0.03, 0.03, color)
    elif body.figure.species in ("girl", "grandmother"):
        body.polygon([(-0.1, 0.46), (0.1, 0.46), (0.2, 0.11), (-0.2, 0.11)], fill)
    else:
        body.ellipse(0, 0.28, 0.16, 0.19, fill)
    if body.kind in ("animal", "dragon"):
        body.ellipse(0, 0.26, 0.09, 0.12, shade(body.coat, 1.55))
    elif body.kind == "bird":
        body.ellipse(0, 0.27, 0.115, 0.155, (250, 246, 238))
    body.part("garment")
    clothes.draw_on_torso(body)
    body.part("body")


def draw_arms(body: Body) -> None:
    """Sleeves in the colour of what has sleeves, else of the torso; hands as the skin."""
    sleeved = body.garment if body.figure.garment in clothes.SLEEVED else None
    fill = sleeved or (CLOTH if body.kind == "person" else body.coat)
    for s, hand in zip((-1, 1), body.pose.hands, strict=True):
        body.limb((s * 0.11, 0.39), hand, 0.09, fill)
        body.ellipse(hand[0], hand[1], 0.05, 0.05, body.skin)


def draw_prop(body: Body) -> None:
    """The things that go with an action: a book, an apple, notes of music."""
    action = body.figure.action
    if action == "reading":
        body.polygon([(-0.23, 0.37), (0, 0.33), (0.23, 0.37), (0.23, 0.13), (0, 0.08), (-0.23, 0.13)], (176, 60, 70))
        for s in (-1, 1):
            body.polygon([(s * 0.2, 0.36), (0, 0.32), (0, 0.11), (s * 0.2, 0.155)], (250, 246, 230))
            for y in (0.29, 0.24, 0.19):
                body.stroke([(s * 0.16, y + 0.02), (s * 0.04, y)], 0.012, (150, 140, 130))
    elif action == "eating":
        body.ellipse(0.15, 0.47, 0.07, 0.065, (206, 44, 52))
        body.polygon([(0.15, 0.53), (0.17, 0.58), (0.22, 0.57)], (70, 150, 80))
    elif action == "dancing":
        for x, y in ((-0.42, 0.66), (0.42, 0.8)):
            body.ellipse(x, y, 0.035, 0.028, (60, 48, 90))
            body.polygon([(x + 0.02, y), (x + 0.035, y), (x + 0.035, y + 0.12), (x + 0.02, y + 0.12)], (60, 48, 90))
