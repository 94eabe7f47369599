"""The drawn story world: what can be in a picture, how it is drawn and how people would describe it. No torch here.

The names that are exported make it a `oneactor.picturebook.renderer.World`.
"""

from oneactor.picturebook.world.about import known_words, questions, vocabulary
from oneactor.picturebook.world.captions import caption, full_description
from oneactor.picturebook.world.drawing import draw_scene
from oneactor.picturebook.world.lessons import held_out_pair, open_prompt, pair_of_scenes, said_sides
from oneactor.picturebook.world.scene import sample_figure as sample_looks
from oneactor.picturebook.world.scene import sample_scene, scene_from_json
from oneactor.picturebook.world.words import SPLIT

__all__ = [
    "SPLIT",
    "caption",
    "draw_scene",
    "full_description",
    "held_out_pair",
    "known_words",
    "open_prompt",
    "pair_of_scenes",
    "questions",
    "said_sides",
    "sample_looks",
    "sample_scene",
    "scene_from_json",
    "vocabulary",
]
