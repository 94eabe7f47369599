"""How the places are drawn. Each has three layouts and slides a little; nothing in it competes with the figures."""

from __future__ import annotations

from collections.abc import Callable

from oneactor.picturebook.world.canvas import Canvas, blend, shade
from oneactor.picturebook.world.vocabulary import RGB

#: height of the horizon and of the floor line on which figures stand, in picture heights from the top
HORIZON = 0.62
TRUNK: RGB = (126, 88, 60)
CREAM: RGB = (255, 255, 250)
NIGHT: RGB = (28, 36, 92)
#: where the sun is seen by day: its colour
SUNNY: dict[str, RGB] = {"beach": (255, 222, 96), "desert": (250, 170, 86), "farm": (255, 228, 120)}
#: places with a roof: their night is seen in the window and in the dim light
INDOORS = frozenset({"library", "kitchen", "bedroom"})


def at_night(color: RGB) -> RGB:
    """A colour of the surroundings in moonlight."""
    return blend(shade(color, 0.62), NIGHT, 0.5)


def by_lamplight(color: RGB) -> RGB:
    """A colour of a room with the lamp on."""
    return blend(shade(color, 0.66), (60, 44, 84), 0.32)


def draw_place(canvas: Canvas, place: str, time: str, variant: int, shift: float) -> None:
    """Paint the surroundings; at night in another light, with moon and stars where the sky is seen."""
    if time == "night":
        canvas.light = by_lamplight if place in INDOORS else at_night
    DRAW[place](canvas, variant, shift)
    canvas.light = lambda color: color
    if time == "night":
        _night_sky(canvas, place, variant, shift)
    elif place in SUNNY:
        canvas.ellipse(((0.2, 0.8, 0.5)[variant] + shift, 0.15), 0.08, 0.08, SUNNY[place])


def _night_sky(canvas: Canvas, place: str, variant: int, shift: float) -> None:
    stars: tuple[tuple[float, float], ...] = ((0.08, 0.08), (0.3, 0.05), (0.52, 0.1), (0.72, 0.04), (0.94, 0.13))
    moon = ((0.2, 0.8, 0.5)[variant] + shift, 0.12)
    if place in INDOORS:
        x = window_at(variant, shift)
        canvas.box(x - 0.125, 0.105, x + 0.125, 0.315, NIGHT)
        stars, moon = ((x - 0.08, 0.14), (x - 0.05, 0.26)), (x + 0.05, 0.18)
        canvas.box(x - 0.01, 0.1, x + 0.01, 0.32, CREAM)
    for x, y in stars:
        canvas.ellipse((x, y), 0.008, 0.008, (255, 250, 210))
    radius = 0.04 if place in INDOORS else 0.07
    canvas.ellipse(moon, radius, radius, (252, 240, 190))


def window_at(variant: int, shift: float) -> float:
    """Centre of a room's window."""
    return (0.2, 0.76, 0.5)[variant] + shift


def _window(canvas: Canvas, x: float) -> None:
    canvas.box(x - 0.15, 0.08, x + 0.15, 0.34, CREAM)
    canvas.box(x - 0.125, 0.105, x + 0.125, 0.315, (160, 214, 240))
    canvas.box(x - 0.01, 0.1, x + 0.01, 0.32, CREAM)


def _ground(canvas: Canvas, sky: RGB, ground: RGB) -> None:
    line, canvas.line = canvas.line, 0.0
    canvas.box(-0.1, -0.1, 1.1, 1.1, sky)
    canvas.box(-0.1, -0.1, 1.1, 0.25, shade(sky, 1.12))
    canvas.box(-0.1, HORIZON, 1.1, 1.1, ground)
    canvas.box(-0.1, HORIZON, 1.1, HORIZON + 0.03, shade(ground, 0.92))
    canvas.line = line


def _forest(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (190, 226, 196), (112, 168, 88))
    xs = ((0.06, 0.3, 0.7, 0.94), (0.12, 0.42, 0.64, 0.9), (0.02, 0.22, 0.5, 0.82))[variant]
    for i, x in enumerate(xs):
        size, green = (0.2, 0.16)[i % 2], ((52, 124, 72), (74, 146, 80))[i % 2]
        canvas.box(x + shift - 0.025, 0.3, x + shift + 0.025, HORIZON + 0.06, TRUNK)
        canvas.ellipse((x + shift, 0.26), size, size * 1.05, green)
        canvas.ellipse((x + shift - 0.05, 0.2), size * 0.5, size * 0.42, shade(green, 1.14))


def _beach(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (166, 216, 244), (244, 220, 160))
    canvas.box(-0.1, 0.44, 1.1, HORIZON, (64, 150, 206))
    canvas.box(-0.1, HORIZON - 0.025, 1.1, HORIZON, (236, 248, 250))
    x = (0.75, 0.25, 0.85)[variant] + shift
    canvas.polygon([(x, 0.26), (x + 0.1, 0.44), (x, 0.44)], (250, 250, 246))
    canvas.polygon([(x - 0.07, 0.45), (x + 0.12, 0.45), (x + 0.08, 0.5), (x - 0.03, 0.5)], (196, 76, 62))


def _snow(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (196, 212, 234), (246, 249, 253))
    for x, top in (((0.2, 0.2), (0.72, 0.28)), ((0.35, 0.24), (0.85, 0.18)), ((0.1, 0.28), (0.55, 0.16)))[variant]:
        canvas.polygon([(x + shift - 0.34, HORIZON), (x + shift, top), (x + shift + 0.34, HORIZON)], (140, 156, 190))
        canvas.polygon(
            [(x + shift - 0.09, top + 0.11), (x + shift, top), (x + shift + 0.09, top + 0.11)], (250, 252, 255)
        )
    for x in ((0.06, 0.92), (0.14, 0.96), (0.3, 0.9))[variant]:
        for k in range(3):
            y, w = 0.36 + 0.09 * k, 0.06 + 0.025 * k
            canvas.polygon([(x + shift - w, y + 0.13), (x + shift, y), (x + shift + w, y + 0.13)], (58, 112, 98))


def _city(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (206, 214, 236), (142, 144, 154))
    tops = ((0.2, 0.34, 0.14, 0.28, 0.22), (0.3, 0.16, 0.32, 0.2, 0.3), (0.14, 0.26, 0.36, 0.18, 0.26))[variant]
    for i, top in enumerate(tops):
        left = -0.08 + 0.24 * i + shift
        canvas.box(left, top, left + 0.2, HORIZON, ((196, 128, 110), (152, 140, 170), (214, 176, 128))[i % 3])
        for row in range(3):
            for column in range(2):
                x, y = left + 0.035 + 0.08 * column, top + 0.04 + 0.09 * row
                canvas.box(x, y, x + 0.05, y + 0.05, (252, 236, 170))


def _castle(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (200, 204, 240), (134, 182, 104))
    x, wall = (0.5, 0.36, 0.64)[variant] + shift, (172, 172, 188)
    canvas.box(x - 0.3, 0.34, x + 0.3, HORIZON, wall)
    for k in range(6):
        canvas.box(x - 0.3 + 0.105 * k, 0.3, x - 0.24 + 0.105 * k, 0.345, wall)
    for s in (-1, 1):
        canvas.box(x + s * 0.3 - 0.08, 0.2, x + s * 0.3 + 0.08, HORIZON, shade(wall, 0.88))
        canvas.polygon([(x + s * 0.3 - 0.1, 0.2), (x + s * 0.3, 0.03), (x + s * 0.3 + 0.1, 0.2)], (188, 70, 84))
        canvas.box(x + s * 0.3 - 0.02, 0.28, x + s * 0.3 + 0.02, 0.36, (84, 84, 104))
    canvas.box(x - 0.07, 0.47, x + 0.07, HORIZON, (110, 78, 60))


def _library(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (122, 84, 60), (190, 140, 96))
    books = ((196, 74, 70), (70, 120, 160), (232, 190, 90), (96, 150, 100), (222, 214, 196))
    for row in range(3):
        top = 0.05 + 0.19 * row
        canvas.box(0.02, top, 0.98, top + 0.155, (84, 56, 42))
        for k in range(12):
            x, height = 0.04 + 0.079 * k + shift / 3, 0.1 + 0.02 * ((k + row + variant) % 3)
            canvas.box(x, top + 0.155 - height, x + 0.06, top + 0.155, books[(k * 2 + row + variant) % 5])
    _window(canvas, window_at(variant, shift))


def _kitchen(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (252, 234, 196), (206, 128, 100))
    _window(canvas, window_at(variant, shift))
    canvas.box(-0.1, 0.42, 1.1, 0.46, (176, 120, 82))
    canvas.box(-0.1, 0.46, 1.1, HORIZON + 0.02, (132, 186, 178))
    for k in range(4):
        canvas.box(0.03 + 0.25 * k, 0.49, 0.22 + 0.25 * k, HORIZON, (158, 206, 198))
    pan = (0.72, 0.3, 0.12)[variant] + shift
    canvas.box(pan - 0.07, 0.33, pan + 0.07, 0.42, (206, 74, 66))
    canvas.box(pan - 0.085, 0.315, pan + 0.085, 0.34, (120, 44, 44))


def _bedroom(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (214, 200, 232), (178, 148, 132))
    _window(canvas, window_at(variant, shift))
    x = (0.72, 0.26, 0.9)[variant] + shift
    canvas.box(x - 0.24, 0.36, x - 0.2, HORIZON + 0.1, (150, 102, 70))
    canvas.box(x - 0.2, 0.5, x + 0.24, HORIZON + 0.06, (236, 132, 150))
    canvas.box(x - 0.2, 0.46, x - 0.06, 0.53, CREAM)
    canvas.box(x + 0.2, 0.45, x + 0.24, HORIZON + 0.1, (150, 102, 70))
    canvas.ellipse((0.5, 0.93), 0.36, 0.06, (150, 190, 210))


def _meadow(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (176, 222, 250), (148, 206, 96))
    for x in ((0.2, 0.75), (0.4, 0.95), (0.05, 0.6))[variant]:
        canvas.ellipse((x + shift, HORIZON + 0.06), 0.32, 0.17, (128, 188, 88))
    canvas.box(-0.1, HORIZON + 0.05, 1.1, 1.1, (148, 206, 96))
    for x in ((0.24, 0.7), (0.14, 0.56), (0.4, 0.86))[variant]:
        for dx, r in ((-0.07, 0.05), (0, 0.07), (0.07, 0.05)):
            canvas.ellipse((x + dx + shift, 0.16), r, r * 0.75, (252, 253, 255))
    petals = ((236, 92, 110), (250, 214, 80), (250, 250, 250))
    for k in range(9):
        x, y = (0.06 + 0.115 * k + shift), 0.74 + 0.07 * ((k + variant) % 3)
        canvas.ellipse((x, y), 0.018, 0.016, petals[(k + variant) % 3])


def _farm(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (188, 220, 240), (206, 190, 104))
    x = (0.74, 0.3, 0.16)[variant] + shift
    canvas.box(x - 0.19, 0.3, x + 0.19, HORIZON, (190, 64, 56))
    canvas.polygon([(x - 0.23, 0.31), (x - 0.12, 0.16), (x + 0.12, 0.16), (x + 0.23, 0.31)], (110, 76, 70))
    canvas.box(x - 0.07, 0.43, x + 0.07, HORIZON, (240, 228, 210))
    canvas.box(x - 0.05, 0.45, x + 0.05, HORIZON, (140, 48, 44))
    for k in range(8):
        canvas.box(0.02 + 0.135 * k, 0.55, 0.05 + 0.135 * k, 0.68, (236, 230, 214))
    canvas.box(-0.1, 0.59, 1.1, 0.615, (236, 230, 214))


def _desert(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (250, 218, 170), (232, 178, 108))
    for x in ((0.2, 0.8), (0.5, 1.0), (0.0, 0.62))[variant]:
        canvas.ellipse((x + shift, HORIZON + 0.04), 0.34, 0.13, (240, 196, 128))
    canvas.box(-0.1, HORIZON + 0.04, 1.1, 1.1, (232, 178, 108))
    for x in ((0.1, 0.9), (0.2, 0.94), (0.06, 0.78))[variant]:
        canvas.box(x + shift - 0.025, 0.36, x + shift + 0.025, HORIZON + 0.08, (82, 142, 84))
        canvas.box(x + shift - 0.08, 0.46, x + shift - 0.02, 0.49, (82, 142, 84))
        canvas.box(x + shift - 0.08, 0.41, x + shift - 0.05, 0.49, (82, 142, 84))


def _river(canvas: Canvas, variant: int, shift: float) -> None:
    _ground(canvas, (194, 230, 226), (156, 196, 116))
    for x in ((0.1, 0.62), (0.34, 0.88), (0.2, 0.78))[variant]:
        canvas.ellipse((x + shift, 0.46), 0.1, 0.13, (92, 160, 116))
    canvas.box(-0.1, 0.55, 1.1, 0.72, (92, 172, 214))
    for k in range(5):
        x = 0.08 + 0.2 * k + shift
        canvas.box(x, (0.6, 0.65)[k % 2], x + 0.09, (0.61, 0.66)[k % 2], (206, 236, 246))
    x = (0.8, 0.2, 0.5)[variant] + shift
    canvas.polygon([(x - 0.2, 0.6), (x - 0.08, 0.5), (x + 0.08, 0.5), (x + 0.2, 0.6)], (150, 104, 72))
    canvas.polygon([(x - 0.12, 0.6), (x - 0.05, 0.55), (x + 0.05, 0.55), (x + 0.12, 0.6)], (92, 172, 214))


def _paper(canvas: Canvas, variant: int, shift: float) -> None:
    canvas.box(-0.1, -0.1, 1.1, 1.1, (250, 247, 240))


DRAW: dict[str, Callable[[Canvas, int, float], None]] = {
    "forest": _forest,
    "beach": _beach,
    "snow": _snow,
    "city": _city,
    "castle": _castle,
    "library": _library,
    "kitchen": _kitchen,
    "meadow": _meadow,
    "bedroom": _bedroom,
    "farm": _farm,
    "desert": _desert,
    "river": _river,
    "paper": _paper,
}
