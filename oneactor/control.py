"""ControlNet (Zhang et al. 2023) beside the U-Net: a picture of lines, a pose or a depth says what stands where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from diffusers.image_processor import VaeImageProcessor
from PIL.Image import Image
from torch import Tensor

from oneactor.denoiser import Denoiser


def hint_of(denoiser: Denoiser, picture: Image) -> Tensor:
    """A control picture as the stock pipelines give it to the network: (1, 3, H, W), 0 to 1."""
    height, width = denoiser.picture_size
    processor = VaeImageProcessor(denoiser.pipe.vae_scale_factor, do_convert_rgb=True, do_normalize=False)
    hint: Tensor = processor.preprocess(picture, height=height, width=width)
    # as the stock pipelines have it: convolutions round otherwise where a pixel's channels lie side by side
    return hint.to(denoiser.device, denoiser.dtype).contiguous()


@contextmanager
def controlled(denoiser: Denoiser, net: Any, picture: Image, scale: float) -> Iterator[None]:
    """Let a ControlNet add its residuals to every pass of the U-Net inside the block.

    It sees the same rows as the U-Net, but only the prompt's own tokens: the keys that masked drawing adds behind them
    are the U-Net's business.

    Args:
        net: a stock `ControlNetModel` for this U-Net's family.
        scale: weight of the residuals; 0 changes nothing.
    """
    hint, tokens = hint_of(denoiser, picture), denoiser.tokens

    def steer(_: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        latents, timestep = inputs
        down, middle = net(
            latents,
            timestep,
            encoder_hidden_states=options["encoder_hidden_states"][:, :tokens],
            controlnet_cond=hint.expand(len(latents), -1, -1, -1),
            conditioning_scale=scale,
            added_cond_kwargs=options["added_cond_kwargs"],
            return_dict=False,
        )
        return inputs, options | {
            "down_block_additional_residuals": down,
            "mid_block_additional_residual": middle,
        }

    handle = denoiser.unet.register_forward_pre_hook(steer, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()
