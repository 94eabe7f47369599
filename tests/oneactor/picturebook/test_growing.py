"""A larger model starts from a smaller one: what both have stays, what is new does no harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from PIL import Image
from torch import nn
from transformers import CLIPTextModel, CLIPTokenizer

from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.picturebook.pixels import pixels_from_tensor, pixels_to_tensor
from oneactor.picturebook.renderer import load_world
from oneactor.picturebook.training.autoencoder import build_autoencoder
from oneactor.picturebook.training.denoiser import Painter
from oneactor.picturebook.training.grow import grow_autoencoder, take_over
from oneactor.picturebook.training.text import build_tokenizer
from oneactor.picturebook.upscaler import TILE, Upscaler


def tiny(levels: int, latent: int) -> AutoencoderKL:
    torch.manual_seed(levels)
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        block_out_channels=(16,) * levels,
        layers_per_block=1,
        latent_channels=latent,
        norm_num_groups=2,
        mid_block_add_attention=False,
    )


def test_what_fits_is_taken_over_and_the_rest_left_as_it_was() -> None:
    small, large = nn.Linear(2, 3), nn.Linear(4, 5)
    before = large.weight.detach().clone()
    take_over(large, small.state_dict())
    assert torch.equal(large.weight[:3, :2], small.weight)
    assert torch.equal(large.weight[3:], before[3:])
    assert torch.equal(large.weight[:, 2:], before[:, 2:])


def test_a_new_outer_level_changes_nothing_but_the_size(tmp_path: Path) -> None:
    old, new = tiny(2, latent=4), tiny(3, latent=6)
    old.save_pretrained(tmp_path / "vae")
    grow_autoencoder(new, tmp_path)
    features = torch.rand(1, 16, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(new.encoder.down_blocks[0](features), nn.functional.avg_pool2d(features, 2))
        up = new.decoder.up_blocks
        doubled = up[-1](up[-2].upsamplers[0](features))
        torch.testing.assert_close(doubled, nn.functional.interpolate(features, scale_factor=2))
        torch.testing.assert_close(new.encoder.down_blocks[1](features), old.encoder.down_blocks[0](features))


def test_means_stay_means_when_the_latent_gets_more_channels(tmp_path: Path) -> None:
    old, new = tiny(2, latent=4), tiny(2, latent=6)
    old.save_pretrained(tmp_path / "vae")
    grow_autoencoder(new, tmp_path)
    mine, theirs = new.quant_conv.weight, old.quant_conv.weight
    assert torch.equal(mine[:4, :4], theirs[:4, :4])
    assert torch.equal(mine[:4, 6:10], theirs[:4, 4:])
    assert torch.equal(mine[6:10, 6:10], theirs[4:, 4:])
    assert torch.equal(new.encoder.conv_out.bias[6:10], old.encoder.conv_out.bias[4:])


@pytest.mark.weights
def test_known_words_keep_their_meaning() -> None:
    painter = Painter(build_tokenizer(load_world()), load_world().questions())
    painter.start_from(PICTUREBOOK_WEIGHTS)
    theirs = CLIPTokenizer.from_pretrained(PICTUREBOOK_WEIGHTS / "tokenizer").get_vocab()
    embeddings = CLIPTextModel.from_pretrained(PICTUREBOOK_WEIGHTS / "text_encoder").get_input_embeddings().weight
    mine = painter.text.get_input_embeddings().weight
    index = painter.tokenizer.get_vocab()
    for word in ("fox</w>", "castle</w>", "green</w>"):
        assert torch.equal(mine[index[word]], embeddings[theirs[word]])


def test_an_untrained_upscaler_interpolates() -> None:
    net = Upscaler()
    x = torch.rand(1, 3, 8, 8) * 2 - 1
    smooth = nn.functional.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False)
    assert torch.equal(net(x), smooth)


def test_pieces_of_a_large_picture_are_enlarged_as_the_whole() -> None:
    """Two and a half tiles wide, with random weights in every layer: nothing shows where tiles meet."""
    torch.manual_seed(1)
    net = Upscaler().eval()
    nn.init.normal_(net.leave.weight, std=0.02)
    image = Image.fromarray(torch.randint(0, 256, (40, 2 * TILE + 90, 3), dtype=torch.uint8).numpy())
    tiled = np.asarray(net.enlarge(image)).astype(int)
    with torch.no_grad():
        whole = pixels_from_tensor(net(pixels_to_tensor(np.asarray(image)[None])))[0].astype(int)
    assert tiled.shape == whole.shape == (160, 4 * image.width, 3)
    assert np.abs(tiled - whole).max() <= 1


def test_the_autoencoder_has_five_levels() -> None:
    config = build_autoencoder().config
    assert 256 // 2 ** (len(config.block_out_channels) - 1) == 16


def test_pixels_survive_the_way_through_tensors() -> None:
    pixels = torch.randint(0, 256, (2, 4, 4, 3), dtype=torch.uint8).numpy()
    assert (pixels_from_tensor(pixels_to_tensor(pixels)) == pixels).all()
    assert pixels_from_tensor(torch.full((1, 3, 1, 1), 3.0)).max() == pytest.approx(255)
