"""Reads books back as the standard says a reader should, in the order of the file: no guess from the places of glyphs.

Letters come from each font's ToUnicode map (ISO 32000-1, 9.10.3) and, where there is one, from the ActualText around
them (14.9.4).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")


class BookText:
    """The texts of a file's pages, the names of all that is in it, and whether all its fonts are embedded."""

    def __init__(self, path: Path) -> None:
        with pikepdf.open(path) as pdf:
            assert pdf.check_pdf_syntax() == []
            self._maps: dict[tuple[int, int], dict[int, str]] = {}
            self.pages = [self._page(page) for page in pdf.pages]
            self.keys = {key for found in pdf.objects for key in _keys(found)}
            self.embedded = all("/FontFile2" in found.FontDescriptor for found in pdf.objects if _is_font(found))

    def _page(self, page: pikepdf.Page) -> str:
        found: list[str] = []
        fonts: Any = page.Resources.Font
        codes: dict[int, str] = {}
        said: list[str | None] = []
        for step in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"):
            operands: Any = step.operands
            match str(step.operator):
                case "BDC":
                    said.append(_said(operands[1]))
                    found.append(said[-1] or "")
                case "BMC":
                    said.append(None)
                case "EMC":
                    said.pop()
                case "Tf":
                    codes = self._codes(fonts[str(operands[0])])
                case _ if not any(each is not None for each in said):
                    found.append("".join(codes[code] for code in _shown(operands[0])))
        return "".join(found)

    def _codes(self, font: pikepdf.Object) -> dict[int, str]:
        if font.objgen not in self._maps:
            self._maps[font.objgen] = _to_unicode(font.ToUnicode.read_bytes())
        return self._maps[font.objgen]


def _said(properties: Any) -> str | None:
    text = properties.get("/ActualText") if isinstance(properties, pikepdf.Dictionary) else None
    return None if text is None else str(text)


def _shown(operand: Any) -> bytes:
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    return b"".join(bytes(each) for each in pieces if isinstance(each, pikepdf.String))


@cache
def _to_unicode(cmap: bytes) -> dict[int, str]:
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in _PAIR.findall(cmap)}


def _keys(found: pikepdf.Object) -> list[str]:
    """The keys of a dictionary, and the kind of action that it is, if it is one (12.6.2)."""
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return []
    return [*found.keys(), *([str(found.S)] if "/S" in found else [])]


def _is_font(found: pikepdf.Object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Type") == pikepdf.Name.Font and "/Subtype" in found
