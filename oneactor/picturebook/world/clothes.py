"""What figures wear: garments behind, on and above the trunk, and hats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oneactor.picturebook.world.canvas import shade
from oneactor.picturebook.world.vocabulary import RGB

if TYPE_CHECKING:
    from oneactor.picturebook.world.figures import Body

SLEEVED = frozenset({"sweater", "raincoat"})
BUTTON: RGB = (255, 244, 200)


def draw_behind(body: Body) -> None:
    """A cape hangs down the back."""
    if body.figure.garment == "cape" and body.garment:
        outline = [(-0.11, 0.46), (0.11, 0.46), (0.36, 0.1), (0.24, 0.05), (-0.24, 0.05), (-0.36, 0.1)]
        body.part("garment")
        body.polygon(outline, body.garment)
        body.part("body")


def draw_on_torso(body: Body) -> None:
    """What covers the trunk."""
    worn = ON_TORSO.get(body.figure.garment)
    if worn and body.garment:
        worn(body, body.garment)


def _sweater(body: Body, color: RGB) -> None:
    body.ellipse(0, 0.29, 0.165, 0.18, color)
    body.polygon([(-0.15, 0.19), (0.15, 0.19), (0.13, 0.13), (-0.13, 0.13)], shade(color, 0.75))


def _dress(body: Body, color: RGB) -> None:
    body.polygon([(-0.11, 0.45), (0.11, 0.45), (0.13, 0.3), (0.27, 0.09), (-0.27, 0.09), (-0.13, 0.3)], color)
    body.polygon([(-0.255, 0.115), (0.255, 0.115), (0.27, 0.075), (-0.27, 0.075)], shade(color, 1.6))
    body.polygon([(-0.13, 0.31), (0.13, 0.31), (0.14, 0.27), (-0.14, 0.27)], shade(color, 0.7))


def _overalls(body: Body, color: RGB) -> None:
    body.polygon([(-0.165, 0.27), (0.165, 0.27), (0.16, 0.12), (-0.16, 0.12)], color)
    body.polygon([(-0.1, 0.39), (0.1, 0.39), (0.1, 0.25), (-0.1, 0.25)], color)
    for s in (-1, 1):
        body.limb((s * 0.09, 0.37), (s * 0.11, 0.45), 0.035, color)
        body.ellipse(s * 0.075, 0.365, 0.016, 0.016, BUTTON)


def _raincoat(body: Body, color: RGB) -> None:
    body.polygon([(-0.13, 0.46), (0.13, 0.46), (0.21, 0.08), (-0.21, 0.08)], color)
    body.polygon([(-0.012, 0.44), (0.012, 0.44), (0.012, 0.085), (-0.012, 0.085)], shade(color, 0.6))
    for y in (0.36, 0.27, 0.18):
        body.ellipse(0.045, y, 0.02, 0.02, BUTTON)


ON_TORSO: dict[str, Callable[[Body, RGB], None]] = {
    "sweater": _sweater,
    "dress": _dress,
    "overalls": _overalls,
    "raincoat": _raincoat,
}


def draw_neckwear(body: Body) -> None:
    """A scarf with a loose end, the clasp of a cape, the collar of a raincoat."""
    if not body.garment:
        return
    if body.figure.garment == "scarf":
        body.polygon([(0.03, 0.44), (0.13, 0.42), (0.14, 0.17), (0.03, 0.17)], body.garment)
        body.polygon([(-0.18, 0.47), (0.18, 0.47), (0.19, 0.37), (-0.19, 0.37)], body.garment)
    elif body.figure.garment == "cape":
        body.polygon([(-0.14, 0.46), (0.14, 0.46), (0.11, 0.39), (-0.11, 0.39)], body.garment)
        body.ellipse(0, 0.41, 0.025, 0.025, BUTTON)
    elif body.figure.garment == "raincoat":
        body.polygon([(-0.16, 0.47), (0.16, 0.47), (0.12, 0.4), (-0.12, 0.4)], shade(body.garment, 0.8))


def draw_hat(body: Body) -> None:
    """What sits on the head between the ears."""
    if body.hat:
        HATS_DRAWN[body.figure.hat](body, body.hat)


def _cap(body: Body, color: RGB) -> None:
    body.polygon([(-0.18, 0.78), (-0.15, 0.89), (-0.05, 0.95), (0.05, 0.95), (0.15, 0.89), (0.18, 0.78)], color)
    body.polygon([(-0.02, 0.82), (0.32, 0.79), (0.32, 0.75), (-0.02, 0.765)], shade(color, 0.75))


def _crown(body: Body, color: RGB) -> None:
    points = [(-0.17, 0.78), (-0.2, 0.98), (-0.1, 0.87), (0.0, 1.0), (0.1, 0.87), (0.2, 0.98), (0.17, 0.78)]
    body.polygon(points, color)
    body.ellipse(0, 0.84, 0.025, 0.025, BUTTON)


def _top_hat(body: Body, color: RGB) -> None:
    body.polygon([(-0.13, 0.8), (-0.14, 1.08), (0.14, 1.08), (0.13, 0.8)], color)
    body.polygon([(-0.132, 0.86), (0.132, 0.86), (0.13, 0.8), (-0.13, 0.8)], shade(color, 0.55))
    body.polygon([(-0.24, 0.82), (0.24, 0.82), (0.24, 0.765), (-0.24, 0.765)], color)


def _pointed_hat(body: Body, color: RGB) -> None:
    body.polygon([(-0.16, 0.79), (0.03, 1.2), (0.16, 0.79)], color)
    body.ellipse(0.0, 0.785, 0.26, 0.035, shade(color, 0.8))
    body.ellipse(0.01, 0.92, 0.03, 0.03, BUTTON)


def _bobble_hat(body: Body, color: RGB) -> None:
    body.polygon([(-0.2, 0.78), (-0.17, 0.9), (-0.08, 0.96), (0.08, 0.96), (0.17, 0.9), (0.2, 0.78)], color)
    body.polygon([(-0.22, 0.8), (0.22, 0.8), (0.22, 0.735), (-0.22, 0.735)], shade(color, 1.55))
    body.ellipse(0, 0.99, 0.065, 0.06, shade(color, 1.55))


HATS_DRAWN: dict[str, Callable[[Body, RGB], None]] = {
    "cap": _cap,
    "crown": _crown,
    "top hat": _top_hat,
    "pointed hat": _pointed_hat,
    "bobble hat": _bobble_hat,
}
