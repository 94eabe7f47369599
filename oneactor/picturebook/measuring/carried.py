"""How much of a figure's looks its noun brings along when no other word tells of them.

A learnt character is an offset on its noun. This is what the offset does that the encoder itself would write; what
a run of learning finds is another question, and `python -m oneactor evaluate identity` asks it.
"""

from __future__ import annotations

from random import Random

import torch
from diffusers import StableDiffusionPipeline
from torch import Tensor

from oneactor.picturebook.measuring.drawn import FIRST_SEED, Tally, draw
from oneactor.picturebook.measuring.prompted import named_looks
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.carrying import Phrases, carried

NAME = "looks that the noun alone brings along"


@torch.no_grad()
def moved_states(pipeline: StableDiffusionPipeline, world: World, scenes: list[Scene]) -> Tensor:
    """States of the scenes' open descriptions, each noun moved as naming its looks would move it; (n, S, D)."""
    phrases, encode = Phrases(world, pipeline.tokenizer), pipeline.text_encoder
    texts = [world.full_description(scene, named=False) for scene in scenes]
    ids, room = phrases.tokens(texts, pipeline.tokenizer.model_max_length), sum(len(scene.figures) for scene in scenes)
    said, places = phrases(range(len(scenes)), scenes, ids, room)
    states, told = (encode(each.to(pipeline.device)).last_hidden_state for each in (ids, said.flatten(0, 1)))
    return carried(states, told.unflatten(0, said.shape[:2]), places.to(pipeline.device))


def carried_looks(pipeline: StableDiffusionPipeline, probe: Probe, world: World, number: int) -> float:
    """Per cent of the looks of one figure that are right, in `number` scenes; who is not there looks like nobody."""
    scenes = [world.sample_scene(Random(FIRST_SEED + 10_000 + i), 1) for i in range(number)]
    tally = Tally()
    for picture, scene in zip(draw(pipeline, moved_states(pipeline, world, scenes)), scenes, strict=True):
        (figure,), there = scene.figures, probe.see([picture])[0]
        read = probe.read(picture, figure.species)
        for look in named_looks(figure, probe.questions):
            tally.note(NAME, there.has(figure.species) and read[look] == getattr(figure, look))
    return tally.shares()[NAME]
