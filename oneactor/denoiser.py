"""A U-Net family behind four verbs: encode words, read features, predict, decode. Stock diffusers, untouched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from PIL import ImageOps
from PIL.Image import Image, Resampling
from torch import Tensor

from oneactor.attention import choose_attention
from oneactor.condition import Condition
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.guidance import Form
from oneactor.latents import scaled, unscaled
from oneactor.words import Span

#: Guidance scale that a network with an input for it is told while nothing is drawn: the middle of LCM's training range
#: (Luo et al. 2023: 2 to 14).
_LEARNT_SCALE = 8.0


class _MidBlockReached(Exception):
    """Leaves a U-Net pass as soon as the features are there."""


def best_device() -> torch.device:
    """An accelerator where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True)
class Precision:
    """Number formats of the parts; word states, latents and predictions are float32 outside the networks."""

    unet: torch.dtype = torch.float32
    text: torch.dtype = torch.float32

    @classmethod
    def best(cls, device: torch.device) -> Precision:
        """bfloat16 where the hardware computes in it; older graphics cards only emulate it and take float16."""
        if device.type == "cuda":
            half = torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
            return cls(half, half)
        native = getattr(torch.cpu, "_is_avx512_bf16_supported", None)  # not public, hence optional
        return cls(torch.bfloat16 if device.type == "cpu" and native is not None and native() else torch.float32)


class Denoiser:
    """Stable Diffusion 1.x and 2.x: one CLIP text encoder, final states (R, S, 768 or 1024).

    Args:
        pipe: a stock text-to-image pipeline; its parts are moved, frozen and shared, not copied.
        model: fingerprint of the weights; cards carry it.
    """

    family = "sd"

    def __init__(self, pipe: Any, model: str, device: torch.device, precision: Precision | None = None) -> None:
        precision = precision or Precision()
        self.pipe, self.model, self.device = pipe, model, device
        #: the U-Net's; diffusers' own property walks through all of its parameters, which takes a small one a while
        self.dtype = precision.unet
        self.unet = self._freeze(pipe.unet, self.dtype)
        self.vae = self._freeze(pipe.vae, torch.float32)
        for encoder in self._text_encoders():
            self._freeze(encoder, precision.text)
        choose_attention(self.unet, device)
        side: int | Sequence[int] = self.unet.config.sample_size
        self.latent_size = (side, side) if isinstance(side, int) else (side[0], side[1])
        self.channels: int = self.unet.config.in_channels
        self.width: int = self.unet.config.cross_attention_dim
        self.tokens: int = pipe.tokenizer.model_max_length
        self._told_scale = _LEARNT_SCALE
        self.levels = len(self.unet.config.block_out_channels)
        #: (pictures, rows, plain rows) -> whether a pass over all of them gives each the same bytes as alone
        self.exact: dict[tuple[int, int, int], bool] = {}

    def _freeze(self, part: Any, dtype: torch.dtype) -> Any:
        part.requires_grad_(False).eval()
        return part.to(self.device) if part.dtype == dtype else part.to(self.device, dtype)

    def move_to(self, device: torch.device) -> None:
        """Compute on another device from now on; whoever calls moves the parts there, now or when they are needed."""
        self.device = device
        choose_attention(self.unet, device)

    def free(self) -> None:
        """Send offloaded parts away: each makes room for the next one of a stock run only, and the last one stays."""
        self.pipe.maybe_free_model_hooks()

    def _text_encoders(self) -> tuple[Any, ...]:
        return (self.pipe.text_encoder,)

    @property
    def picture_size(self) -> tuple[int, int]:
        """Height and width of a decoded picture in pixels."""
        factor: int = self.pipe.vae_scale_factor
        return self.latent_size[0] * factor, self.latent_size[1] * factor

    @property
    def whole(self) -> Tensor:
        """The frame of a picture that is no crop, (1, 4)."""
        height, width = self.picture_size
        return torch.tensor([[height, width, 0, 0]], dtype=torch.float32, device=self.device)

    def token_offsets(self, text: str) -> list[Span]:
        """Start and end character of every token that the network sees; empty for special and padding tokens."""
        tokenizer = self.pipe.tokenizer
        length = tokenizer.model_max_length
        encoded = tokenizer(text, padding="max_length", max_length=length, truncation=True, return_offsets_mapping=True)
        return [(start, end) for start, end in encoded["offset_mapping"]]

    @torch.no_grad()
    def encode(self, text: str) -> Condition:
        """Word states of one prompt (1, S, D), exactly as the stock pipeline makes them."""
        states = self.pipe.encode_prompt(text, self.device, 1, False)[0]
        return Condition(states.float())

    def encode_empty(self, negative: str = "") -> Condition:
        """The empty condition c_0: the negative prompt, or what the stock pipeline takes for none."""
        return self.encode(negative)

    def _extra(self, condition: Condition) -> dict[str, Tensor] | None:
        return None

    def predict(self, latents: Tensor, timestep: Tensor | int, condition: Condition) -> Tensor:
        """The U-Net's output, epsilon or v as it was trained, for latents (R, C, h, w): float32, same shape.

        Gradients flow into `condition.states` only.
        """
        output: Tensor = self.unet(
            latents.to(self.dtype),
            timestep,
            encoder_hidden_states=condition.states.to(self.dtype),
            timestep_cond=self._told(len(latents)),
            added_cond_kwargs=self._extra(condition),
            return_dict=False,
        )[0]
        return output.float()

    @property
    def distilled(self) -> bool:
        """Whether the guidance scale is an input of the network, which then needs no empty row (LCM)."""
        return self.unet.config.time_cond_proj_dim is not None

    def form(self, scale: float, eta_2: float = 0.0) -> Form:
        """Rows and formula for a guidance scale; 1 where the network does the guiding itself."""
        return Form(1.0 if self.distilled else scale, eta_2)

    @contextmanager
    def told(self, scale: float) -> Iterator[None]:
        """Tell a network that takes it the guidance scale, for the passes inside the block."""
        before, self._told_scale = self._told_scale, scale
        try:
            yield
        finally:
            self._told_scale = before

    def _told(self, rows: int) -> Tensor | None:
        if not self.distilled:
            return None
        scale = torch.tensor(self._told_scale - 1).repeat(rows)
        embedding: Tensor = self.pipe.get_guidance_scale_embedding(scale, self.unet.config.time_cond_proj_dim)
        return embedding.to(self.device, self.dtype)

    @torch.no_grad()
    def features(self, latents: Tensor, condition: Condition) -> Tensor:
        """h of Eq. 7: input of the mid block (R, Ch, Hh, Wh) for finished latents, at t = 1, by the down path alone."""
        reached: list[Tensor] = []

        def stop(_: Any, inputs: tuple[Tensor, ...]) -> None:
            reached.append(inputs[0])
            raise _MidBlockReached

        handle = self.unet.mid_block.register_forward_pre_hook(stop)
        try:
            self.predict(latents, 1, condition)
        except _MidBlockReached:
            pass
        finally:
            handle.remove()
        return reached[0].float()

    def scheduler(self, steps: int) -> Any:
        """A fresh sampler with its timesteps set; samplers keep state, so every drawing takes its own.

        Raises:
            InvalidRequest: it cannot take so many steps; LCM and TCD take those that they were distilled from at most.
        """
        scheduler = self.pipe.scheduler.from_config(self.pipe.scheduler.config)
        try:
            scheduler.set_timesteps(steps, device=self.device)
        except ValueError as error:
            message = f"This model cannot draw in {steps} steps; nothing was drawn, ask for fewer."
            raise InvalidRequest(message) from error
        return scheduler

    @torch.no_grad()
    def decode(self, latents: Tensor) -> list[Image]:
        """Pictures of latents (N, C, h, w)."""
        pixels = self.vae.decode(unscaled(latents, self.vae.config), return_dict=False)[0]
        self.free()
        pictures: list[Image] = self.pipe.image_processor.postprocess(pixels, output_type="pil")
        return pictures

    def encode_picture(self, picture: Image) -> Tensor:
        """Latent of a picture (1, C, h, w); of another shape, its middle is taken, and scaled."""
        height, width = self.picture_size
        whole = ImageOps.fit(picture.convert("RGB"), (width, height), Resampling.LANCZOS)
        return self._encode(self.pipe.image_processor.preprocess(whole).to(self.device))

    @torch.no_grad()
    def mirrored(self, latents: Tensor) -> Tensor:
        """Latents of the same pictures seen in a mirror; an autoencoder need not commute with mirroring."""
        return self._encode(self.vae.decode(unscaled(latents, self.vae.config), return_dict=False)[0].flip(-1))

    @torch.no_grad()
    def _encode(self, pixels: Tensor) -> Tensor:
        encoded = self.vae.encode(pixels)
        self.free()
        drawn = encoded.latent_dist.mode() if hasattr(encoded, "latent_dist") else encoded.latents
        return scaled(drawn, self.vae.config)


class DenoiserXL(Denoiser):
    """Stable Diffusion XL: penultimate states of two CLIP encoders side by side (R, S, 2048), and pooled words."""

    family = "sdxl"

    def _text_encoders(self) -> tuple[Any, ...]:
        return self.pipe.text_encoder, self.pipe.text_encoder_2

    @torch.no_grad()
    def encode(self, text: str) -> Condition:
        states, _, pooled, _ = self.pipe.encode_prompt(
            text, device=self.device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        return Condition(states.float(), pooled.float())

    def encode_empty(self, negative: str = "") -> Condition:
        condition = self.encode(negative)
        if negative or not self.pipe.config.force_zeros_for_empty_prompt:
            return condition
        assert condition.pooled is not None
        return Condition(torch.zeros_like(condition.states), torch.zeros_like(condition.pooled))

    def _extra(self, condition: Condition) -> dict[str, Tensor] | None:
        assert condition.pooled is not None
        whole = self.whole.repeat(len(condition.states), 1)
        sizes = torch.cat([whole if condition.frames is None else condition.frames, whole[:, :2]], 1)
        return {"text_embeds": condition.pooled.to(self.dtype), "time_ids": sizes.to(self.dtype)}


def make_denoiser(pipe: Any, model: str, device: torch.device, precision: Precision | None = None) -> Denoiser:
    """The denoiser for a loaded pipeline.

    Raises:
        ModelMissing: the pipeline is of another family.
    """
    families = {"StableDiffusionPipeline": Denoiser, "StableDiffusionXLPipeline": DenoiserXL}
    family = families.get(type(pipe).__name__)
    if family is None:
        raise ModelMissing(f"{type(pipe).__name__} is no Stable Diffusion or SDXL text-to-image model.")
    return family(pipe, model, device, precision)
