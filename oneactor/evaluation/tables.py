"""Tables as they are kept: JSON with every number, Markdown to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from oneactor.evaluation.bootstrap import Value
from oneactor.tensorfile import write_whole

Cell = Value | float | str | None


@dataclass(frozen=True)
class Table:
    """Rows by name, and in each row cells by column.

    Attributes:
        made: what made it: command, seed, model, extent.
        note: how to read it.
    """

    title: str
    rows: dict[str, dict[str, Cell]]
    made: Mapping[str, object] = field(default_factory=dict)
    note: str = ""

    @property
    def columns(self) -> list[str]:
        """All columns of all rows, in the order in which they come up."""
        return list(dict.fromkeys(name for row in self.rows.values() for name in row))

    def json(self) -> str:
        """Everything, numbers unrounded."""
        rows = {
            name: {column: asdict(cell) if isinstance(cell, Value) else cell for column, cell in row.items()}
            for name, row in self.rows.items()
        }
        body = {"title": self.title, "note": self.note, "made": dict(self.made), "rows": rows}
        return json.dumps(body, indent=1, ensure_ascii=False) + "\n"

    def markdown(self) -> str:
        """For people: the mean and its 95 % interval in every cell."""
        columns = self.columns
        lines = [f"# {self.title}", "", f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
        for name, row in self.rows.items():
            lines.append(f"| {name} | {' | '.join(_shown(row.get(column)) for column in columns)} |")
        made = [f"{key}: {value}" for key, value in self.made.items()]
        return "\n".join(
            [*lines, *(["", self.note] if self.note else []), *(["", "; ".join(made)] if made else []), ""]
        )

    def save(self, folder: Path, name: str) -> None:
        """Write `name`.json and `name`.md, each whole or not at all: a second process may write or read them too."""
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{name}.json", self.json().encode())
        write_whole(folder / f"{name}.md", self.markdown().encode())


def _shown(cell: Cell) -> str:
    if isinstance(cell, Value):
        return f"{cell.mean:.3g} [{cell.low:.3g}, {cell.high:.3g}]"
    if isinstance(cell, float):
        return f"{cell:.3g}"
    return "–" if cell is None else str(cell)
