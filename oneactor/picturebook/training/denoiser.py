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

from oneactor.picturebook.questions import Questions
from oneactor.picturebook.renderer import Scene, World
from oneactor.picturebook.training.autoencoder import LATENT_CHANNELS
from oneactor.picturebook.training.grow import grow_painter
from oneactor.picturebook.training.loop import Look, Plan, load_trained, step_generator, train
from oneactor.picturebook.training.norm import speed_up
from oneactor.picturebook.training.precision import mixed
from oneactor.picturebook.training.supervision import LookHead, MapRecorder, alignment_loss, look_table, map_loss
from oneactor.picturebook.training.text import LENGTH, WIDTH, build_text_encoder, noun_tokens

#: narrow where the latent is large: the inner levels hold what words mean and cost little
WIDTHS = (64, 160, 256)
#: share of empty captions, for classifier-free guidance
EMPTY = 0.1
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


@dataclass(frozen=True)
class Material:
    """What the denoiser learns from: latents (n, 24, 16, 16) float16 of unit spread, labels (n, 16, 16), scenes.

    `world` drew the scenes; `start` is a finished model to go on from.
    """

    latents: Tensor
    labels: Tensor
    scenes: list[Scene]
    world: World
    start: Path | None = None


def captions_for(world: World, scenes: list[Scene], seed: int) -> list[str]:
    """One fresh caption each, a tenth of them empty."""
    rng = Random(seed)
    return ["" if rng.random() < EMPTY else world.caption(rng, scene) for scene in scenes]


@dataclass(frozen=True)
class Batch:
    """One step's material.

    Attributes:
        ids, nouns: tokens (b, LENGTH) and the label of the character each one names, 0 for none.
        labels, looks: (b, 16, 16) label map; (b, 1 + species, attributes) of `look_table`.
        t, alphas: (b,) timesteps; (b, 1, 1, 1) cumulative alphas there.
        noisy, velocity: (b, 24, 16, 16) input and v-prediction target.
    """

    ids: Tensor
    nouns: Tensor
    labels: Tensor
    looks: Tensor
    t: Tensor
    alphas: Tensor
    noisy: Tensor
    velocity: Tensor


class Lessons:
    """Draws the batches: fresh captions, stratified t, v-prediction targets."""

    def __init__(self, material: Material, tokenizer: CLIPTokenizer, batch: int, device: torch.device) -> None:
        self.material, self.tokenizer, self.batch, self.device = material, tokenizer, batch, device
        asked = material.world.questions()
        self.looks = look_table(material.scenes, asked)
        self.alphas = build_scheduler().alphas_cumprod.clone()
        self.alphas[-1] = 0.0
        self.nouns = torch.zeros(len(tokenizer), dtype=torch.long)
        for token, label in noun_tokens(tokenizer, asked).items():
            self.nouns[token] = label

    def __call__(self, number: int) -> Batch:
        g = step_generator(2, number)
        index = torch.randint(len(self.material.scenes), (self.batch,), generator=g)
        texts = captions_for(self.material.world, [self.material.scenes[i] for i in index.tolist()], number)
        ids = self.tokenizer(
            texts, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt"
        ).input_ids
        z = self.material.latents[index].float()
        noise = torch.randn(z.shape, generator=g)
        spread = torch.arange(self.batch) / self.batch
        t = ((torch.rand((), generator=g) + spread) % 1 * len(self.alphas)).long()
        a = self.alphas[t].view(-1, 1, 1, 1)
        noisy, velocity = a.sqrt() * z + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * z
        rows = (ids, self.nouns[ids], self.material.labels[index].long(), self.looks[index], t, a, noisy, velocity)
        return Batch(*(row.to(self.device) for row in rows))


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
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Painter(tokenizer, material.world.questions()).to(device)
    if material.start:
        model.start_from(material.start)
    model.unet.to(memory_format=torch.channels_last)
    model.text.set_attn_implementation("eager")  # quicker than the fused kernel on CPUs at this size
    speed_up(model.unet)
    recorder = MapRecorder(model.unet)
    lessons = Lessons(material, tokenizer, batch, device)
    species = len(material.world.questions().names)

    def step(number: int) -> tuple[Tensor, Mapping[str, float]]:
        b = lessons(number)
        recorder.keeps_maps = number % MAPS_EVERY == 0
        with mixed(device), recorder:
            words = model.text(input_ids=b.ids).last_hidden_state
            out = model.unet(b.noisy, b.t, words).sample
            total, plain = denoising_loss(out, b)
            if recorder.keeps_maps:
                total = total + MAPS * map_loss(recorder.maps, b.nouns, b.labels, species)
            helped, shown = helpers(model, recorder.features, words, b) if number < HELPED * plan.steps else (0.0, {})
        return total + helped, {"v": plain.item(), **shown}

    train(model, plan, path, step, look)


def helpers(model: Painter, features: Tensor, words: Tensor, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The alignment losses on 8 x 8 features (b, c, 8, 8) and on token states (b, LENGTH, WIDTH)."""
    aligned = alignment_loss(model.head(features), batch.labels)
    cells, labels = features.flatten(2).transpose(1, 2), batch.labels[:, ::2, ::2].flatten(1)
    seen = model.cell_looks.loss(cells, labels, batch.looks)
    said = model.word_looks.loss(words, batch.nouns, batch.looks)
    shown = {"align": aligned.item(), "seen": seen.item(), "said": said.item()}
    return ALIGNMENT * aligned + LOOKS * (seen + said), shown


def painter_from(path: Path, tokenizer: CLIPTokenizer, asked: Questions) -> Painter:
    """The averaged weights of a checkpoint."""
    model = Painter(tokenizer, asked)
    load_trained(model, path, "averaged")
    return model.eval()
