"""Public models of metrics, from safetensors that lie on the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download

from oneactor.errors import ModelMissing


def load(kinds: tuple[Any, Any], name: str, what: str, option: str) -> tuple[Any, Any]:
    """A model and its processor, of these two classes.

    Raises:
        ModelMissing: it was never downloaded; the message begins with `what`, and names the command's `option`.
    """
    model, processor = kinds
    try:
        folder = _folder(name)
        return model.from_pretrained(folder, use_safetensors=True), processor.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"{what} “{name}”: hf download {name}, or give a folder with --weights {option}=FOLDER."
        ) from error


def _folder(name: str) -> str:
    """Where a model lies. A name would make transformers ask the network for adapters, also of what is only local."""
    return name if Path(name).is_dir() else snapshot_download(name, local_files_only=True)
