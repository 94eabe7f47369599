"""What a study is given: a stage, how much to measure, where to write, and what was asked for on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from pathlib import Path
from random import Random
from typing import TypeVar

from PIL.Image import Image
from tqdm import tqdm

from oneactor.errors import InvalidRequest
from oneactor.evaluation.figures import JOINT, Marks
from oneactor.evaluation.keeping import EVALUATING, code_sum, digest
from oneactor.evaluation.marks import Judge, Mark
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import (
    USUAL_SEED,
    Scene,
    Split,
    Subject,
    check_size,
    check_world,
    first_seed,
    groups,
    prompts_of,
    world_scenes,
    world_subjects,
)
from oneactor.evaluation.tables import Cell, Table

Thing = TypeVar("Thing")
Made = TypeVar("Made")
#: draws a cast in a scene from a seed
Draw = Callable[[Sequence[Character], Scene, int], Image]
#: pictures of the usual seed are drawn from this one on, far from those of candidates; the next seed's lie behind them
FIRST_SEED, _SEEDS_EACH = 900_000, 1000


@dataclass(frozen=True)
class Extent:
    """How much is measured. The usual numbers are those of a full run."""

    characters: int = 20
    scenes: int = 8
    seeds: int = 2
    pairs: int = 20
    triples: int = 10
    rounds: int = 7
    seed: int = USUAL_SEED

    @property
    def moved(self) -> int:
        """How far the seed is from the usual one."""
        return self.seed - Extent.seed


@dataclass(frozen=True)
class Options:
    """What some studies are told besides.

    Attributes:
        methods, metrics: names from their tables; empty takes all that the study is about.
        weights: by metric, another place of its weights.
        prompts: file of characters and scenes in the form of ConsiStory+.
        adapter: folder of IP-Adapter's weights.
        same_time: learnt baselines get OneActor's learning time instead of their usual number of steps.
        baseline_steps: most steps of a learnt baseline.
    """

    methods: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    weights: Mapping[str, str] = field(default_factory=dict)
    prompts: Path | None = None
    adapter: Path | None = None
    same_time: bool = True
    baseline_steps: int | None = None

    @property
    def made(self) -> dict[str, object]:
        """What of it makes results: names as they are, the rest as a digest, for it names folders of this machine."""
        named = {name: list(getattr(self, name)) for name in ("methods", "metrics") if getattr(self, name)}
        rest = replace(self, methods=(), metrics=())
        return named | ({"options": digest(rest)} if rest != Options() else {})


def _probe_sum(judge: Judge | None) -> str:
    weights = {} if judge is None else judge.probe.net.state_dict()
    return digest([(name, float(value.double().sum())) for name, value in weights.items()])


@dataclass(frozen=True)
class Context:
    """A study's surroundings.

    Attributes:
        command: the command line that made the results.
        backwards: begin with the last character and the last scene: of two processes on the same folder of kept
            things, one forwards, each does half.
        split: whose characters, scenes and noise.

    Raises:
        InvalidRequest: the model draws another world than the shipped one, or in another size than its probe reads.
    """

    stage: Stage
    extent: Extent
    out: Path
    command: str = ""
    options: Options = Options()
    backwards: bool = False
    split: Split = "test"

    def __post_init__(self) -> None:
        if self.stage.judge is not None:
            check_world(self.stage.judge.probe.questions)
            check_size(self.stage.judge.probe.questions, self.stage.denoiser.picture_size)

    def each(self, things: Sequence[Thing], do: Callable[[Thing], Made]) -> list[Made]:
        """What `do` makes of each, in their order, whichever it begins with."""
        order = range(len(things))
        made = {index: do(things[index]) for index in (reversed(order) if self.backwards else order)}
        return [made[index] for index in order]

    @property
    def judge(self) -> Judge:
        """The probe's judgement.

        Raises:
            InvalidRequest: this model has no probe.
        """
        if self.stage.judge is None:
            raise InvalidRequest("This study asks the embedded model's probe; this back-end has none.")
        return self.stage.judge

    def validation(self) -> Context:
        """The same with other characters, scenes and noise: by these something may be chosen."""
        return replace(self, split="validation")

    def subjects(self) -> list[Subject]:
        """As many characters as the extent says; of a longer file of prompts some from everywhere in it."""
        wanted, seed = self.extent.characters, self.extent.seed
        if self.options.prompts is not None:
            found = prompts_of(self.options.prompts, first_seed(seed, self.split))
            return Random(seed).sample(found, min(wanted, len(found)))
        if self.stage.judge is None:
            raise InvalidRequest("This model has no world of its own to ask about; give a file with --prompts.")
        return world_subjects(self.judge.probe.questions, wanted, seed, self.split)

    def characters(self) -> list[Character]:
        """They, learnt."""
        return self.each(self.subjects(), self.stage.character)

    def require(self, *sizes: int) -> None:
        """See that there are a probe, enough scenes and enough groups before hours are spent on learning.

        Raises:
            InvalidRequest: there are not.
        """
        _ = self.judge
        wanted = {2: self.extent.pairs, 3: self.extent.triples}
        subjects = self.subjects()
        self.scenes(subjects[0])
        for size in sizes:
            groups(subjects, size, wanted[size], self.extent.seed)

    def groups(self, characters: Sequence[Character], size: int) -> list[tuple[Character, ...]]:
        """All characters alone, or as many pairs or triples as the extent says."""
        wanted = {1: len(characters), 2: self.extent.pairs, 3: self.extent.triples}[size]
        by_subject = {character.subject.key: character for character in characters}
        found = groups([character.subject for character in characters], size, wanted, self.extent.seed)
        return [tuple(by_subject[subject.key] for subject in group) for group in found]

    def scenes(self, subject: Subject | None = None) -> list[Scene]:
        """The character's own scenes, else those that all share."""
        if subject is not None and subject.scenes:
            return list(subject.scenes[: self.extent.scenes])
        return world_scenes(self.judge.probe.questions, self.extent.scenes, self.extent.seed, self.split)

    @property
    def first_seed(self) -> int:
        """Of the pictures."""
        behind = _SEEDS_EACH // 2 if self.split == "validation" else 0
        return FIRST_SEED + _SEEDS_EACH * self.extent.moved + behind

    @property
    def seeds(self) -> range:
        """Of the pictures; every method draws from the same noise."""
        return range(self.first_seed, self.first_seed + self.extent.seeds)

    def places(self, subject: Subject | None = None) -> Iterator[tuple[Scene, int]]:
        """Every scene from every seed."""
        return iter(product(self.scenes(subject), self.seeds))

    def marks(self, groups: Sequence[Sequence[Character]], draw: Draw) -> Marks:
        """Every group in every scene from every seed, judged."""
        everyone = {character.subject.key: character for group in groups for character in group}
        looks = {key: self.judge.looks(c.subject.base_word, c.target) for key, c in everyone.items()}
        with tqdm(total=len(groups), unit="cast", leave=False) as bar:

            def judged(group: Sequence[Character]) -> list[Mark]:
                inside = {character.subject.key for character in group}
                marks = self._judged(group, draw, [its for key, its in looks.items() if key not in inside])
                bar.update()
                return marks

            names = [JOINT.join(character.subject.key for character in group) for group in groups]
            return dict(zip(names, self.each(groups, judged), strict=True))

    def _judged(self, group: Sequence[Character], draw: Draw, others: Sequence[dict[str, str]]) -> list[Mark]:
        targets = [(c.subject.base_word, c.target) for c in group]

        def judged(place: tuple[Scene, int]) -> Mark:
            scene, seed = place
            return self.judge.mark(targets, scene.asked, draw(group, scene, seed), others)

        return self.each(list(self.places(group[0].subject)), judged)

    def row(self, draw: Draw, cast: Sequence[Character]) -> list[Image]:
        """A cast in every scene, from the first seed: to look at."""
        return [draw(cast, scene, self.first_seed) for scene in self.scenes(cast[0].subject)]

    @property
    def made(self) -> dict[str, object]:
        """What makes the results: the same again makes the same."""
        code = digest((self.stage.identity, _probe_sum(self.stage.judge), [code_sum(folder) for folder in EVALUATING]))
        amounts = asdict(self.extent) | asdict(self.stage.amounts)
        denoiser = self.stage.denoiser
        numbers = f"{str(denoiser.dtype).removeprefix('torch.')} on {denoiser.device.type}"
        of = {"model": denoiser.model, "numbers": numbers}
        made = {"command": self.command, **of, **amounts, "code": code}
        return made | {"split": self.split} | self.options.made

    def has(self, name: str) -> bool:
        """Whether a table is there already that the same made; which split it is of, its study alone decides."""
        try:
            made = json.loads((self.out / f"{name}.json").read_text("utf-8"))["made"]
            return bool(made | {"split": self.split} == self.made)
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def save(self, name: str, title: str, rows: Mapping[str, Mapping[str, Cell]], note: str = "") -> None:
        """Write a table with what made it, and print it."""
        table = Table(title, {label: dict(row) for label, row in rows.items()}, self.made, note)
        table.save(self.out, name)
        print(table.markdown())
