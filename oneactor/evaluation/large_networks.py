"""Networks of SDXL's size with random weights: how fast they are does not depend on what they have learnt.

Sizes are those of stabilityai/stable-diffusion-xl-base-1.0's configuration files. Their tokenizer is the embedded
model's: a tokenizer takes no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DPMSolverMultistepScheduler,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.denoiser import Denoiser, Precision, make_denoiser
from oneactor.presets import SDXL, Preset

#: tokens of a prompt
LENGTH = 77


@dataclass(frozen=True)
class Sizes:
    """Widths and depths. The usual numbers are SDXL's.

    Attributes:
        picture: side in pixels; latents have an eighth of it with the usual four levels of the autoencoder.
        text: hidden size, layers, heads of the two encoders.
    """

    picture: int = 1024
    unet: tuple[int, ...] = (320, 640, 1280)
    transformers: tuple[int, ...] = (1, 2, 10)
    heads: tuple[int, ...] = (5, 10, 20)
    layers: int = 2
    autoencoder: tuple[int, ...] = (128, 256, 512, 512)
    text: tuple[tuple[int, int, int], tuple[int, int, int]] = ((768, 12, 12), (1280, 32, 20))
    time: int = 256
    groups: int = 32


#: the same shapes, small enough for a test; masks are read in layers of 8 x 8 positions, which have to be there
SMALL = Sizes(256, (32, 64, 64), (1, 1, 2), (2, 4, 4), 1, (16, 16, 16, 32), ((32, 3, 4), (64, 3, 4)), 8, 16)


def _encoder(kind: Any, size: Sequence[int], projection: int) -> Any:
    hidden, layers, heads = size
    config = CLIPTextConfig(
        vocab_size=49408,
        hidden_size=hidden,
        intermediate_size=4 * hidden,
        projection_dim=projection,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=LENGTH,
    )
    return kind(config)


def _unet(sizes: Sizes) -> Any:
    levels = len(sizes.unet)
    first, second = (size[0] for size in sizes.text)
    return UNet2DConditionModel(
        sample_size=sizes.picture >> (len(sizes.autoencoder) - 1),
        block_out_channels=sizes.unet,
        layers_per_block=sizes.layers,
        down_block_types=("DownBlock2D", *["CrossAttnDownBlock2D"] * (levels - 1)),
        up_block_types=(*["CrossAttnUpBlock2D"] * (levels - 1), "UpBlock2D"),
        transformer_layers_per_block=sizes.transformers,
        attention_head_dim=sizes.heads,
        cross_attention_dim=first + second,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=sizes.time,
        projection_class_embeddings_input_dim=6 * sizes.time + second,
        norm_num_groups=sizes.groups,
    )


def _autoencoder(sizes: Sizes) -> Any:
    levels = len(sizes.autoencoder)
    return AutoencoderKL(
        block_out_channels=sizes.autoencoder,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        latent_channels=4,
        layers_per_block=2,
        norm_num_groups=sizes.groups,
        sample_size=sizes.picture,
        scaling_factor=0.13025,
    )


def _pipeline(sizes: Sizes) -> Any:
    tokenizers = [
        CLIPTokenizer.from_pretrained(PICTUREBOOK_WEIGHTS / "tokenizer", model_max_length=LENGTH) for _ in range(2)
    ]
    with torch.device("cpu"):  # what a scheduler keeps it reads as NumPy's
        scheduler = DPMSolverMultistepScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    return StableDiffusionXLPipeline(
        vae=_autoencoder(sizes),
        text_encoder=_encoder(CLIPTextModel, sizes.text[0], sizes.text[0][0]),
        text_encoder_2=_encoder(CLIPTextModelWithProjection, sizes.text[1], sizes.text[1][0]),
        tokenizer=tokenizers[0],
        tokenizer_2=tokenizers[1],
        unet=_unet(sizes),
        scheduler=scheduler,
        add_watermarker=False,
    )


def random_sdxl(device: str, sizes: Sizes = Sizes(), compiled: bool = False) -> tuple[Denoiser, Preset]:
    """Seeded random networks of these sizes on a device: bfloat16 on an accelerator, float32 on a CPU.

    Args:
        compiled: let torch.compile make the kernels of the U-Net's attention blocks.
    """
    where = torch.device(device)
    with torch.random.fork_rng(devices=[]), where:
        torch.manual_seed(0)
        pipe = _pipeline(sizes)
    # the stock pipeline wants text encoders and U-Net in one format
    precision = Precision() if where.type == "cpu" else Precision(torch.bfloat16, torch.bfloat16)
    denoiser = make_denoiser(pipe, f"random SDXL {sizes.picture}", where, precision)
    if compiled:
        denoiser.unet.compile_repeated_blocks()
    return denoiser, replace(SDXL, name="random-sdxl", picture_size=sizes.picture)
