"""Tensors with a JSON header in one safetensors file: written whole or not at all, read without running code."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

#: The one key of the file's metadata; a single one keeps the bytes the same from run to run.
_KEY = "oneactor"


class TensorFileError(ValueError):
    """The file cannot be read as tensors with a JSON header."""


def write(path: Path, tensors: Mapping[str, Tensor], header: Mapping[str, Any]) -> None:
    """Write to a file beside `path` and rename it, so that a crash leaves the old file or the new one."""
    write_whole(path, with_header(tensors, header))


def with_header(tensors: Mapping[str, Tensor], header: Mapping[str, Any]) -> bytes:
    """The bytes that `write` writes."""
    return packed(tensors, {_KEY: json.dumps(header, sort_keys=True, ensure_ascii=False, allow_nan=False)})


def packed(tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None) -> bytes:
    """The bytes of a safetensors file; tensors may lie in memory in any way."""
    return save({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, metadata)


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, sync, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read(path: Path, limit: int | None = None) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors and header of a file of at most `limit` bytes.

    Raises:
        TensorFileError: no such file, too large, cut short, or without the header.
    """
    try:
        size = path.stat().st_size
        if limit is not None and size > limit:
            raise TensorFileError(f"it has {size} bytes, more than the allowed {limit}")
        with safe_open(path, "pt") as file:
            header = json.loads((file.metadata() or {})[_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except TensorFileError:
        raise
    # a ValueError is damaged JSON, or a number in it that is too long to be read
    except (OSError, SafetensorError, KeyError, ValueError, RecursionError) as error:
        raise TensorFileError(f"it cannot be read ({error})") from error
    if not isinstance(header, dict):
        raise TensorFileError("its header is not an object")
    return tensors, header
