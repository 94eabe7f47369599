"""What a run needs, and nothing else: frozen, plain values, so that a stored request draws the same picture again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

#: What a character is: a figure with its place in a picture, or a style, which is everywhere in it.
Kind = Literal["figure", "style"]
#: How an offset is made from f: AdaIN by the base word without its mean, AdaIN to the letter, or the official release's
#: layer norm without the word.
Compat = Literal["paper", "literal", "official"]
#: What the first step of a masked drawing does.
First = Literal["probe", "unmasked", "none"]


@dataclass(frozen=True)
class Sampling:
    """How pictures are sampled. `None` takes the back-end's own default."""

    steps: int | None = None
    #: s of the (s, eta_2) form of Eq. 19: eps_0 + s (eps_tar - eps_0) + eta_2 (eps_tar - eps_aver);
    #: up to 1 there is no guidance, as in the stock pipelines, and the first two terms are eps_tar
    scale: float | None = None
    negative: str = ""


@dataclass(frozen=True)
class ProposeRequest:
    """Draw `count` candidates of a character described in words.

    Attributes:
        description: noun phrase, e.g. ``a white fox with a green scarf``.
        base_word: the noun in it whose embedding tuning will shift, e.g. ``fox``.
        seed: candidate i is drawn from seed + i, alone or in a batch, with the same result.
        setting: words put behind the description; `None` takes the back-end's plain background, for a style nothing.
        card: draw this tuned character, as the candidates of an outfit of its.
        kind: a style's description is like ``a picture in a watercolour style``, with ``style`` as its base word.
        also: further base words of the description, for characters that are to be learnt jointly.
    """

    description: str
    base_word: str
    seed: int = 0
    count: int = 11
    setting: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    card: Path | None = None
    kind: Kind = "figure"
    also: tuple[str, ...] = ()

    @property
    def base_words(self) -> tuple[str, ...]:
        """All words that get offsets."""
        return (self.base_word, *self.also)


@dataclass(frozen=True)
class TuneRequest:
    """Learn the candidate with index `target` out of a saved proposal.

    Attributes:
        proposal: file that `Proposal.save` wrote (latents, features, request).
        target: index of the picked candidate; the others are the auxiliaries.
        max_steps: `None` takes the back-end's own number: few from a projector that knows its characters.
        min_steps: it does not end sooner, but for `max_steps`.
        checkpoint: file for resuming; written at least every 30 s; the caller removes it once the card is safe.
            `None`: no checkpoints.
        picture: a picture from elsewhere to learn instead of a candidate, all of which are auxiliaries then.
        setting: words for that picture's surroundings; `None` takes the back-end's plain background.
        compat: "paper", "literal" for AdaIN with its mean, see `projector.adain`, or "official" for the choices of the
            paper's released code, see `oneactor.official`.
        card: the character whose outfit is learnt; the proposal was drawn with it.
        outfit: name of that outfit; one that the card has is learnt anew.
    """

    proposal: Path
    target: int
    seed: int = 0
    max_steps: int | None = None
    min_steps: int = 60
    checkpoint: Path | None = None
    picture: Path | None = None
    setting: str | None = None
    compat: Compat = "paper"
    card: Path | None = None
    outfit: str = ""


@dataclass(frozen=True)
class Area:
    """A rectangle in fractions of the picture, origin at the top left: 0 <= left < right <= 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Painted:
    """A painted area: rows of "1" inside and "0" outside, spread over the whole picture; 1 to 256 of either side."""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class Placement:
    """One character in one picture.

    Attributes:
        description: the noun phrase that stands for the character in the prompt.
        base_word: the noun in it.
        card: file of the tuned character; `None` draws the words alone.
        area: where the character may appear; `None` leaves it to the model.
        outfit: what it wears, by its name in the card; "" is as it was learnt first.
        depth: where characters meet, the one with the lower depth is in front; of equals the stronger map's.
    """

    description: str
    base_word: str
    card: Path | None = None
    area: Area | Painted | None = None
    outfit: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Masking:
    """How the characters of a picture are kept apart. `None` takes the back-end's own default.

    Attributes:
        first: what the first step does, before any map is known: "probe" reads maps in one row more, "unmasked" lets
            offsets act in all of their areas, "none" draws the plain prompt.
        isolate: subtracted from the scores of a character's word inside the other ones' masks, learnt or not; 0 is the
            paper. It acts in the guided steps.
        overlap: characters may share positions, as in a hug, and each sees its own offset there; `depth` says nothing
            then.
    """

    first: First | None = None
    isolate: float | None = None
    overlap: bool | None = None


@dataclass(frozen=True)
class Control:
    """A picture that says what stands where, read by a ControlNet.

    Attributes:
        picture: file with lines, a pose, a depth, ... as that network was trained for; stretched to the picture's size.
        model: folder or Hugging Face id of the ControlNet; one that was downloaded before.
        scale: weight of what it says, 0 or more.
    """

    picture: Path
    model: str
    scale: float = 1.0


@dataclass(frozen=True)
class Redo:
    """A finished picture that is drawn over.

    Attributes:
        picture: its file.
        strength: part of the steps that is done again, above 0; little of it changes little, 1 draws anew.
        area: where; `None` is everywhere.
        figure: index of the placement whose figure alone is drawn again, inside the area; it is found by the model.
    """

    picture: Path
    strength: float = 0.5
    area: Area | Painted | None = None
    figure: int | None = None


@dataclass(frozen=True)
class RenderRequest:
    """Draw one picture.

    Attributes:
        prompt: the whole prompt, the characters' base words in it, see `oneactor.words.compose`.
        cast: the characters, in the order in which their base words stand in the prompt.
        v: semantic interpolation of Eq. 15, the strength of the offsets.
        eta_2: weight of the auxiliary exclusion in Eq. 19; 0 costs nothing.
        guided: fraction of the steps that are done, from the first, in which offsets act (paper: 20 of 30).
        masked: keep every offset inside its character's mask; `None` does so for two or more, or with an area, but not
            for characters that were learnt jointly.
        masking: how the masks come about.
        control: a picture that says what stands where.
        redo: a picture to draw over instead of drawing from nothing.
    """

    prompt: str
    cast: tuple[Placement, ...] = ()
    seed: int = 0
    v: float = 1.0
    eta_2: float | None = None
    guided: float | None = None
    masked: bool | None = None
    sampling: Sampling = field(default_factory=Sampling)
    masking: Masking = field(default_factory=Masking)
    control: Control | None = None
    redo: Redo | None = None
