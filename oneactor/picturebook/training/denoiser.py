"""The denoiser: U-Net and text encoder, trained together on encoded pictures and fresh captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from diffusers import DPMSolverMultistepScheduler, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from oneactor.picturebook.training.loop import Plan, Run, step_generator, train
from oneactor.picturebook.training.norm import speed_up
from oneactor.picturebook.training.supervision import MapRecorder, alignment_loss, map_loss
from oneactor.picturebook.training.text import LENGTH, WIDTH, build_text_encoder, noun_tokens
from oneactor.picturebook.world.captions import caption
from oneactor.picturebook.world.scene import Scene
from oneactor.picturebook.world.vocabulary import CHARACTERS

WIDTHS = (64, 128, 192)
#: share of empty captions, for classifier-free guidance
EMPTY = 0.1
#: gamma of min-SNR weighting (Hang et al. 2023)
GAMMA = 5.0


def build_unet() -> UNet2DConditionModel:
    """Three levels; cross-attention at 16 x 16 and 8 x 8. `attention_head_dim` is a count of heads in diffusers."""
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=8,
        out_channels=8,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        block_out_channels=WIDTHS,
        layers_per_block=1,
        cross_attention_dim=WIDTH,
        attention_head_dim=(2, 4, 6),
        norm_num_groups=16,
    )


def build_scheduler() -> DPMSolverMultistepScheduler:
    """DPM-Solver++ 2M on a zero-terminal-SNR v-prediction schedule, trailing spacing (Lin et al. 2024)."""
    return DPMSolverMultistepScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        steps_offset=1,
    )


class Painter(nn.Module):
    """U-Net, text encoder and the alignment head, as one module to train."""

    def __init__(self, tokenizer: CLIPTokenizer) -> None:
        super().__init__()
        self.unet = build_unet()
        self.text: CLIPTextModel = build_text_encoder(tokenizer)
        self.head = nn.Conv2d(WIDTHS[1], 1 + len(CHARACTERS), 1)

    def start_from(self, weights: Path) -> None:
        """Take the weights of a finished model of this shape; the head starts anew."""
        self.unet.load_state_dict(UNet2DConditionModel.from_pretrained(weights / "unet").state_dict())
        self.text.load_state_dict(CLIPTextModel.from_pretrained(weights / "text_encoder").state_dict())


@dataclass(frozen=True)
class Material:
    """What the denoiser learns from: latents (n, 8, 16, 16) float16 of unit spread, labels (n, 16, 16), scenes.

    `start` is a finished model to go on from.
    """

    latents: Tensor
    labels: Tensor
    scenes: list[Scene]
    start: Path | None = None


def captions_for(scenes: list[Scene], seed: int) -> list[str]:
    """One fresh caption each, a tenth of them empty."""
    rng = Random(seed)
    return ["" if rng.random() < EMPTY else caption(rng, scene) for scene in scenes]


def train_denoiser(material: Material, tokenizer: CLIPTokenizer, plan: Plan, batch: int, path: Path) -> Run:
    """v-prediction with min-SNR weights, stratified t, and the two supervisions of `supervision`."""
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Painter(tokenizer).to(device)
    if material.start:
        model.start_from(material.start)
    model.unet.to(memory_format=torch.channels_last)
    speed_up(model.unet)
    recorder = MapRecorder(model.unet)
    alphas = build_scheduler().alphas_cumprod.clone().to(device)
    alphas[-1] = 0.0
    nouns = torch.zeros(len(tokenizer), dtype=torch.long)
    for token, label in noun_tokens(tokenizer).items():
        nouns[token] = label

    def step(number: int) -> tuple[Tensor, Mapping[str, float]]:
        g = step_generator(2, number)
        index = torch.randint(len(material.scenes), (batch,), generator=g)
        texts = captions_for([material.scenes[i] for i in index.tolist()], number)
        ids = tokenizer(texts, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt").input_ids
        z = material.latents[index].float().to(device)
        labels = material.labels[index].long().to(device)
        noise = torch.randn(z.shape, generator=g).to(device)
        t = ((torch.rand((), generator=g) + torch.arange(batch) / batch) % 1 * len(alphas)).long().to(device)
        a = alphas[t].view(-1, 1, 1, 1)
        noisy, v = a.sqrt() * z + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * z
        with torch.autocast(device.type, torch.bfloat16), recorder:
            words = model.text(input_ids=ids.to(device)).last_hidden_state
            out = model.unet(noisy, t, words).sample
            shapes = model.head(recorder.features)
        snr = a.flatten() / (1 - a.flatten()).clamp_min(1e-8)
        weight = snr.clamp_max(GAMMA) / (snr + 1)
        weight = weight.clamp_min(0.2)  # who, where and in which colours is decided where there is mostly noise
        error = (out.float() - v).square().mean((1, 2, 3))
        loss = (weight * error).mean()
        maps = map_loss(recorder.maps, nouns[ids].to(device), labels)
        aligned = alignment_loss(shapes, labels)
        early = 1.0 if number < 0.6 * plan.steps else 0.0
        total = loss + 0.05 * early * aligned + 0.02 * maps
        return total, {"loss": loss.item(), "v": error.mean().item(), "maps": maps.item(), "align": aligned.item()}

    return train(model, plan, path, step)


def painter_from(path: Path, tokenizer: CLIPTokenizer) -> Painter:
    """The averaged weights of a checkpoint."""
    from safetensors.torch import load_file

    model = Painter(tokenizer)
    tensors = load_file(path)
    model.load_state_dict({k.removeprefix("averaged."): v for k, v in tensors.items() if k.startswith("averaged.")})
    return model.eval()
