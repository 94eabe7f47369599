"""A reader of PDF/UA-1 (ISO 14289-1:2014) by pikepdf, for the rules that a public checker leaves out.

It covers, and `findings` names in front of what it finds:

- 5: version identification; PDF 1.7 at most.
- 7.1: marked and not suspect; document title that is shown; every painting operator stands inside an artifact or inside
  content of the structure tree, never of both; every marked piece has one element that the parent tree leads to, and
  every element's piece is on its page; standard structure types only.
- 7.2: a language for the document, and well-formed ones wherever one is given.
- 7.3: figures have alternate text, and the place that they take lies on the page.
- 7.4: the first heading is of level 1 and none is left out.
- 7.16: nothing is locked. 7.18: no annotations; tabs follow the structure. 7.20: no forms, so none with marks.
- 7.21: fonts that show text are embedded (.4.1), as wide as they say (.5), symbolic without an encoding and with one
  table of codes (.6), with a letter for every code that is shown and a meaning for every letter (.7), and never show
  the sign for none (.8).

It does not cover what needs eyes: whether roles, order and descriptions are right. Nor 7.5, 7.6, 7.7, 7.9 to 7.15, 7.17
and 7.19: tables, lists, formulas, notes, attachments, threads, layers, actions and media, of which books have none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

STANDARD = {"/Document", "/Sect", "/H1", "/H2", "/H3", "/P", "/Figure"}
TEXT = {"Tj", "TJ", "'", '"'}
PAINT = TEXT | {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI", "INLINE IMAGE"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def findings(path: Path) -> list[str]:
    """What is wrong with a file, one sentence each, with the clause in front; empty where nothing is."""
    with pikepdf.open(path) as pdf:
        checks = (_identity, _document, _content, _tree, _figures, _headings, _pages, _fonts)
        return [found for each in checks for found in each(pdf)]


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """All elements of the structure tree in the order of reading."""

    def below(element: Any) -> Iterator[Any]:
        for kid in element.get("/K", []) if isinstance(element.get("/K"), pikepdf.Array) else []:
            yield kid
            yield from below(kid)

    return list(below(pdf.Root.StructTreeRoot)) if "/StructTreeRoot" in pdf.Root else []


def _leaves(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in elements(pdf) if "/Pg" in each]


def _identity(pdf: pikepdf.Pdf) -> Iterator[str]:
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "5: the metadata do not name PDF/UA-1"
        if not str(metadata.get("dc:title") or "").strip():
            yield "7.1: the metadata have no title"
    if float(pdf.pdf_version) > 1.7:
        yield "5: newer than PDF 1.7"
    if pdf.is_encrypted:
        yield "7.16: the file is locked"


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    marks: Any = pdf.Root.get("/MarkInfo", {})
    if not marks.get("/Marked") or marks.get("/Suspects"):
        yield "7.1: not marked, or suspect"
    prefers: Any = pdf.Root.get("/ViewerPreferences", {})
    if not prefers.get("/DisplayDocTitle"):
        yield "7.1: the title is not shown"
    if not LANGUAGE.fullmatch(str(pdf.Root.get("/Lang", ""))):
        yield "7.2: no language"
    for each in elements(pdf):
        if str(each.S) not in STANDARD:
            yield f"7.1: {each.S} is no standard type"
        if "/Lang" in each and not LANGUAGE.fullmatch(str(each.Lang)):
            yield f"7.2: {each.Lang} is no language"


def steps(page: pikepdf.Page) -> Iterator[tuple[str, list[Any]]]:
    """What a page does: operators with their operands."""
    for each in pikepdf.parse_content_stream(page):
        yield str(each.operator), list(each.operands)


def _content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Painting outside of marks, and marks inside each other."""
    for number, page in enumerate(pdf.pages, start=1):
        stack: list[str] = []
        for name, operands in steps(page):
            if name in ("BDC", "BMC"):
                stack.append(_kind(operands))
            elif name == "EMC":
                stack.pop()
            kinds = Counter(each for each in stack if each)
            if sum(kinds.values()) > 1:
                yield f"7.1: marks inside each other on page {number}"
            if name in PAINT and not kinds:
                yield f"7.1: {name} outside of marks on page {number}"


def _kind(operands: Any) -> str:
    if str(operands[0]) == "/Artifact":
        return "artifact"
    return "real" if len(operands) > 1 and "/MCID" in operands[1] else ""


def _marks(page: pikepdf.Page) -> list[int]:
    return [int(operands[1].MCID) for name, operands in steps(page) if name == "BDC" and "/MCID" in operands[1]]


def _tree(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Marks and elements agree, from both sides."""
    if not elements(pdf):
        yield "7.1: no structure tree"
        return
    parents = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    lists = {int(key): found for key, found in zip(parents[::2], parents[1::2], strict=True)}
    owned = Counter((each.Pg.objgen, int(each.K)) for each in _leaves(pdf))
    for number, page in enumerate(pdf.pages, start=1):
        marks = _marks(page)
        if sorted(marks) != list(range(len(marks))):
            yield f"7.1: the marks of page {number} are not numbered one by one"
        for mark in marks:
            if owned.pop((page.objgen, mark), 0) != 1:
                yield f"7.1: mark {mark} of page {number} has not one element"
            found: Any = lists.get(int(page.obj.get("/StructParents", -1)), [])
            if mark >= len(found) or (found[mark].Pg.objgen, int(found[mark].K)) != (page.objgen, mark):
                yield f"7.1: the parent tree does not lead from mark {mark} of page {number} to its element"
    if owned:
        yield "7.1: elements without a mark on their page"


def _figures(pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in (one for one in _leaves(pdf) if str(one.S) == "/Figure"):
        if not str(each.get("/Alt", "")).strip():
            yield "7.3: a figure without alternate text"
        left, bottom, right, top = (float(side) for side in each.A.BBox)
        box = [float(side) for side in each.Pg.MediaBox]
        if not (box[0] <= left < right <= box[2] and box[1] <= bottom < top <= box[3]):
            yield "7.3: a figure that is not on its page"


def _headings(pdf: pikepdf.Pdf) -> Iterator[str]:
    deepest = 0
    for level in (int(str(each.S)[2:]) for each in elements(pdf) if re.fullmatch(r"/H\d", str(each.S))):
        if level > deepest + 1:
            yield f"7.4: a heading of level {level} after level {deepest}"
        deepest = level


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        if "/Annots" in page.obj or page.obj.get("/Tabs") != pikepdf.Name.S:
            yield f"7.18: annotations, or tabs that do not follow the structure, on page {number}"
        forms: Any = page.obj.Resources.get("/XObject", {})
        if any(form.Subtype != pikepdf.Name.Image for form in forms.values()):
            yield f"7.20: a form on page {number}"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font, used in shown(pdf).values():
        if "/FontFile2" not in font.get("/FontDescriptor", {}):
            yield f"7.21.4.1: {font.BaseFont} is not embedded"
            continue
        program = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        if not int(font.FontDescriptor.Flags) & 4 or "/Encoding" in font or len(program["cmap"].tables) != 1:
            yield f"7.21.6: {font.BaseFont} is not symbolic with one table of codes"
        yield from _glyphs(font, program, used)
        letters = letters_of(font)
        if not used <= letters.keys():
            yield f"7.21.7: {font.BaseFont} shows codes without a letter"
        if not {0, 0xFEFF, 0xFFFE}.isdisjoint(letters.values()):
            yield f"7.21.7: {font.BaseFont} has codes that mean nothing"


def _glyphs(font: Any, program: TTFont, used: set[int]) -> Iterator[str]:
    for code in sorted(used):
        glyph = program["cmap"].tables[0].cmap.get(code, ".notdef")
        if glyph == ".notdef":
            yield f"7.21.8: code {code} of {font.BaseFont} shows the sign for none"
        width = program["hmtx"][glyph][0] * 1000 / program["head"].unitsPerEm
        if abs(width - float(font.Widths[code - int(font.FirstChar)])) > 1:
            yield f"7.21.5: code {code} of {font.BaseFont} is not as wide as said"


def shown(pdf: pikepdf.Pdf) -> dict[tuple[int, int], tuple[Any, set[int]]]:
    """Every font that shows text, with the codes that it shows (fonts of one byte a code)."""
    found: dict[tuple[int, int], tuple[Any, set[int]]] = {}
    for page in pdf.pages:
        font: Any = None
        for name, operands in steps(page):
            if name == "Tf":
                font = page.obj.Resources.Font[str(operands[0])]
            elif name in TEXT:
                found.setdefault(font.objgen, (font, set()))[1].update(codes(operands))
    return found


def codes(operands: list[Any]) -> bytes:
    """What a text operator shows."""
    said = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
    return b"".join(bytes(each) for each in said if isinstance(each, pikepdf.String))


def letters_of(font: Any) -> dict[int, int]:
    """Codes to letters by ToUnicode, as far as its single and its range entries say."""
    said = font.ToUnicode.read_bytes().decode()
    found = {int(code, 16): int(letter[:4], 16) for code, letter in re.findall(r"^<(\w\w)> <(\w{4,})>$", said, re.M)}
    for first, last, letters in re.findall(r"<(\w\w)> <(\w\w)> (\[[^\]]*\]|<\w{4,}>)", said):
        values = [int(each[:4], 16) for each in re.findall(r"<(\w{4,})>", letters)]
        for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
            found[code] = values[step] if len(values) > 1 else values[0] + step
    return found
