"""A picture from elsewhere as the target: it joins the candidates with a latent and features of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from PIL import Image, ImageOps

from oneactor.actor import Actor
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.mentions import identity_words
from oneactor.presets import Preset
from oneactor.projector import condense
from oneactor.proposing import Proposal, candidate_prompt


def read_picture(path: Path) -> Image.Image:
    """A picture file, the way up that its camera noted, on white where it is transparent.

    Raises:
        InvalidRequest: it is not there or no picture.
    """
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(paper, upright).convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise InvalidRequest(f"{path.name} cannot be read as a picture.") from error


@torch.no_grad()
def adopt(
    denoiser: Denoiser,
    preset: Preset,
    proposal: Proposal,
    picture: Image.Image,
    setting: str,
    identity: Actor | None = None,
) -> Proposal:
    """The proposal with the picture as its last candidate; all drawn ones are its auxiliaries.

    Its h is read with its own words: the description, and the setting in which it shows the character.
    """
    latents = denoiser.encode_picture(picture)
    words = candidate_prompt(replace(proposal.request, setting=setting), preset)
    features = condense(denoiser.features(latents, identity_words(denoiser, words, identity)))
    return replace(
        proposal,
        latents=torch.cat([proposal.latents, latents.cpu()]),
        features=torch.cat([proposal.features, features.cpu()]),
    )
