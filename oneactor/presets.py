"""Numbers that a back-end draws and learns with unless a request says otherwise; plain values, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field

from oneactor.requests import First

#: Prompts to learn a style with: different things, so that the offset carries none of them.
STYLE = (
    "{phrase}",
    "a painting of a house, {phrase}",
    "a drawing of a tree, {phrase}",
    "a picture of a river and hills, {phrase}",
    "a portrait, {phrase}",
    "an illustration of a street, {phrase}",
    "a still life, {phrase}",
    "a wide view of the sea, {phrase}",
)


@dataclass(frozen=True)
class MaskSettings:
    """How attention maps become masks.

    Attributes:
        divisor: maps are read in the layers nearest to the latent's sides divided by this.
        smallest_side: but in no layer with fewer positions than its square.
        ema: share of the earlier steps in the running mean of the maps; 0 is the paper.
        sigma: of the 3 x 3 Gauss that smooths a map, in its pixels.
        separation: mean inside the mask over mean outside below which a character counts as absent.
        smallest, largest: fraction of the picture that a believable mask covers; less will do where the user's area is
            smaller.
        isolate, first, overlap: as in `requests.Masking`.
    """

    divisor: int = 4
    smallest_side: int = 8
    ema: float = 0.5
    sigma: float = 0.7
    separation: float = 1.5
    smallest: float = 0.004
    largest: float = 0.9
    isolate: float = 0.0
    first: First = "probe"
    overlap: bool = False


@dataclass(frozen=True)
class Memory:
    """How a loaded model lies in memory; what it draws stays the same, up to rounding, but for `tiled`.

    Attributes:
        channels_last: networks compute with a pixel's channels side by side, which accelerators like.
        tiled: the autoencoder works tile by tile; large pictures need less, and change slightly: no tile sees the whole
            picture, and overlaps are blended.
        offload: a part is on the accelerator only while it computes.
        compiled: back-end of torch.compile for the attention blocks' kernels, ``inductor`` on an accelerator;
            the first pictures of a size wait for it.
    """

    channels_last: bool = False
    tiled: bool = False
    offload: bool = False
    compiled: str = ""


@dataclass(frozen=True)
class DrawingSettings:
    """Defaults of sampling.

    Attributes:
        scale: s of the (s, eta_2) form of Eq. 19.
        guided: fraction of the steps that are done, from the first, in which offsets act (paper: 20 of 30).
        rescale: guidance rescale (Lin et al. 2024, Sec. 3.4), against the target row; 0 is off.
        batch: candidates that are drawn together.
    """

    steps: int = 30
    scale: float = 7.5
    eta_2: float = 1.0
    guided: float = 2 / 3
    rescale: float = 0.0
    batch: int = 4
    masks: MaskSettings = field(default_factory=MaskSettings)


@dataclass(frozen=True)
class TuningSettings:
    """How a projector is learnt (paper, Sec. 3.2 and App. H).

    Attributes:
        templates: prompts to learn with; ``{phrase}`` is the character's description, ``{setting}`` the background.
        style_templates: the same for styles, whose pictures show anything.
        lr: rate of AdamW, from chance.
        steps: at most, from chance.
        warm_lr, warm_steps: the same from a projector to start from: a step at the other rate would undo what it knows,
            and many carry along what all the candidates' pictures have.
        auxiliaries: K, auxiliary samples per step.
        auxiliary_weight, average_weight: lambda_1 and lambda_2 of Eq. 14.
        gate: start of the learnt scale of the offset; a projector to start from brings its own.
        mean: m of `projector.adain`, 0 or 1.
        outfit_gate: the same for an outfit, whose candidates already show the character.
        channels, blocks: width and depth of the projector's residual network.
        flip: add the mirrored target to the target set.
        crop: add a close-up of the target's head to it.
        outside: loss weight outside the target's own attention mask; 1 weights every position the same.
        outside_adopted: the same for a picture from elsewhere, whose background is its own.
        validate_every: steps between two looks at the fixed validation set.
        validation_rows: size of that set.
        flat: the run has converged when the validation loss fell by less than this fraction in `patience` looks.
        checkpoint_every: seconds between two checkpoints.
    """

    templates: tuple[str, ...]
    style_templates: tuple[str, ...] = STYLE
    lr: float = 1e-4
    steps: int = 200
    warm_lr: float = 1e-4
    warm_steps: int = 40
    weight_decay: float = 0.01
    auxiliaries: int = 3
    auxiliary_weight: float = 0.5
    average_weight: float = 0.2
    gate: float = 0.3
    mean: float = 0.0
    outfit_gate: float = 0.1
    channels: int = 256
    blocks: int = 5
    flip: bool = True
    crop: bool = False
    outside: float = 1.0
    outside_adopted: float = 0.3
    validate_every: int = 20
    validation_rows: int = 8
    flat: float = 0.005
    patience: int = 3
    checkpoint_every: float = 30.0


@dataclass(frozen=True)
class Preset:
    """A back-end's defaults.

    Attributes:
        picture_size: side of its pictures in pixels; 0 where the weights that ship with the product say it.
        model: the Hugging Face model that it is meant for; empty where the model ships with the product.
        tested_characters: most characters in one picture that were tested together.
        plain_setting: words for an empty background, put behind the description of a candidate.
    """

    name: str
    label: str
    picture_size: int
    tested_characters: int
    plain_setting: str
    drawing: DrawingSettings
    tuning: TuningSettings
    model: str = ""


_ILLUSTRATION = (
    "an illustration of {phrase}",
    "a drawing of {phrase}",
    "a storybook picture of {phrase}",
    "a picture of {phrase}, {setting}",
    "{phrase}, {setting}",
    "a portrait of {phrase}",
    "a full body picture of {phrase}",
    "a rendition of {phrase}",
    "a close-up of {phrase}",
    "a depiction of {phrase}",
    "one {phrase}, centred",
    "{phrase}",
)

# every prompt names the candidates' empty background: an offset learnt without those words takes it into every scene
_PICTUREBOOK = (
    "{phrase}, {setting}",
    "{phrase}, standing, {setting}",
)

_PLAIN = "plain white background"


def _stable_diffusion(name: str, label: str, size: int, model: str) -> Preset:
    drawing = DrawingSettings(batch=2 if size > 768 else 4)
    return Preset(name, label, size, 3, _PLAIN, drawing, TuningSettings(_ILLUSTRATION), model)


PICTUREBOOK = Preset(
    name="picturebook",
    label="Picture book",
    picture_size=0,
    tested_characters=3,
    plain_setting="on white paper",
    drawing=DrawingSettings(
        steps=25,
        scale=2.5,
        eta_2=0.0,
        guided=1.0,
        rescale=0.7,
        batch=4,  # so that the first candidates can be looked at while the others are drawn
        masks=MaskSettings(divisor=1, sigma=1.0),
    ),
    # a noun that names a whole look lies 1.6 spreads from the bare one: a gate of 0.3 cannot reach it in 200 steps
    tuning=TuningSettings(_PICTUREBOOK, lr=3e-3, gate=1.0, checkpoint_every=3.0),
)
SD15 = _stable_diffusion("sd15", "Stable Diffusion 1.5", 512, "stable-diffusion-v1-5/stable-diffusion-v1-5")
SD21 = _stable_diffusion("sd21", "Stable Diffusion 2.1", 768, "stabilityai/stable-diffusion-2-1")
SDXL = _stable_diffusion("sdxl", "Stable Diffusion XL", 1024, "stabilityai/stable-diffusion-xl-base-1.0")

PRESETS = {preset.name: preset for preset in (PICTUREBOOK, SD15, SD21, SDXL)}
