"""The sentences that the server can say, read from its sources: what is filled in is a `{}`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("jobs", "characters", "storyboard", "oneactor")
#: Where nobody at the editor hears them.
ELSEWHERE = ("migrations", "management", "evaluation", "training")
#: Where sentences, or words for them, stand among the arguments of what makes errors and tells how far work is.
SPOKEN = {
    "Trouble": slice(1, 4),
    "_too_much": slice(0, 2),
    "_one": slice(2, 3),
    "_checked": slice(1, 2),
    "_filled": slice(1, 2),
    "not_found": slice(0, 1),
    "Progress": slice(2, 3),
    "report": slice(2, 3),
    "_report": slice(2, 3),
    "PackDamaged": slice(0, 1),
}
PARTS = {"message", "safe", "hint"}


@dataclass(frozen=True)
class Source:
    """One module of the server."""

    path: Path
    tree: ast.Module

    def literals(self) -> Iterator[str]:
        """Everything in quotes."""
        for node in ast.walk(self.tree):
            yield from said(node)

    def sentences(self) -> Iterator[str]:
        """What its errors and the steps of its work say, as far as it stands there.

        What is found on a book is not among it: the editor knows that by its code.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from (text for spoken in _spoken(node) for text in said(spoken))
            elif isinstance(node, ast.Assign) and "publishing" not in self.path.parts:
                yield from _assigned(node)


def sources() -> list[Source]:
    """All modules that people at the editor hear of."""
    files = [path for room in ROOMS for path in sorted(Path(room).rglob("*.py"))]
    heard = [path for path in files if not set(ELSEWHERE) & set(path.parts)]
    return [Source(path, ast.parse(path.read_text())) for path in heard]


def said(node: ast.AST) -> list[str]:
    """What an expression can say; nothing where that is only known when it runs."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)]
        case ast.IfExp(body=one, orelse=other):
            return said(one) + said(other)
        case ast.BoolOp(values=ways):
            return [text for way in ways for text in said(way)]
    return []


def _spoken(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that are sentences."""
    where = SPOKEN.get(ast.unparse(call.func).split(".")[-1], slice(0))
    named = [word.value for word in call.keywords if word.arg in PARTS] if where.stop else []
    return [*call.args[where], *named]


def _assigned(node: ast.Assign) -> Iterator[str]:
    """What is given to a name that errors are made of."""
    for target in node.targets:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        for name, value in zip(names, values, strict=False):
            if isinstance(name, ast.Name) and name.id in PARTS:
                yield from said(value)
