"""Start from a finished model of another size: what fits is taken over, what is new starts anew.

A model of a larger world, of more latent channels or of larger pictures then learns what is new and not everything.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer


@torch.no_grad()
def take_over(model: nn.Module, old: dict[str, Tensor]) -> None:
    """Copy every tensor of `old` whose name `model` has, as far as both reach along each axis."""
    for name, value in model.state_dict().items():
        if name in old and value.dim() == old[name].dim():
            common = tuple(slice(min(a, b)) for a, b in zip(value.shape, old[name].shape, strict=True))
            value[common].copy_(old[name][common])


@torch.no_grad()
def grow_autoencoder(model: AutoencoderKL, weights: Path) -> None:
    """Take over a finished autoencoder with as many levels or one fewer: its levels become the inner ones.

    A new outer level starts as one that only halves and doubles the size, where it is as wide as the next.
    """
    old = AutoencoderKL.from_pretrained(weights / "vae")
    new = len(model.config.block_out_channels) - len(old.config.block_out_channels)
    state = {_encoder_level(name, new): value for name, value in old.state_dict().items()}
    moments = {name: state.pop(name) for name in MOMENTS}
    take_over(model, state)
    own = model.state_dict()
    for name, value in moments.items():
        _take_halves(own[name], value)
    if new:
        _pass_through(model)


#: layers whose channels are means and then logarithms of variances, going out or both in and out
MOMENTS = ("encoder.conv_out.weight", "encoder.conv_out.bias", "quant_conv.weight", "quant_conv.bias")


def _take_halves(mine: Tensor, theirs: Tensor) -> None:
    """Take over each half of the channels for itself."""
    for new, old in zip(mine.chunk(2), theirs.chunk(2), strict=True):
        square = new.dim() > 1 and theirs.shape[0] == theirs.shape[1]
        pairs = zip(new.chunk(2, 1), old.chunk(2, 1), strict=True) if square else ((new, old),)
        for to, source in pairs:
            common = tuple(slice(min(a, b)) for a, b in zip(to.shape, source.shape, strict=True))
            to[common].copy_(source[common])


@torch.no_grad()
def _pass_through(model: AutoencoderKL) -> None:
    """Make the outermost level average 2 x 2 on the way down and repeat pixels on the way up, and nothing else."""
    down, up = model.encoder.down_blocks[0], model.decoder.up_blocks
    for resnet in (*down.resnets, *up[-1].resnets):
        resnet.conv2.weight.zero_()
        resnet.conv2.bias.zero_()
    for conv, taps, value in ((down.downsamplers[0].conv, slice(2), 0.25), (up[-2].upsamplers[0].conv, slice(1, 2), 1)):
        conv.weight.zero_()
        conv.bias.zero_()
        for channel in range(len(conv.weight)):
            conv.weight[channel, channel, taps, taps] = value


def _encoder_level(name: str, new: int) -> str:
    """The name of an encoder's level after `new` outer levels were put before it."""
    prefix = "encoder.down_blocks."
    if not name.startswith(prefix):
        return name
    level, rest = name.removeprefix(prefix).split(".", 1)
    return f"{prefix}{int(level) + new}.{rest}"


@torch.no_grad()
def grow_painter(unet: UNet2DConditionModel, text: CLIPTextModel, tokenizer: CLIPTokenizer, weights: Path) -> None:
    """Take over U-Net and text encoder; words that both know keep what they mean."""
    take_over(unet, UNet2DConditionModel.from_pretrained(weights / "unet").state_dict())
    state = CLIPTextModel.from_pretrained(weights / "text_encoder").state_dict()
    words = next(name for name in state if name.endswith("token_embedding.weight"))
    known = state.pop(words)
    depth = len({name.split(".layers.")[1].split(".")[0] for name in state if ".layers." in name})
    take_over(text, state)
    _pass_on(text, depth)
    theirs = CLIPTokenizer.from_pretrained(weights / "tokenizer").get_vocab()
    mine = text.get_input_embeddings().weight
    for token, index in tokenizer.get_vocab().items():
        if token in theirs:
            mine[index].copy_(known[theirs[token]])


@torch.no_grad()
def _pass_on(text: CLIPTextModel, depth: int) -> None:
    """Make the layers after the first `depth` hand on what they get, until training gives them something to say."""
    for name, layer in text.named_modules():
        deeper = ".layers." in name and int(name.split(".layers.")[1].split(".")[0]) >= depth
        if deeper and name.endswith(("out_proj", "fc2")):
            for value in layer.parameters():
                value.zero_()
