"""From a scene to its picture and the maps of what stands where."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from oneactor.picturebook.world.canvas import Canvas, blend
from oneactor.picturebook.world.figures import draw_figure
from oneactor.picturebook.world.places import NIGHT, draw_place
from oneactor.picturebook.world.scene import Scene
from oneactor.picturebook.world.styles import PAPER, STYLES
from oneactor.picturebook.world.vocabulary import CHARACTERS

SPECIES = tuple(CHARACTERS)
#: figure height without hat and ears, by shot and number of figures, in picture heights
HEIGHTS: dict[str, tuple[float, ...]] = {
    "normal": (0.69, 0.6, 0.52),
    "close": (0.98, 0.82),
    "wide": (0.4, 0.37, 0.34),
}
#: where their feet are; below the picture in a close one
FLOORS: dict[str, tuple[float, ...]] = {"normal": (0.92, 0.9, 0.88), "close": (1.2, 1.1), "wide": (0.86, 0.86, 0.86)}


@dataclass(frozen=True)
class Drawing:
    """A drawn scene.

    Attributes:
        picture: RGB, size x size.
        labels: mode L, 64 x 64: 0 for background, elsewhere 1 + index of the species in `SPECIES`.
        parts: mode L, 64 x 64: index into `figures.PARTS`.
    """

    picture: Image.Image
    labels: Image.Image
    parts: Image.Image


def draw_scene(scene: Scene, size: int = 256) -> Drawing:
    """Draw a scene at any size."""
    style = STYLES[scene.style]
    canvas = Canvas(size, PAPER, style)
    canvas.line = style.scenery
    draw_place(canvas, scene.place, scene.time, scene.variant, scene.shift)
    row = len(scene.figures) - 1
    if scene.time == "night":
        canvas.light = lambda color: blend(color, NIGHT, 0.1)
    for figure, x in zip(scene.figures, scene.spots, strict=True):
        spot = (x, FLOORS[scene.shot][row])
        draw_figure(canvas, figure, spot, HEIGHTS[scene.shot][row], 1 + SPECIES.index(figure.species))
    return Drawing(canvas.finish(), canvas.labels, canvas.parts)
