"""A PDF file that is written piece by piece: pages and pictures leave memory as soon as they are finished.

ReportLab's own canvas keeps a whole document and joins it at the end. Here its objects go to the file in the order in
which they are ready (ISO 32000-1, 7.5.4 lets them stand in any order), and only where they stand is remembered.
"""

from __future__ import annotations

import shutil
import zlib
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from typing_extensions import override

from storyboard.publishing import typeface
from storyboard.publishing.content import BookContent
from storyboard.publishing.geometry import POINTS_PER_INCH
from storyboard.publishing.plates import Plate
from storyboard.publishing.text import clean

# Streams stay binary; the writer's default wraps them in ASCII and makes books a quarter larger.
rl_config.useA85 = 0
_FIRST_FACE = "Andika"  # the writer names one typeface on every page; its own default is never embedded
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"  # four bytes above 127 say that the file is not text (7.5.2)
_SPACES = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}


class _Written(pdfdoc.PDFObject):
    """Stands for an object that is in the file already."""


class BookFile(Canvas):
    """A canvas of pages of so many inches, with a book's metadata, without clock and random identifier.

    It is a context: outside of it the file is closed, and inside `save` has to be called once.
    """

    _doc: Any  # pdfdoc.PDFDocument; the stubs leave it out
    _code: list[str]

    def __init__(self, path: Path, book: BookContent, width: float, height: float) -> None:
        typeface.load(_FIRST_FACE)
        super().__init__(
            str(path),
            pagesize=(width * POINTS_PER_INCH, height * POINTS_PER_INCH),
            invariant=1,
            pageCompression=1,
            lang=book.language,
            initialFontName=_FIRST_FACE,  # type: ignore[arg-type]  # stubs: a number instead of a name
        )
        self._name_book(book)
        self._file: IO[bytes] = path.open("wb")
        self._file.write(_HEAD)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def _name_book(self, book: BookContent) -> None:
        stamp = book.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
        self.setDateFormatter(lambda *_clock: stamp)
        self.setAuthor(clean(book.author))
        self.setTitle(clean(book.title))
        self.setSubject("Picture book")
        self.setCreator("Storyboard")
        self.setViewerPreference("DisplayDocTitle", "true")
        if book.right_bound:
            self.setViewerPreference("Direction", "R2L")

    def picture(self, plate: Plate) -> None:
        """Draw a picture over the square from 0 to 1; it is copied into the file when it is drawn first."""
        name = plate.file.stem
        if not self.hasForm(name):
            fields = f"/Type /XObject /Subtype /Image /Width {plate.width} /Height {plate.height}"
            space = f"/ColorSpace /{_SPACES[plate.inks]} /BitsPerComponent 8 /Filter /DCTDecode"
            # JPEG files of four inks hold them inverted, as Adobe's programs began to write them
            inverted = " /Decode [1 0 1 0 1 0 1 0]" if plate.inks == 4 else ""
            with plate.file.open("rb") as jpeg:
                self._put(f"{fields} {space}{inverted}", jpeg, self._doc.getXObjectName(name))
        self.doForm(name)

    @override
    def showPage(self) -> None:
        """End a page and write what is on it."""
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        drawn = zlib.compress(pdfdoc.pdfdocEnc(page.stream))
        page.stream, page.Contents = None, self._put("/Filter /FlateDecode", BytesIO(drawn), f"{name}.drawn")

    @override
    def save(self) -> None:
        """Write what the whole document is needed for: fonts, contents, the tree of pages, and where everything is."""
        if self._code:
            self.showPage()
        for font in self._doc.delayedFonts:
            font.addObjects(self._doc)
        self._doc.info.invariant = 1
        self._doc.info.digest(self._doc.signature)
        catalog, info = self._doc.Reference(self._doc.Catalog), self._doc.Reference(self._doc.info)
        self._doc.Outlines.prepare(self._doc, self)
        if self._doc.Outlines.ready < 0:
            self._doc.Catalog.Outlines = None
        self._write_rest()
        self._write_places(catalog, info)

    def _write_rest(self) -> None:
        """Objects in the order of their numbers; writing one may give numbers to others."""
        number = 1
        while name := self._doc.numberToId.get(number):
            found = self._doc.idToObject[name]
            if not isinstance(found, _Written):
                self._doc.idToOffset[name] = self._file.tell()
                self._file.write(pdfdoc.PDFIndirectObject(name, found).format(self._doc))
            number += 1

    def _write_places(self, catalog: object, info: object) -> None:
        """Cross-reference table and trailer (7.5.4, 7.5.5)."""
        start, names = self._file.tell(), self._doc.numberToId
        places = pdfdoc.PDFCrossReferenceTable()
        places.addsection(0, [names[number] for number in range(1, len(names) + 1)])
        self._file.write(places.format(self._doc))
        trailer = pdfdoc.PDFTrailer(start, len(names) + 1, Root=catalog, Info=info, ID=self._doc.ID())
        self._file.write(trailer.format(self._doc))

    def _put(self, fields: str, content: IO[bytes], name: str) -> object:
        """A stream written now; what is returned refers to it."""
        length = content.seek(0, 2)
        content.seek(0)
        reference = self._doc.Reference(_Written(), name)
        number, _ = self._doc.idToObjectNumberAndVersion[name]
        self._doc.idToOffset[name] = self._file.tell()
        self._file.write(f"{number} 0 obj\n<< {fields} /Length {length} >>\nstream\n".encode("ascii"))
        shutil.copyfileobj(content, self._file, 1 << 20)
        self._file.write(b"\nendstream\nendobj\n")
        return reference
