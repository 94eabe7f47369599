"""From a scene to its picture and its label map."""

from __future__ import annotations

from PIL import Image

from oneactor.picturebook.world.canvas import Canvas
from oneactor.picturebook.world.figures import draw_figure
from oneactor.picturebook.world.places import DRAW
from oneactor.picturebook.world.scene import Scene
from oneactor.picturebook.world.vocabulary import CHARACTERS

#: figure height without hat and ears, by the number of figures, in picture heights
HEIGHTS = {1: 0.71, 2: 0.62, 3: 0.53}
FLOOR = 0.9
SPECIES = tuple(CHARACTERS)


def draw_scene(scene: Scene, size: int = 256) -> tuple[Image.Image, Image.Image]:
    """Draw a scene at any size.

    Returns:
        The RGB picture, size x size, and the label map (mode L, 64 x 64): 0 for background, elsewhere 1 + index in
        `SPECIES`.
    """
    canvas = Canvas(size, (250, 247, 240))
    DRAW[scene.place](canvas, scene.variant, scene.shift)
    height = HEIGHTS[len(scene.figures)]
    for figure, x in zip(scene.figures, scene.spots, strict=True):
        draw_figure(canvas, figure, (x, FLOOR), height, scene.action, 1 + SPECIES.index(figure.species))
    return canvas.finish(), canvas.labels
