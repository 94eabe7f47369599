"""The denoiser: U-Net and text encoder, trained together on encoded pictures and fresh captions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import which

import torch
from diffusers import DPMSolverMultistepScheduler, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from oneactor.denoiser import best_device
from oneactor.picturebook.questions import Questions
from oneactor.picturebook.training.autoencoder import LATENT_CHANNELS
from oneactor.picturebook.training.carrying import carried_states
from oneactor.picturebook.training.grow import grow_painter
from oneactor.picturebook.training.lessons import Batch, Captions, Lessons, Material
from oneactor.picturebook.training.loop import Look, Plan, load_trained, train
from oneactor.picturebook.training.norm import speed_up
from oneactor.picturebook.training.precision import mixed
from oneactor.picturebook.training.supervision import LookHead, MapRecorder, alignment_loss, map_loss
from oneactor.picturebook.training.text import WIDTH, build_text_encoder

#: narrow where the latent is large: the inner levels hold what words mean and cost little
WIDTHS = (64, 160, 256)
#: gamma of min-SNR weighting (Hang et al. 2023)
GAMMA = 5.0
#: least weight of a timestep: who, where and in which colours is decided where there is mostly noise
LEAST_WEIGHT = 0.4
#: how much more a figure's cells count in the denoising loss than the background's
FIGURE_WEIGHT = 3.0
#: weights of the helpers; the heads are dropped when `HELPED` of the training is over
ALIGNMENT, LOOKS, MAPS, HELPED = 0.05, 0.05, 0.02, 0.7
#: the maps settle early and cost a tenth of a step, so only every n-th step looks at them
MAPS_EVERY = 4


def build_unet() -> UNet2DConditionModel:
    """Three levels; cross-attention at 16 x 16 and 8 x 8. `attention_head_dim` is a count of heads in diffusers."""
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        block_out_channels=WIDTHS,
        layers_per_block=1,
        cross_attention_dim=WIDTH,
        attention_head_dim=(2, 5, 8),
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
    """U-Net, text encoder and the heads of the helpers, as one module to train."""

    def __init__(self, tokenizer: CLIPTokenizer, asked: Questions) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.unet = build_unet()
        self.text: CLIPTextModel = build_text_encoder(tokenizer)
        self.head = nn.Conv2d(WIDTHS[1], 1 + len(asked.names), 1)
        self.cell_looks = LookHead(WIDTHS[1], asked)
        self.word_looks = LookHead(WIDTH, asked)

    def start_from(self, weights: Path) -> None:
        """Take over what fits of a finished model; the heads start anew."""
        grow_painter(self.unet, self.text, self.tokenizer, weights)


def denoising_loss(out: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Min-SNR weighted squared error with more weight on figures, and the plain one; (b, 24, 16, 16) in."""
    alphas = batch.alphas.flatten()
    snr = alphas / (1 - alphas).clamp_min(1e-8)
    by_time = (snr.clamp_max(GAMMA) / (snr + 1)).clamp_min(LEAST_WEIGHT)
    by_cell = 1 + (FIGURE_WEIGHT - 1) * (batch.labels > 0).float()
    by_cell = by_cell / by_cell.mean((1, 2), keepdim=True)
    error = (out.float() - batch.velocity).square().mean(1)
    return (by_time * (by_cell * error).mean((1, 2))).mean(), error.mean()


def train_denoiser(
    material: Material, tokenizer: CLIPTokenizer, plan: Plan, batch: int, path: Path, look: Look | None = None
) -> None:
    """v-prediction with min-SNR weights, stratified t, and the helpers of `supervision`."""
    torch.manual_seed(0)
    device = best_device()
    model = Painter(tokenizer, material.world.questions()).to(device)
    if material.start:
        model.start_from(material.start)
    recorder = MapRecorder(model.unet)  # first: what is compiled takes its hooks along
    compiled = hasten(model, device)
    lessons = Lessons(Captions(material, tokenizer, batch), build_scheduler().alphas_cumprod, plan.steps, device)
    species = len(material.world.questions().names)

    def step(number: int) -> tuple[Tensor, Mapping[str, Tensor]]:
        b = lessons(number)
        looks_at_maps = number % MAPS_EVERY == 0
        recorder.keeps_maps = looks_at_maps or compiled  # always one graph: a second one takes minutes to compile
        with mixed(device), recorder:
            words = carried_states(model.text, b.ids, b.phrases, b.places)
            out = model.unet(b.noisy, b.t, words).sample
            total, plain = denoising_loss(out, b)
            if looks_at_maps:
                total = total + MAPS * map_loss(recorder.maps, b.nouns, b.labels, species)
            helped, shown = helpers(model, recorder.features, words, b) if number < HELPED * plan.steps else (0.0, {})
        return total + helped, {"v": plain.detach(), **shown}

    train(model, plan, path, step, look)


def hasten(model: Painter, device: torch.device) -> bool:
    """What makes a step quicker; whether the networks are compiled, which an accelerator needs a C compiler for."""
    model.unet.to(memory_format=torch.channels_last)
    model.text.set_attn_implementation("eager")  # quicker than the fused kernel on CPUs at this size
    if device.type == "cpu":
        speed_up(model.unet)
        return False
    if not any(map(which, ("gcc", "clang"))):
        return False
    model.unet.compile()
    model.text.compile(dynamic=False)  # captions and phrases differ in length
    return True


def helpers(model: Painter, features: Tensor, words: Tensor, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
    """The alignment losses on 8 x 8 features (b, c, 8, 8) and on token states (b, LENGTH, WIDTH)."""
    aligned = alignment_loss(model.head(features), batch.labels)
    cells, labels = features.flatten(2).transpose(1, 2), batch.labels[:, ::2, ::2].flatten(1)
    seen = model.cell_looks.loss(cells, labels, batch.looks)
    said = model.word_looks.loss(words, batch.nouns, batch.looks)
    shown = {"align": aligned.detach(), "seen": seen.detach(), "said": said.detach()}
    return ALIGNMENT * aligned + LOOKS * (seen + said), shown


def painter_from(path: Path, tokenizer: CLIPTokenizer, asked: Questions) -> Painter:
    """The averaged weights of a checkpoint."""
    model = Painter(tokenizer, asked)
    load_trained(model, path, "averaged")
    return model.eval()
