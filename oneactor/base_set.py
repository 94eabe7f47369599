"""The base set of one character (paper, Sec. 3.2), ready on the device: latents, features and encoded templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from oneactor.actor import MOST_RANKS, Actor
from oneactor.attention import Watch, attention_sizes, watching
from oneactor.condition import Condition
from oneactor.cropping import close_up
from oneactor.denoiser import Denoiser
from oneactor.errors import InvalidRequest
from oneactor.masks import dilate, normalised_maps, otsu, resized, smooth
from oneactor.mentions import identity_words, mentions_in, placing_words, word_embeddings
from oneactor.presets import MaskSettings, Preset
from oneactor.projector import condense
from oneactor.proposing import Proposal, candidate_prompt, plain_setting
from oneactor.requests import ProposeRequest
from oneactor.sampling import Noising
from oneactor.words import Mention


@dataclass(frozen=True)
class Templates:
    """Encoded tuning prompts.

    Attributes:
        condition: T rows.
        place: (T, S, ranks), where the base words' tokens are; of several words the same number of ranks each.
        base: c_b of each rank's word, (T, ranks, D).
    """

    condition: Condition
    place: Tensor
    base: Tensor

    def __len__(self) -> int:
        return len(self.base)


@dataclass(frozen=True)
class BaseSet:
    """What every tuning step draws from.

    Attributes:
        latents: z_0 of all samples, (M, C, h, w): the candidates, then the mirrored target and its close-up where they
            are used.
        features: their h, (M, Ch, <=8, <=8).
        targets, auxiliaries: indices of the two sets.
        templates: first those with the candidates' setting, then as many with the target's, where it has another.
        own_setting: whether the target has another setting than the candidates.
        weight: of every sample's positions in its loss, (M, 1, h, w), each of mean 1; all ones by default. Only the
            target's and its mirror image's differ: its mask fits no other sample.
        frames: of every sample, (M, 4), see `Condition.frames`.
        identity: the character whose own offset lies under all of the set's, where an outfit is learnt.
    """

    latents: Tensor
    features: Tensor
    targets: tuple[int, ...]
    auxiliaries: tuple[int, ...]
    templates: Templates
    noising: Noising
    weight: Tensor
    frames: Tensor
    own_setting: bool = False
    identity: Actor | None = None

    def some_templates(self, samples: Sequence[int], generator: torch.Generator) -> Tensor:
        """A random prompt for each sample that names its setting: indices into the templates, (R,)."""
        kinds = len(self.templates) // (2 if self.own_setting else 1)
        chosen = torch.randint(kinds, (len(samples),), generator=generator)
        own = torch.tensor([self.own_setting and sample in self.targets for sample in samples])
        return chosen + kinds * own


def filled(templates: Sequence[str], phrase: str, setting: str, words: str = "") -> list[str]:
    """The templates with a character's description and background; an empty background leaves no comma behind.

    Args:
        words: the bare base words, for the templates of the release.
    """
    return [template.format(phrase=phrase, setting=setting, words=words).strip(" ,") for template in templates]


def bare(base_words: Sequence[str]) -> str:
    """The base words with articles and nothing else: ``a fox and an owl``."""
    return " and ".join(f"{'an' if word[:1].lower() in set('aeiou') else 'a'} {word}" for word in base_words)


def encode_templates(denoiser: Denoiser, texts: Sequence[str], base_words: Sequence[str]) -> Templates:
    """Encode filled templates, each with its base word, once; text encoders do not run again while tuning."""
    return encode_joint_templates(denoiser, texts, [(word,) for word in base_words])


def encode_joint_templates(
    denoiser: Denoiser, texts: Sequence[str], base_words: Sequence[tuple[str, ...]], ranks: int | None = None
) -> Templates:
    """The same with several base words in every template, as many in each.

    Args:
        ranks: of each word; `None` gives all as many as the longest mention has tokens.
    """
    found = [mentions_in(denoiser, text, words) for text, words in zip(texts, base_words, strict=True)]
    condition = Condition.stack([denoiser.encode(text) for text in texts])
    words = len(base_words[0])
    ranks = min(MOST_RANKS // words, _longest(found)) if ranks is None else ranks
    length = condition.states.shape[1]
    place = torch.stack([placing_words(each, length, ranks) for each in found]).to(denoiser.device)
    return Templates(condition, place, word_embeddings(condition.states, place, words))


def _longest(found: Sequence[Sequence[Sequence[Mention]]]) -> int:
    return max(len(mention) for words in found for mentions in words for mention in mentions)


@torch.no_grad()
def subject_mask(denoiser: Denoiser, z_0: Tensor, templates: Templates, settings: MaskSettings, row: int = 0) -> Tensor:
    """Where the base word looks in a finished latent (1, C, h, w), read from one half-noised pass: (1, h, w) float.

    Args:
        row: the template that is read.
    """
    noising = Noising(denoiser.scheduler(2), denoiser.device)
    t = torch.tensor([noising.timesteps // 2], device=denoiser.device)
    eps = torch.randn(z_0.shape, generator=torch.Generator().manual_seed(0)).to(denoiser.device)
    columns = templates.place[row].sum(-1).nonzero()[:, 0]
    height, width = map_size(denoiser, settings)
    with watching(denoiser.unet, Watch(height * width, 0, columns)) as watch:
        denoiser.predict(noising.noised(z_0, eps, t), t, templates.condition.rows([row]))
    seen = smooth(watch.read().sum(-1).view(1, height, width), settings.sigma)
    a = normalised_maps(seen)
    return resized(dilate(a >= otsu(a)[:, None, None]), *denoiser.latent_size)


def map_size(denoiser: Denoiser, settings: MaskSettings) -> tuple[int, int]:
    """Sides of the attention layers that are read: nearest to the latent's over `divisor`, not too coarse."""
    height, width = denoiser.latent_size
    sizes = attention_sizes(height, width, denoiser.levels).values()
    fine = [size for size in sizes if size[0] * size[1] >= settings.smallest_side**2] or [(height, width)]
    wanted = (height / settings.divisor, width / settings.divisor)
    return min(fine, key=lambda size: abs(size[0] - wanted[0]) + abs(size[1] - wanted[1]))


def _weight(denoiser: Denoiser, z_0: Tensor, templates: Templates, masks: MaskSettings, outside: float) -> Tensor:
    if outside == 1.0:
        return torch.ones(1, 1, *denoiser.latent_size, device=denoiser.device)
    on = subject_mask(denoiser, z_0, templates, masks, len(templates) - 1)[:, None]
    weight = on + outside * (1 - on)
    return weight / weight.mean()


def _encoded(
    denoiser: Denoiser, request: ProposeRequest, setting: str | None, preset: Preset, identity: Actor | None
) -> Templates:
    """The templates with the candidates' setting, then those with the target's own.

    An outfit has the ranks of the identity, whose offsets it is added to, whatever its own words are.
    """
    kinds = preset.tuning.templates if request.kind == "figure" else preset.tuning.style_templates
    settings = [plain_setting(request, preset), *([] if setting is None else [setting])]
    words = bare(request.base_words)
    texts = [text for each in settings for text in filled(kinds, request.description, each, words)]
    ranks = None if identity is None else identity.ranks
    return encode_joint_templates(denoiser, texts, [request.base_words] * len(texts), ranks)


def _outside(request: ProposeRequest, setting: str | None, preset: Preset) -> float:
    if request.kind == "style":
        return 1.0  # a style is all of the picture
    return preset.tuning.outside if setting is None else preset.tuning.outside_adopted


#: a latent (1, C, h, w) and its frame (1, 4)
_Sample = tuple[Tensor, Tensor]


def _close_ups(
    denoiser: Denoiser, z_0: Tensor, templates: Templates, preset: Preset, request: ProposeRequest
) -> list[_Sample]:
    """The target's head, where it is wanted and found."""
    if not preset.tuning.crop or request.kind != "figure":
        return []
    mask = subject_mask(denoiser, z_0, templates, preset.drawing.masks, len(templates) - 1)[0] > 0
    near = close_up(denoiser, z_0, mask)
    return [] if near is None else [near]


@torch.no_grad()
def load_base_set(
    denoiser: Denoiser,
    proposal: Proposal,
    target: int,
    preset: Preset,
    setting: str | None = None,
    identity: Actor | None = None,
) -> BaseSet:
    """Bring a proposal to the device and encode what tuning needs, so that only the U-Net runs in its steps.

    Args:
        setting: the target's own, where it is a picture from elsewhere.
        identity: the character whose outfit the target shows.

    Raises:
        InvalidRequest: the target is not one of the candidates, or there are fewer than two.
    """
    count, request = len(proposal.latents), proposal.request
    if not 0 <= target < count or count < 2:
        raise InvalidRequest(f"Candidate {target} cannot be learnt: there are {count}, and at least two are needed.")
    templates = _encoded(denoiser, request, setting, preset, identity)
    latents, features = proposal.latents.to(denoiser.device), proposal.features.to(denoiser.device)
    outside = _outside(request, setting, preset)
    z_0 = latents[target : target + 1]
    weight = _weight(denoiser, z_0, templates, preset.drawing.masks, outside)
    shown = candidate_prompt(request if setting is None else replace(request, setting=setting), preset)
    words = identity_words(denoiser, shown, identity)
    mirrored = [(denoiser.mirrored(z_0), denoiser.whole)] if preset.tuning.flip else []
    more = mirrored + _close_ups(denoiser, z_0, templates, preset, request)
    weights = torch.ones(count + len(more), *weight.shape[1:], device=denoiser.device)
    weights[target], weights[count : count + len(mirrored)] = weight[0], weight.flip(-1)
    frames = torch.cat([denoiser.whole.repeat(count, 1), *(frame for _, frame in more)])
    latents = torch.cat([latents, *(latent for latent, _ in more)])
    own = (condense(denoiser.features(latent, words.of_crops(frame))) for latent, frame in more)
    features = torch.cat([features, *own])
    targets = (target, *range(count, count + len(more)))
    auxiliaries = tuple(index for index in range(count) if index != target)
    noising = Noising(denoiser.scheduler(2), denoiser.device)
    return BaseSet(
        latents, features, targets, auxiliaries, templates, noising, weights, frames, setting is not None, identity
    )
