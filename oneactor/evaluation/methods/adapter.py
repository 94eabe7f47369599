"""IP-Adapter (Ye et al. 2023): the target as a picture prompt, where its weights are on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Image

from oneactor.errors import ModelMissing
from oneactor.evaluation.methods import Effort, Tries
from oneactor.evaluation.stage import Character, Stage
from oneactor.evaluation.subjects import Scene

HOW = (
    "IP-Adapter needs a folder with one *.safetensors of its weights and a folder image_encoder, both as in the "
    "repository h94/IP-Adapter; download them and give the folder with --ip-adapter. Nothing is downloaded here."
)


def weights_in(folder: Path | None) -> Path:
    """The one weight file of a folder that also holds an image encoder.

    Raises:
        ModelMissing: it does not.
    """
    files = sorted(folder.glob("*.safetensors")) if folder else []
    if folder is None or len(files) != 1 or not (folder / "image_encoder" / "config.json").is_file():
        raise ModelMissing(HOW)
    return files[0]


class IPAdapter:
    """A copy of the stock pipeline with the adapter in it; nothing is learnt.

    Raises:
        ModelMissing: there are no weights.
    """

    most = 1
    rates: tuple[float, ...] = ()

    def __init__(self, stage: Stage, tries: Tries) -> None:
        file = weights_in(tries.adapter)
        self.stage, source = stage, stage.denoiser.pipe
        # the adapter changes the U-Net, which the stage goes on to draw with
        parts = {name: part for name, part in source.components.items() if name != "unet"}
        # the pipeline makes its latents in the words' number format and gives them to the U-Net as they are
        dtype = source.unet.dtype
        others = [name for name in parts if name.startswith("text_encoder") and parts[name].dtype != dtype]
        parts |= {name: deepcopy(parts[name]).to(dtype) for name in others}
        self.pipe: Any = type(source)(**parts, unet=deepcopy(source.unet), **_options(source))
        self.pipe.set_progress_bar_config(disable=True)
        self.pipe.load_ip_adapter(
            str(file.parent), subfolder="", weight_name=file.name, image_encoder_folder="image_encoder",
            local_files_only=True,
        )  # fmt: skip

    def learn(self, character: Character) -> Effort:
        """The adapter was trained once for all."""
        return Effort()

    @torch.no_grad()
    def draw(self, cast: Sequence[Character], scene: Scene, seed: int) -> Image:
        (character,) = cast
        drawing = self.stage.preset.drawing
        latents = self.pipe(
            scene.prompt([character.subject.description]),
            ip_adapter_image=character.target,
            num_inference_steps=self.stage.sampling.steps or drawing.steps,
            guidance_scale=drawing.scale,
            guidance_rescale=drawing.rescale,
            generator=torch.Generator().manual_seed(seed),
            output_type="latent",
        ).images
        # as every other method's: the pipeline itself would decode in the U-Net's half precision
        return self.stage.denoiser.decode(latents.float())[0]


def _options(pipe: Any) -> dict[str, Any]:
    return {"requires_safety_checker": False} if type(pipe).__name__ == "StableDiffusionPipeline" else {}
