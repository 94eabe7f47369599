"""The embedded picture book model: a checkpoint like any other, plus a probe that knows what it sees."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from PIL import Image
from safetensors.torch import load_file

from oneactor.backend import Likeness
from oneactor.backends import PICTUREBOOK_WEIGHTS
from oneactor.backends.checkpoint import Checkpoint
from oneactor.errors import InvalidRequest, ModelMissing
from oneactor.presets import PICTUREBOOK

if TYPE_CHECKING:
    from oneactor.denoiser import Precision
    from oneactor.picturebook.probe import Probe
    from oneactor.picturebook.upscaler import Upscaler
    from oneactor.presets import Memory
    from oneactor.tuner import Start

#: beside the weights: a projector that tuning starts from
PROJECTOR = "projector.safetensors"


def verify(folder: Path) -> None:
    """See that a folder holds exactly what `manifest.json` says: {relative path: sha256}.

    Raises:
        ModelMissing: no manifest, or a file that is missing or differs.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing("The picture book model is not there; install the product again.") from error
    if not isinstance(manifest, dict) or not manifest:
        raise ModelMissing("The picture book model's list of files is damaged; install the product again.")
    for name, wanted in manifest.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelMissing(f"The picture book model lacks {name}; install the product again.") from error
        if found != wanted:
            raise ModelMissing(f"The picture book model's {name} is not the one that was shipped; install it again.")


class Picturebook(Checkpoint):
    """Draws the story world of `oneactor.picturebook`; weights and probe ship with the package.

    Raises:
        ModelMissing: the weights are missing or changed.
    """

    own_preset = PICTUREBOOK

    def __init__(
        self,
        model: str | Path | None = None,
        device: str | None = None,
        precision: Precision | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.folder = Path(model) if model else PICTUREBOOK_WEIGHTS
        verify(self.folder)
        super().__init__(self.folder, device, precision=precision, memory=memory)

    @cached_property
    def probe(self) -> Probe:
        from oneactor.picturebook.probe import Probe

        return Probe.load(self.folder)

    def start(self) -> Start | None:
        """The projector that ships with the weights, where they have one."""
        path = self.folder / PROJECTOR
        if not path.exists():
            return None
        return {name: value.to(self.denoiser.device, torch.float32) for name, value in load_file(path).items()}

    @cached_property
    def _upscaler(self) -> Upscaler:
        from oneactor.picturebook.upscaler import Upscaler

        return Upscaler.load(self.folder)

    def enlarge(self, picture: Image.Image) -> Image.Image:
        """The picture at four times its size.

        Raises:
            ModelMissing: the model has no upscaler.
        """
        return self._upscaler.enlarge(picture)

    def likeness(self, picture: Path, target: Path, base_word: str) -> Likeness | None:
        """Share of the looks of the target's character that the probe finds in the picture; `None` for other nouns."""
        try:
            species = self.probe.questions.species_of(base_word)
        except InvalidRequest:
            return None
        with Image.open(target) as before, Image.open(picture) as after:
            agree = self.probe.agreement(before.convert("RGB"), after.convert("RGB"), species)
        return Likeness(sum(agree.values()) / len(agree), dict(agree)) if agree else None
