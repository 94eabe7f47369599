"""What a long run has made already: files that are named after everything that decides what is in them."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import Image
from torch import Tensor

import oneactor
from oneactor import tensorfile

#: signs of a file's name
_LONG = 24
#: packages that learn and draw
_PACKAGES = ("torch", "diffusers", "transformers")
#: folders whose code decides what tables say, beside the method's own
EVALUATING = (
    "evaluation",
    "evaluation/methods",
    "evaluation/metrics",
    "evaluation/studies",
    "picturebook",
    "picturebook/world",
)
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(value: object) -> str:
    """Hash of what a value says of itself."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:_LONG]


def method_sum() -> str:
    """Hash of all code that learns and draws: the method's own, that of its back-ends, versions of the packages."""
    return digest((code_sum(), code_sum("backends"), [version(name) for name in _PACKAGES]))


def bench_code() -> str:
    """Hash of all code that a benchmark runs."""
    return digest((method_sum(), *map(code_sum, EVALUATING)))


@cache
def code_sum(folder: str = "") -> str:
    """Hash of what the code of one folder of the package does; words about it do not count."""
    files = sorted((Path(oneactor.__file__).parent / folder).glob("*.py"))
    return digest([_meaning(path.read_text("utf-8")) for path in files if path.name != "__main__.py"])


def _meaning(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


class Shelf:
    """Makes each thing once. Several processes may work on one folder: a file is there whole or not at all.

    Args:
        identity: what everything on the shelf depends on.
        anew: what is asked for is made every time, as where its time is measured; pictures are not even written.
    """

    def __init__(self, folder: Path, *identity: object, anew: bool = False) -> None:
        self.folder, self.identity, self.anew = folder, digest(identity), anew

    def file(self, kind: str, *parts: object) -> Path:
        """Where the thing of these parts lies, or is to lie."""
        path = self.folder / kind / digest((self.identity, *parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def forget(self, kind: str, *key: object) -> None:
        """Make the tensors and numbers of that key anew when they are next asked for."""
        self.file(kind, *key).unlink(missing_ok=True)

    def picture(self, draw: Callable[[], Image.Image], *key: object) -> Image.Image:
        """The picture of that key: from its file, or drawn and put there."""
        if self.anew:
            return draw()
        path = self.file("pictures", *key).with_suffix(".png")
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}.part")
            draw().save(draft, "PNG")
            draft.replace(path)
        with Image.open(path) as picture:
            return picture.convert("RGB")

    def tensors(
        self, kind: str, make: Callable[[], tuple[Mapping[str, Tensor], Mapping[str, Any]]], *key: object
    ) -> tuple[dict[str, Tensor], dict[str, Any], str]:
        """Tensors and numbers of that key, made once, and a name of their content.

        What two processes made at once is the first one's for both: seconds are among the numbers.
        """
        path = self.file(kind, *key)
        if self.anew or not path.exists():
            tensors, numbers = make()
            if self.anew:
                return dict(tensors), dict(numbers), ""
            if not path.exists():
                tensorfile.write(path, tensors, numbers)
        return *tensorfile.read(path), hashlib.sha256(path.read_bytes()).hexdigest()[:_LONG]
