"""A character's looks put into words: what a writer without OneActor would have to write every time."""

from __future__ import annotations

from collections.abc import Mapping

from oneactor.picturebook.questions import NOTHING, wearable
from oneactor.picturebook.world.captions import Plain, clothes, noun_phrase
from oneactor.picturebook.world.scene import Figure


def figure_of(read: Mapping[str, str], species: str) -> Figure:
    """The figure that the renderer draws with these looks, standing and happy.

    Args:
        read: the probe's answers about a figure, by question.
    """
    looks = wearable(read)
    worn = ("garment", "garment_color", "hat", "hat_color", "glasses", "skin")
    return Figure(species=species, coat=read["coat"], **{name: looks.get(name, NOTHING) for name in worn})


def details(read: Mapping[str, str], species: str) -> str:
    """Everything that the probe read and captions can say, in the order that training uses most."""
    figure = figure_of(read, species)
    phrase = " and ".join(clothes(Plain(0), figure))
    noun = noun_phrase(Plain(0), figure, with_coat=True, with_mood=False, plain=True)
    return f"in {phrase} {noun}" if phrase else noun
