"""Any Stable Diffusion or SDXL checkpoint in diffusers form as a back-end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import torch
from PIL import Image

from oneactor.actor import Actor
from oneactor.backend import Likeness, Progress, Rendering, Report
from oneactor.backends import BackendInfo, fingerprint
from oneactor.backends.loading import arrange, hurried, load_control, load_pipeline, locate
from oneactor.backends.steady import Steady
from oneactor.denoiser import Denoiser, Precision, best_device, make_denoiser
from oneactor.errors import ModelMissing, OutOfMemory
from oneactor.presets import SD15, SD21, SDXL, Memory, Preset
from oneactor.proposing import Proposal, propose
from oneactor.rendering import render
from oneactor.requests import ProposeRequest, RenderRequest, TuneRequest
from oneactor.together import render_many
from oneactor.tuner import Start
from oneactor.tuning import tune

log = logging.getLogger(__name__)
T = TypeVar("T")

_TOO_LARGE = "The graphics card ran out of memory; fewer candidates at once may fit."
_NOT_ENOUGH = "There was not enough memory for this."
#: how torch names, in an error of no class of its own, what gives it a processor's memory
_NO_ROOM = "DefaultCPUAllocator"
#: how a model lies in memory once it has run out: slower, but most of it elsewhere
FRUGAL = Memory(tiled=True, offload=True)


class Checkpoint:
    """A back-end that draws with one loaded checkpoint.

    Args:
        model: diffusers folder or Hugging Face id; the preset's own by default.
        device: ``cpu``, ``cuda``, ...; CUDA where there is one by default.
        preset: defaults, used as they are; else those of the class or of the checkpoint's family, with the few steps of
            a network that was distilled for them.
        precision: number formats; the device's best by default.
        memory: how it lies in memory.

    Raises:
        ModelMissing: the checkpoint is not there or is of another kind.
    """

    own_preset: ClassVar[Preset | None] = None

    def __init__(
        self,
        model: str | Path | None = None,
        device: str | None = None,
        preset: Preset | None = None,
        precision: Precision | None = None,
        memory: Memory | None = None,
    ) -> None:
        family = preset or self.own_preset
        chosen = model or (family.model if family else "")
        if not chosen:
            raise ModelMissing("This back-end draws with any checkpoint; say which folder.")
        folder = locate(chosen)
        where = torch.device(device) if device else best_device()
        precision, memory = precision or Precision.best(where), memory or Memory()
        loaded_on = torch.device("cpu") if memory.offload else where
        pipe = load_pipeline(folder, precision)
        self.denoiser: Denoiser = make_denoiser(pipe, fingerprint(folder), loaded_on, precision)
        arrange(self.denoiser, memory, where)
        self._device, self._frugal = where, memory.offload and memory.tiled
        self._control: tuple[str, Any] = ("", None)
        self.preset = preset or self._defaults(folder)
        self.name = self.preset.name

    def _defaults(self, folder: Path) -> Preset:
        family = SDXL if self.denoiser.family == "sdxl" else SD15
        guess = replace(family, name="checkpoint", label=folder.name, picture_size=self.denoiser.picture_size[0])
        own = self.own_preset or guess
        return replace(own, drawing=hurried(own.drawing, self.denoiser))

    @property
    def info(self) -> BackendInfo:
        """What a screen needs to know of this loaded checkpoint."""
        preset = self.preset
        return BackendInfo(
            name=self.name,
            label=preset.label,
            picture_size=self.denoiser.picture_size[0],
            tested_characters=preset.tested_characters,
            vocabulary=None,
            default_steps=preset.drawing.steps,
            plain_setting=preset.plain_setting,
        )

    def start(self) -> Start | None:
        """A projector that tuning starts from; checkpoints from elsewhere bring none."""
        return None

    def propose(self, request: ProposeRequest, report: Report) -> Proposal:
        tell = Steady(report)
        return self._fitted(lambda: propose(self.denoiser, self.preset, request, tell))

    def tune(self, request: TuneRequest, report: Report) -> Actor:
        tell = Steady(report)
        return self._fitted(lambda: tune(self.denoiser, self.preset, request, tell, self.start()))

    def render(self, request: RenderRequest, report: Report) -> Rendering:
        tell = Steady(report)
        return self._fitted(
            lambda: render(self.denoiser, self.preset.drawing, request, tell, self._control_net(request))
        )

    def render_many(self, requests: Sequence[RenderRequest], report: Report) -> list[Rendering]:
        tell, made = Steady(report), dict[int, Rendering]()
        self._fitted(lambda: self._render_rest(requests, made, tell))
        return [made[index] for index in range(len(requests))]

    def _render_rest(self, requests: Sequence[RenderRequest], made: dict[int, Rendering], tell: Report) -> None:
        """Put into `made` what is not in there yet; what a try finished before memory ran out is."""
        left = [index for index in range(len(requests)) if index not in made]

        def keep(progress: Progress) -> None:
            if progress.index is not None and progress.rendering is not None:
                index = left[progress.index]
                made[index] = progress.rendering
                progress = replace(progress, index=index)
            tell(progress)

        render_many(self.denoiser, self.preset.drawing, [requests[index] for index in left], keep, self._control_net)

    def _fitted(self, work: Callable[[], T]) -> T:
        """What `work` gives; done again, with a model that needs less from then on, where memory runs out.

        Raises:
            OutOfMemory: that is not enough either.
        """
        try:
            done = work()
            self.denoiser.free()
            return done
        except torch.OutOfMemoryError as error:
            if self._frugal:
                raise OutOfMemory(_TOO_LARGE) from error
        except RuntimeError as error:
            if _NO_ROOM not in str(error):
                raise
            raise OutOfMemory(_NOT_ENOUGH) from error
        # Not in the handler: the error there holds on to all that the first try had on the accelerator.
        log.warning("out of memory: from now on parts of the model leave the accelerator between their turns")
        self._economise()
        return self._fitted(work)

    def _economise(self) -> None:
        self._frugal = True
        self._control = ("", None)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        arrange(self.denoiser, FRUGAL, self._device)

    def _control_net(self, request: RenderRequest) -> Any:
        """The ControlNet that a request names, if any; the last one stays loaded."""
        if request.control is None:
            return None
        model = request.control.model
        if self._control[0] != model:
            self._control = (model, load_control(model, self.denoiser))
        return self._control[1]

    def likeness(self, picture: Path, target: Path, base_word: str) -> Likeness | None:
        """Any checkpoint may draw anything; there is no probe that could judge it."""
        return None

    def enlarge(self, picture: Image.Image) -> Image.Image:
        """Checkpoints from elsewhere bring no network that enlarges."""
        raise ModelMissing("This drawing model has no network that enlarges pictures.")


class StableDiffusion15(Checkpoint):
    """Stable Diffusion 1.5 or a model trained from it, 512 x 512."""

    own_preset = SD15


class StableDiffusion21(Checkpoint):
    """Stable Diffusion 2.1 or a model trained from it, 768 x 768."""

    own_preset = SD21


class StableDiffusionXL(Checkpoint):
    """Stable Diffusion XL or a model trained from it, 1024 x 1024."""

    own_preset = SDXL
