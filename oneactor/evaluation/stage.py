"""A model, the characters that it has learnt and the pictures that it has drawn, kept so that a long run can go on."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from torch import Tensor

from oneactor.actor import Compat
from oneactor.backend import Progress
from oneactor.evaluation.details import details
from oneactor.evaluation.keeping import Shelf, code_sum
from oneactor.evaluation.marks import Judge
from oneactor.evaluation.subjects import Subject
from oneactor.evaluation.timing import seconds
from oneactor.presets import Preset
from oneactor.proposing import Proposal, propose
from oneactor.rendering import Course, render
from oneactor.requests import Placement, ProposeRequest, RenderRequest, Sampling, TuneRequest
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
        seconds: how long learning took.
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
        max_steps: of learning.
        steps: of a picture; `None` takes the usual number.
    """

    candidates: int = 11
    max_steps: int = 200
    steps: int | None = None


def _around(denoiser: Denoiser) -> str:
    """Hash of what a model's fingerprint leaves out and pictures depend on: the autoencoder, the sampler's numbers."""
    digest = hashlib.sha256(repr(sorted(denoiser.pipe.scheduler.config.items())).encode())
    digest.update(type(denoiser.pipe.scheduler).__name__.encode())
    digest.update(repr(sorted(denoiser.vae.config.items())).encode())
    for name, value in denoiser.vae.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


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
        self.candidates, self.max_steps = amounts.candidates, amounts.max_steps
        self.sampling = Sampling(steps=amounts.steps)
        start_sum = 0.0 if start is None else sum(float(value.double().sum()) for value in start.values())
        unet = denoiser.unet
        self._anew = False
        self._model = (denoiser.model, _around(denoiser), str(unet.dtype), denoiser.device.type, start_sum)

    @property
    def identity(self) -> tuple[object, ...]:
        """All that decides what is learnt and drawn, but for requests: the model, the preset, the method's code."""
        return self._model, self.preset, code_sum()

    @property
    def shelf(self) -> Shelf:
        """What was learnt and drawn already."""
        return Shelf(self.folder, *self.identity, anew=self._anew)

    def anew(self) -> Stage:
        """The same stage, but everything is made again whenever it is asked for: to be timed."""
        other = copy(self)
        other._anew = True
        return other

    def character(self, subject: Subject, preset: Preset | None = None, compat: Compat = "paper") -> Character:
        """Propose, take the first candidate in which the probe finds the character (else the first), learn.

        Args:
            preset: learns with other numbers than the stage's own.
            compat: "official" learns as the paper's released code does.
        """
        proposal = self._proposed(subject)
        index, target, found = self._target(proposal, subject.base_word)
        card, seconds = self._learnt(proposal, index, preset or self.preset, compat)
        return Character(subject, target, index, proposal, card, self._described(subject, target), seconds, found)

    def _target(self, proposal: Path, noun: str) -> tuple[int, Image.Image, bool]:
        latents = Proposal.load(proposal).latents.to(self.denoiser.device)
        # one at a time: most often it is the first, and all of SDXL's at once need more memory than drawing them does
        for index, latent in enumerate(latents):
            picture = self.denoiser.decode(latent[None])[0]
            if self._shows(picture, noun):
                return index, picture, True
        return 0, self.denoiser.decode(latents[:1])[0], False

    def _shows(self, picture: Image.Image, noun: str) -> bool:
        if self.judge is None:
            return True
        probe = self.judge.probe
        return probe.see([picture])[0].has(probe.questions.species_of(noun))

    def _described(self, subject: Subject, target: Image.Image) -> str:
        if self.judge is None:
            return subject.description
        species = self.judge.probe.questions.species_of(subject.base_word)
        return details(self.judge.probe.read(target, species), species)

    def _proposed(self, subject: Subject) -> Path:
        request = ProposeRequest(
            subject.description, subject.base_word, subject.seed, self.candidates, subject.setting, self.sampling
        )
        path = self.shelf.file("proposals", request)
        if not path.exists():
            propose(self.denoiser, self.preset, request, quiet).save(path)
        return path

    def _learnt(self, proposal: Path, index: int, preset: Preset, compat: Compat) -> tuple[Path, float]:
        """Card and seconds; the seconds are those of the run that made the card."""
        card = self.shelf.file("cards", proposal.name, index, preset.tuning, self.max_steps, compat)
        least = min(60, self.max_steps)
        request = TuneRequest(proposal, index, max_steps=self.max_steps, min_steps=least, compat=compat)

        def make() -> None:
            tune(self.denoiser, preset, request, quiet, self.start).save(card)

        def learn() -> tuple[dict[str, Tensor], dict[str, float]]:
            return {}, {"seconds": seconds(make, self.denoiser.device)}

        if not card.exists():
            self.shelf.forget("seconds", card.name)
        _, numbers, _ = self.shelf.tensors("seconds", learn, card.name)
        return card, float(numbers["seconds"])

    def _own(self, request: RenderRequest) -> RenderRequest:
        return replace(request, sampling=replace(request.sampling, steps=self.sampling.steps))

    def key(self, request: RenderRequest) -> tuple[object, ...]:
        """What decides a request's picture; who asks for a default asks for the same picture as who says nothing."""
        course = Course.of(self._own(request), self.preset.drawing)
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
