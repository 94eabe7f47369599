"""Tagged PDF: what each piece of a page is, said to programs that read it aloud (ISO 32000-1, 14.7 and 14.8).

While pages are drawn, pieces are marked one by one; what is remembered of each is a line. When the file is finished,
its structure tree is made of that. A piece is text or a figure, or an artifact: what a reader does not miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from storyboard.publishing.content import BookContent

Role = Literal["H1", "P", "Figure"]
Points = tuple[float, float, float, float]
_BLOCK = re.compile(rb"\d+ beginbfchar\n(.*?)endbfchar\n", re.DOTALL)
_MOST_IN_BLOCK = 100  # ISO 32000-1, 9.10.3


@dataclass(frozen=True)
class Piece:
    """What is said of a piece.

    Attributes:
        language: BCP 47 tag; empty for the book's.
        alt: what a figure shows.
        place: left, bottom, right, top of a figure in points, as the canvas measures.
    """

    role: Role
    language: str = ""
    alt: str = ""
    place: Points | None = None


@dataclass(frozen=True)
class _Marked:
    """A piece on its page, both counted from 0, in a section: a page of the story, 0 for what stands before it.

    Attributes:
        rank: of its part in the page's order of reading, which need not be that of drawing; of two pages side by side
            that of the page comes first.
    """

    piece: Piece
    page: int
    mark: int
    section: int
    rank: tuple[int, int]


class Tags:
    """Marks the pieces on a canvas.

    Args:
        on: without, nothing is marked: for printers, who take no tags.
    """

    def __init__(self, canvas: Canvas, *, on: bool) -> None:
        self.on = on
        self._canvas = canvas
        self._marked: list[_Marked] = []
        self._place = 0, (0, 0)

    def open(self, section: int, rank: tuple[int, int]) -> None:
        """What follows belongs to this section, and is read there after what has a lower rank."""
        self._place = section, rank

    @contextmanager
    def piece(self, piece: Piece | None) -> Iterator[None]:
        """Everything drawn inside is this piece; an artifact for `None`. Pieces do not hold each other."""
        if not self.on:
            yield
            return
        self._canvas.addLiteral(self._mark(piece) if piece else "/Artifact BMC")
        yield
        self._canvas.addLiteral("EMC")

    def _mark(self, piece: Piece) -> str:
        page = self._canvas.getPageNumber() - 1
        last = self._marked[-1] if self._marked else None
        mark = last.mark + 1 if last and last.page == page else 0
        self._marked.append(_Marked(self._on_page(piece), page, mark, *self._place))
        return f"/{piece.role} <</MCID {mark}>> BDC"

    def _on_page(self, piece: Piece) -> Piece:
        if piece.place is None:
            return piece
        left, bottom, right, top = piece.place
        corners = (*self._canvas.absolutePosition(left, bottom), *self._canvas.absolutePosition(right, top))
        return Piece(piece.role, piece.language, piece.alt, corners)

    def declare(self, path: Path, target: Path, book: BookContent) -> None:
        """Write the finished file once more, with its structure tree; same pieces, same bytes.

        A book without a title does not claim PDF/UA, which demands one.
        """
        with pikepdf.open(path) as pdf:
            _Tree(pdf, book.language).grow(self._marked)
            _spell(pdf)
            pdf.Root.MarkInfo = Dictionary(Marked=True)
            if Name.Trapped in pdf.docinfo:  # a word for printers that XMP has not
                del pdf.docinfo[Name.Trapped]
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                metadata.load_from_docinfo(pdf.docinfo)
                if metadata.get("dc:title"):
                    metadata["pdfuaid:part"] = "1"
            pdf.save(target, deterministic_id=True, force_version="1.7")


def _spell(pdf: pikepdf.Pdf) -> None:
    """Leave the codes without a letter out of the fonts' tables of letters: ISO 14289-1, 7.21.7 wants none of zero."""
    fonts = {font.objgen: font for page in pdf.pages for font in page.obj.Resources.Font.values()}
    for table in (font.ToUnicode for font in fonts.values() if "/ToUnicode" in font):
        table.write(_BLOCK.sub(_without_zeros, table.read_bytes()))


def _without_zeros(block: re.Match[bytes]) -> bytes:
    pairs = [line for line in block[1].splitlines() if not line.endswith(b"<0000>")]
    parts = (pairs[at : at + _MOST_IN_BLOCK] for at in range(0, len(pairs), _MOST_IN_BLOCK))
    return b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(part), b"\n".join(part)) for part in parts)


class _Tree:
    """The structure tree of one file: a document of sections of pieces."""

    def __init__(self, pdf: pikepdf.Pdf, language: str) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element(self._root, "Document", Lang=String(language))
        self._root.K = Array([self._document])
        pdf.Root.StructTreeRoot = self._root

    def grow(self, marked: list[_Marked]) -> None:
        """Hang every piece into its section, and each page's pieces into the tree that leads from marks to them."""
        parents: list[Any] = []
        pages: dict[int, dict[int, Any]] = {}
        in_order = sorted(marked, key=lambda each: (each.page, each.rank, each.mark))
        for _, pieces in groupby(in_order, key=lambda each: each.section):
            section = self._element(self._document, "Sect")
            for each in pieces:
                pages.setdefault(each.page, {})[each.mark] = self._leaf(section, each)
        for key, (number, found) in enumerate(pages.items()):
            self._pdf.pages[number].obj.StructParents = key
            leaves = Array([found[mark] for mark in sorted(found)])
            parents.extend([key, self._pdf.make_indirect(leaves)])
        for page in self._pdf.pages:
            page.obj.Tabs = Name.S
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(parents)))
        self._root.ParentTreeNextKey = len(pages)

    def _leaf(self, section: pikepdf.Object, marked: _Marked) -> pikepdf.Object:
        piece = marked.piece
        leaf = self._element(section, piece.role, Pg=self._pdf.pages[marked.page].obj)
        leaf.K = marked.mark
        if piece.language:
            leaf.Lang = String(piece.language)
        if piece.alt:
            leaf.Alt = String(piece.alt)
        if piece.place:
            leaf.A = Dictionary(
                O=Name.Layout, Placement=Name.Block, BBox=Array([round(each, 3) for each in piece.place])
            )
        return leaf

    def _element(self, parent: pikepdf.Object, role: str, **entries: Any) -> pikepdf.Object:
        element = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, **entries))
        if parent.Type == Name.StructElem:
            if "/K" not in parent:
                parent.K = Array()
            parent.K.append(element)
        return element
