"""Pictures drawn once and kept in memory-mapped files, so that no training step waits for the renderer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from oneactor.picturebook.renderer import Scene, World, load_world
from oneactor.tensorfile import write_whole

SIZE = 256
#: cells of the label maps that are kept, per side: the latent's own resolution
CELLS = 16
#: pictures from which on drawing in several processes is quicker than starting them
WORTH_PROCESSES = 256
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Shelf:
    """`count` drawn scenes of a world in a folder, drawn from seeds `first`, `first + 1`, ...

    Files: `pictures.npy` uint8 (count, SIZE, SIZE, 3), `labels.npy` uint8 (count, CELLS, CELLS), `scenes.jsonl`.
    """

    folder: Path
    count: int
    first: int
    world: World

    def pictures(self) -> NDArray[np.uint8]:
        """All pictures, memory-mapped."""
        return np.load(self.folder / "pictures.npy", mmap_mode="r")  # type: ignore[no-any-return]

    def labels(self) -> NDArray[np.uint8]:
        """All label maps."""
        return np.load(self.folder / "labels.npy")  # type: ignore[no-any-return]

    def scenes(self) -> list[Scene]:
        """All scenes."""
        lines = (self.folder / "scenes.jsonl").read_text().splitlines()
        return [self.world.scene_from_json(line) for line in lines]


def cores() -> int:
    """Cores that this process may use: in a container they can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_parallel(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """`map` in a process for each core, where it is worth starting them."""
    if len(items) < WORTH_PROCESSES:
        yield from map(function, items)
        return
    with get_context("spawn").Pool(cores()) as pool:
        yield from pool.imap(function, items, chunksize=32)


def draw_row(path: Path, start: int, first: int, name: str, row: int) -> tuple[NDArray[np.uint8], str]:
    """Draw a scene of the world of that name into its row of a file of pictures from byte `start` on; map and scene.

    Whoever draws writes: one process to which all pictures came back could not keep up with sixteen that draw. Into the
    file, not into a memory map of it, where a full disk would end the process instead of raising an `OSError`.
    """
    world = load_world(name)
    scene = world.sample_scene(Random(first + row))
    drawing = world.draw_scene(scene, SIZE)
    pixels = np.asarray(drawing.picture).tobytes()
    with path.open("r+b") as file:
        file.seek(start + row * len(pixels))
        file.write(pixels)
    cells = drawing.labels.resize((CELLS, CELLS), Image.Resampling.NEAREST)
    return np.asarray(cells), json.dumps(asdict(scene))


def fill_shelf(shelf: Shelf) -> Shelf:
    """Draw a shelf unless a complete one is there already."""
    folder, count = shelf.folder, shelf.count
    if (folder / "scenes.jsonl").exists():
        return shelf
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pictures.npy"
    start = np.lib.format.open_memmap(path, "w+", np.uint8, (count, SIZE, SIZE, 3)).offset
    draw = partial(draw_row, path, start, shelf.first, shelf.world.__name__)
    labels, lines = zip(*in_parallel(draw, range(count)), strict=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    np.save(folder / "labels.npy", np.stack(labels))
    write_whole(folder / "scenes.jsonl", "\n".join(lines).encode())  # its presence says that the shelf is complete
    return shelf
