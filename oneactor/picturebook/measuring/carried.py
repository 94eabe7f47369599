"""How much of a figure's looks its noun brings along when no other word tells of them.

A learnt character is an offset on its noun. This is what the offset does that the encoder itself would write; what
a run of learning finds is another question, and `python -m oneactor evaluate identity` asks it.
"""

from __future__ import annotations

import torch
from diffusers import StableDiffusionPipeline
from torch import Tensor

from oneactor.picturebook.measuring.drawn import Tally, draw
from oneactor.picturebook.measuring.prompted import fresh_scenes, named_looks
from oneactor.picturebook.probe import Probe
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.carrying import Phrases, carried_states

NAME = "looks that the noun alone brings along"


@torch.no_grad()
def moved_states(pipeline: StableDiffusionPipeline, world: World, scenes: list[Scene]) -> Tensor:
    """States of the scenes' open descriptions, each noun moved as naming its looks would move it; (n, S, D)."""
    phrases = Phrases(world, pipeline.tokenizer)
    texts = [world.full_description(scene, named=False) for scene in scenes]
    ids, room = phrases.tokens(texts, pipeline.tokenizer.model_max_length), sum(len(scene.figures) for scene in scenes)
    given = (ids, *phrases(range(len(scenes)), scenes, ids, room))
    return carried_states(pipeline.text_encoder, *(tensor.to(pipeline.device) for tensor in given))


def carried_looks(pipeline: StableDiffusionPipeline, probe: Probe, world: World, number: int) -> float:
    """Per cent of the looks of one figure that are right, in `number` scenes; who is not there looks like nobody."""
    scenes, tally = fresh_scenes(world, 1, number), Tally()
    for picture, scene in zip(draw(pipeline, moved_states(pipeline, world, scenes)), scenes, strict=True):
        (figure,), there = scene.figures, probe.see([picture])[0]
        read = probe.read(picture, figure.species)
        for look in named_looks(figure, probe.questions):
            tally.note(NAME, there.has(figure.species) and read[look] == getattr(figure, look))
    return tally.shares()[NAME]
