"""The identity table: does a tuned character stay itself in new scenes, and does the scene stay what was asked for?

The embedded model's probe judges attribute by attribute (presence, coat, garment, its colour, hat, its colour, skin).
This is not the published scale: it is exact, but it is our own world.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from oneactor.requests import Placement, ProposeRequest, RenderRequest, TuneRequest

if TYPE_CHECKING:
    from PIL.Image import Image

    from oneactor.backend import Backend, Progress
    from oneactor.picturebook.probe import Probe

SPECIES = ("fox", "rabbit", "bear", "cat", "mouse", "robot", "dragon", "girl")
PLACES = {
    "forest": "in the forest",
    "beach": "on the beach",
    "snow": "in the snow",
    "city": "in the city",
    "castle": "at the castle",
    "meadow": "in the meadow",
}
SEEDS = (71, 72)


@dataclass(frozen=True)
class Member:
    """One learnt character of the table: noun, its target's picture, its card, whether the probe finds it there."""

    noun: str
    target: Image
    card: Path
    found: bool = True


@dataclass
class Row:
    """Counts of one row of the table, as right answers and questions."""

    right: int = 0
    asked: int = 0
    whole: int = 0
    scenes: int = 0
    pictures: int = 0

    def note(self, agreement: dict[str, bool]) -> bool:
        """Count one character's looks in one picture; true when everything agrees, its presence too."""
        looks = [agrees for name, agrees in agreement.items() if name != "present"]
        self.right += sum(looks)
        self.asked += len(looks)
        return all(agreement.values())

    def shares(self) -> dict[str, float]:
        """Per cent."""
        return {
            "attributes": round(100 * self.right / max(1, self.asked), 1),
            "all": round(100 * self.whole / max(1, self.pictures), 1),
            "scene": round(100 * self.scenes / max(1, self.pictures), 1),
        }


def quiet(progress: Progress) -> None:
    """A report that says nothing."""


def phrase(noun: str) -> str:
    """The noun with its article, its looks left open."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def learn(backend: Backend, probe: Probe, noun: str, seed: int, folder: Path) -> Member:
    """Propose eleven candidates, take the first in which the probe finds the character (else the first), tune."""
    pictures: dict[int, Image] = {}

    def keep(progress: Progress) -> None:
        if progress.picture is not None and progress.index is not None:
            pictures[progress.index] = progress.picture

    proposal = backend.propose(ProposeRequest(description=phrase(noun), base_word=noun, seed=seed), keep)
    target = next((i for i, p in sorted(pictures.items()) if probe.see([p])[0].has(noun)), None)
    found, target = target is not None, target or 0
    path = folder / f"{noun}.proposal"
    proposal.save(path)
    actor = backend.tune(TuneRequest(proposal=path, target=target, seed=seed), quiet)
    card = folder / f"{noun}.card"
    actor.save(card)
    return Member(noun, pictures[target], card, found)


def draw(backend: Backend, members: tuple[Member, ...], place: str, seed: int, tuned: bool) -> Image:
    """One picture of the members in a place."""
    words = [phrase(m.noun) for m in members]
    cast = tuple(
        Placement(description=w, base_word=m.noun, card=m.card if tuned else None)
        for w, m in zip(words, members, strict=True)
    )
    prompt = f"{' and '.join(words)}, {PLACES[place]}"
    return backend.render(RenderRequest(prompt=prompt, cast=cast, seed=seed), quiet).picture


def measure(backend: Backend, probe: Probe, groups: list[tuple[Member, ...]], tuned: bool) -> dict[str, float]:
    """One row: every group in every place from every seed."""
    row = Row()
    for group, place, seed in product(groups, PLACES, SEEDS):
        picture = draw(backend, group, place, seed, tuned)
        row.pictures += 1
        row.whole += all([row.note(probe.agreement(m.target, picture, m.noun)) for m in group])
        row.scenes += probe.see([picture])[0].picture["place"] == place
    return row.shares()


def identity_table(backend: Backend, probe: Probe, say: Callable[[str], None] = print) -> dict[str, dict[str, float]]:
    """Learn eight characters and fill the four rows: one and two characters, untuned and tuned."""
    table: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        members = []
        for i, noun in enumerate(SPECIES):
            members.append(learn(backend, probe, noun, 500 + 100 * i, Path(name)))
            say(f"learnt {noun}" + ("" if members[-1].found else "; the probe finds it in none of the candidates"))
        alone: list[tuple[Member, ...]] = [(m,) for m in members]
        pairs: list[tuple[Member, ...]] = [(members[i], members[(i + 3) % len(members)]) for i in range(len(members))]
        for label, groups in (("one character", alone), ("two characters", pairs)):
            for tuned in (False, True):
                key = f"{label}, {'tuned' if tuned else 'untuned'}"
                table[key] = measure(backend, probe, groups, tuned)
                say(f"{key:28} {table[key]}")
    return table


def embedded_table(device: str | None) -> dict[str, dict[str, float]]:
    """The table of the embedded model."""
    from oneactor.backends.picturebook import Picturebook

    backend = Picturebook(device=device)
    return identity_table(backend, backend.probe)


def write_table(table: dict[str, dict[str, float]], path: Path) -> None:
    """Keep a table as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, indent=1) + "\n")
