"""A model, the characters that it has learnt and the pictures that it has drawn, kept so that a long run can go on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image
from torch import Tensor

from oneactor.actor import Actor
from oneactor.backend import Progress
from oneactor.cast import released
from oneactor.evaluation.details import details
from oneactor.evaluation.keeping import Shelf, method_sum
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.subjects import Subject
from oneactor.evaluation.timing import seconds
from oneactor.presets import Preset
from oneactor.proposing import Proposal, propose
from oneactor.rendering import Course, render
from oneactor.requests import Compat, Placement, ProposeRequest, RenderRequest, Sampling, TuneRequest
from oneactor.tuning import tune

if TYPE_CHECKING:
    from oneactor.denoiser import Denoiser
    from oneactor.tuner import Start


def quiet(progress: Progress) -> None:
    """A report that says nothing."""


@dataclass(frozen=True)
class Character:
    """A learnt character.

    Attributes:
        target: the picture that it is held against; candidate number `index` of `proposal`.
        described: its looks in words, as far as they can be read from the target.
        seconds: how long it took to have the card: drawing and decoding all candidates, their h, and learning.
        found: whether the probe finds the character in any candidate.
    """

    subject: Subject
    target: Image.Image
    index: int
    proposal: Path
    card: Path
    described: str
    seconds: float
    found: bool = True

    def placement(self, tuned: bool = True) -> Placement:
        """The character in a picture, by its open description."""
        return Placement(self.subject.description, self.subject.base_word, self.card if tuned else None)


@dataclass(frozen=True)
class Amounts:
    """Sizes of a run.

    Attributes:
        max_steps: of learning; `None` takes the preset's own numbers.
        steps: of a picture; `None` takes the usual number.
        learning_seed: of every run that learns.
    """

    candidates: int = 11
    max_steps: int | None = None
    steps: int | None = None
    learning_seed: int = 0


def _around(denoiser: Denoiser) -> str:
    """Hash of what a model's fingerprint leaves out and pictures depend on: the autoencoder, the sampler's numbers."""
    scheduler = denoiser.pipe.scheduler
    parts = type(scheduler).__name__, _settings(scheduler.config), _settings(denoiser.vae.config)
    digest = hashlib.sha256(repr(parts).encode())
    for name, value in denoiser.vae.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _settings(config: Mapping[str, object]) -> list[tuple[str, object]]:
    """All of a configuration but the folder that it was read from, which decides nothing."""
    return sorted((name, value) for name, value in config.items() if name != "_name_or_path")


def first_showing(denoiser: Denoiser, judge: Judge | None, latents: Tensor, noun: str) -> tuple[int, Image.Image, bool]:
    """The first candidate in which the probe finds the character, else the first: index, picture, whether it does.

    Args:
        latents: of all candidates, (n, C, h, w).
    """
    # one at a time: most often it is the first, and all of SDXL's at once need more memory than drawing them does
    for index, latent in enumerate(latents):
        picture = denoiser.decode(latent[None])[0]
        if _shows(judge, picture, noun):
            return index, picture, True
    return 0, denoiser.decode(latents[:1])[0], False


def _shows(judge: Judge | None, picture: Image.Image, noun: str) -> bool:
    if judge is None:
        return True
    return judge.probe.see([picture])[0].has(judge.probe.questions.species_of(noun))


class Stage:
    """Learns and draws, each thing once: files of an earlier run with the same model and numbers are used again.

    Args:
        judge: chooses targets and reads looks; `None` takes the first candidate, and words as they are.
        start: a projector that learning starts from.
    """

    def __init__(
        self,
        denoiser: Denoiser,
        preset: Preset,
        folder: Path,
        judge: Judge | None = None,
        start: Start | None = None,
        amounts: Amounts = Amounts(),
    ) -> None:
        self.denoiser, self.preset, self.folder = denoiser, preset, folder
        self.judge, self.start = judge, start
        self.amounts = amounts
        self.sampling = Sampling(steps=amounts.steps)
        start_sum = 0.0 if start is None else sum(float(value.double().sum()) for value in start.values())
        self._anew = False
        self._model = (denoiser.model, _around(denoiser), str(denoiser.dtype), denoiser.device.type, start_sum)

    @property
    def identity(self) -> tuple[object, ...]:
        """All that decides what is learnt and drawn, but for requests: the model, the preset, the method's code."""
        return self._model, self.preset, method_sum()

    @property
    def shelf(self) -> Shelf:
        """What was learnt and drawn already."""
        return Shelf(self.folder, *self.identity, anew=self._anew)

    @contextmanager
    def anew(self) -> Iterator[Stage]:
        """The same stage for the length of a with block; all is made again when it is asked for, to be timed.

        What it makes lies in a folder of its own: what is kept stays as it is.
        """
        with TemporaryDirectory() as folder:
            other = copy(self)
            other.folder, other._anew = Path(folder), True
            yield other

    def character(
        self, subject: Subject, preset: Preset | None = None, compat: Compat = "paper", cold: bool = False
    ) -> Character:
        """Propose, take the first candidate in which the probe finds the character (else the first), learn.

        Args:
            preset: learns with other numbers than the stage's own.
            compat: the form of the offsets, as in `TuneRequest`.
            cold: learns from chance, and not from the stage's start.
        """
        proposal, proposing = self._proposed(subject)
        latents = Proposal.load(proposal).latents.to(self.denoiser.device)
        index, target, found = first_showing(self.denoiser, self.judge, latents, subject.base_word)
        card, learning = self._learnt(proposal, index, preset or self.preset, compat, None if cold else self.start)
        described = self._described(subject, target)
        return Character(subject, target, index, proposal, card, described, proposing + learning, found)

    def _described(self, subject: Subject, target: Image.Image) -> str:
        if self.judge is None:
            return subject.description
        species = self.judge.probe.questions.species_of(subject.base_word)
        return details(self.judge.probe.read(target, species), species)

    def _proposed(self, subject: Subject) -> tuple[Path, float]:
        count = self.amounts.candidates
        request = ProposeRequest(
            subject.description, subject.base_word, subject.seed, count, subject.setting, self.sampling
        )
        path = self.shelf.file("proposals", request)
        return path, self._timed(path, lambda: propose(self.denoiser, self.preset, request, quiet).save(path))

    def _learnt(
        self, proposal: Path, index: int, preset: Preset, compat: Compat, start: Start | None
    ) -> tuple[Path, float]:
        seed, steps = self.amounts.learning_seed, self.amounts.max_steps
        warm = start is not None
        card = self.shelf.file("cards", proposal.name, index, preset.tuning, steps, compat, seed, warm)
        request = TuneRequest(proposal, index, seed, steps, compat=compat)
        return card, self._timed(card, lambda: tune(self.denoiser, preset, request, quiet, start).save(card))

    def _timed(self, path: Path, make: Callable[[], object]) -> float:
        """Make a file that is not there; the seconds are those of the run that made it."""

        def timed() -> tuple[dict[str, Tensor], dict[str, float]]:
            return {}, {"seconds": seconds(make, self.denoiser.device)}

        if not path.exists():
            self.shelf.forget("seconds", path.name)
        _, numbers, _ = self.shelf.tensors("seconds", timed, path.name)
        return float(numbers["seconds"])

    def _own(self, request: RenderRequest) -> RenderRequest:
        return replace(request, sampling=replace(request.sampling, steps=self.sampling.steps))

    def key(self, request: RenderRequest) -> tuple[object, ...]:
        """What decides a request's picture; who asks for a default asks for the same picture as who says nothing."""
        actors = (Actor.load(placement.card) for placement in request.cast if placement.card is not None)
        course = Course.of(self._own(request), self.preset.drawing, released(actors))
        cards = [None if placement.card is None else placement.card.name for placement in request.cast]
        nameless = tuple(replace(placement, card=None) for placement in request.cast)
        sampling = Sampling(negative=request.sampling.negative)
        return replace(request, cast=nameless, eta_2=None, guided=None, sampling=sampling), course, cards

    def picture(self, request: RenderRequest) -> Image.Image:
        """The request drawn, with the stage's own number of steps."""
        own = self._own(request)
        return self.shelf.picture(
            lambda: render(self.denoiser, self.preset.drawing, own, quiet).picture, self.key(request)
        )
