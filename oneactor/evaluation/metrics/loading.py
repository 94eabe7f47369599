"""Public models of metrics, from safetensors that lie on the machine."""

from __future__ import annotations

from typing import Any

from oneactor.errors import ModelMissing


def load(kinds: tuple[Any, Any], name: str, what: str, option: str) -> tuple[Any, Any]:
    """A model and its processor, of these two classes.

    Raises:
        ModelMissing: it was never downloaded; the message begins with `what`, and names the command's `option`.
    """
    model, processor = kinds
    try:
        return (
            model.from_pretrained(name, local_files_only=True, use_safetensors=True),
            processor.from_pretrained(name, local_files_only=True),
        )
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"{what} “{name}”: hf download {name}, or give a folder with --weights {option}=FOLDER."
        ) from error
