"""A finished picture drawn over: all of it a little (SDEdit, Meng et al. 2022), or one area anew with the rest kept.

Areas are kept as blended diffusion does (Avrahami et al. 2023, Alg. 1): after every step, latents outside of the area
are those of the old picture with the noise of that step. Outside, the new picture has the old one's pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import functional

from oneactor.adopting import read_picture
from oneactor.cast import Cast
from oneactor.casting import MaskedCasting
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.masks import area_mask, check_area
from oneactor.presets import MaskSettings
from oneactor.requests import Redo
from oneactor.sampling import Noise


@dataclass(frozen=True)
class Again:
    """What a redrawing starts from.

    Attributes:
        picture: the old one at the model's size.
        latent: z_0 of it (1, C, h, w).
        fresh: (1, 1, h, w) float, 1 where it is drawn again; `None` everywhere.
        strength: part of the steps that is done.
    """

    picture: Image.Image
    latent: Tensor
    fresh: Tensor | None
    strength: float

    def begin(self, scheduler: Any, steps: int) -> int:
        """Index of the first timestep that is done, as the stock image-to-image pipelines count it."""
        skipped = steps - min(int(steps * self.strength), steps)
        return int(min(skipped * scheduler.order, len(scheduler.timesteps) - 1))

    def start(self, scheduler: Any, begin: int, eps: Tensor) -> Tensor:
        """Latents of the first timestep: nothing but noise where all steps are done."""
        if begin == 0:
            return torch.as_tensor(eps * scheduler.init_noise_sigma)
        return self._noised(scheduler, begin, eps)

    def _noised(self, scheduler: Any, index: int, eps: Tensor) -> Tensor:
        return torch.as_tensor(scheduler.add_noise(self.latent, eps, scheduler.timesteps[index : index + 1]))

    def kept(self, scheduler: Any, index: int, latents: Tensor, eps: Tensor) -> Tensor:
        """Latents with the old picture outside of the fresh area, at the noise of timestep `index`."""
        if self.fresh is None:
            return latents
        old = self._noised(scheduler, index, eps) if index < len(scheduler.timesteps) else self.latent
        return (1 - self.fresh) * old + self.fresh * latents

    def pasted(self, picture: Image.Image) -> Image.Image:
        """The new picture with the old pixels outside of the fresh area; the seam is a latent's cell wide."""
        if self.fresh is None:
            return picture
        mask = Image.fromarray((self.fresh[0, 0] * 255).round().byte().cpu().numpy())
        return Image.composite(picture, self.picture, mask.resize(picture.size, Image.Resampling.BILINEAR))


def start_over(denoiser: Denoiser, cast: Cast, redo: Redo, seed: int, settings: MaskSettings) -> Again:
    """Encode the old picture and find what of it is drawn again.

    Raises:
        InvalidRequest: the picture cannot be read, a number is out of range, or the figure is not in the picture.
    """
    if not 0 < redo.strength <= 1:
        raise InvalidRequest("How much of a picture is drawn again must lie above 0 and not above 1.")
    check_area(redo.area)
    height, width = denoiser.picture_size
    picture = ImageOps.fit(read_picture(redo.picture), (width, height), Image.Resampling.LANCZOS)
    latent = denoiser.encode_picture(picture)
    if redo.area is None and redo.figure is None:
        return Again(picture, latent, None, redo.strength)
    fresh = area_mask(redo.area, *denoiser.latent_size).to(denoiser.device)
    if redo.figure is not None:
        fresh = fresh & _figure(denoiser, cast, redo.figure, latent, seed, settings)
    return Again(picture, latent, fresh.float()[None, None], redo.strength)


def _figure(denoiser: Denoiser, cast: Cast, index: int, latent: Tensor, seed: int, settings: MaskSettings) -> Tensor:
    """Where a figure stands in a finished picture, (h, w) bool: its mask in the second of two steps.

    That is half of the noise where timesteps trail, and less where they lead.
    """
    if index not in cast.figures:
        raise InvalidRequest("Only a character who has a place in the picture can be drawn again.")
    scheduler = denoiser.scheduler(2)
    eps = Noise([seed]).start((denoiser.channels, *denoiser.latent_size), denoiser.device)
    timestep = scheduler.timesteps[-1]
    noisy = scheduler.scale_model_input(scheduler.add_noise(latent, eps, timestep[None]), timestep)
    casting = MaskedCasting(denoiser, cast, 1.0, denoiser.form(1.0), settings)
    with casting.injected():
        casting.look(noisy, timestep)
    assert casting.masks is not None
    place = cast.figures.index(index)
    if bool(casting.masks.absent[place]):
        raise InvalidRequest("This character was not found in the picture; mark the place to be drawn again.")
    mask = casting.masks.on[place][None, None].float()
    return functional.interpolate(mask, denoiser.latent_size, mode="nearest")[0, 0] > 0
