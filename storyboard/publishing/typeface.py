"""The book's typefaces: those shipped in `fonts/`, and for Chinese, Japanese and Korean those of Debian's packages.

No other font file is ever read: a font is a program for the reader's machine, so none is taken from users.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_SHIPPED = Path(__file__).with_name("fonts")
_DEBIAN = Path("/usr/share/fonts/truetype")
#: What writers choose between: for people who learn to read, and for those whom letters run together for.
CHOICES = ("Andika", "Lexend")
_REGULAR = {
    "Andika": _SHIPPED / "Andika-Regular.ttf",
    "Lexend": _SHIPPED / "Lexend-Regular.ttf",
    "NotoSans": _SHIPPED / "NotoSans-Regular.ttf",
    "NotoNaskhArabic": _SHIPPED / "NotoNaskhArabic-Regular.ttf",
    "NotoSansHebrew": _SHIPPED / "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari": _SHIPPED / "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali": _SHIPPED / "NotoSansBengali-Regular.ttf",
    "NotoSansThai": _SHIPPED / "NotoSansThai-Regular.ttf",
    "LXGWWenKai": _DEBIAN / "lxgw-wenkai" / "LXGWWenKai-Regular.ttf",
    "KleeOne": _DEBIAN / "klee" / "KleeOne-Regular.ttf",
    "NanumGothic": _DEBIAN / "nanum" / "NanumGothic.ttf",
}
_BOLD_OF_DEBIAN = {
    "LXGWWenKai": _DEBIAN / "lxgw-wenkai" / "LXGWWenKai-Bold.ttf",
    "KleeOne": _DEBIAN / "klee" / "KleeOne-SemiBold.ttf",
    "NanumGothic": _DEBIAN / "nanum" / "NanumGothicBold.ttf",
}
_FILES = _REGULAR | {
    f"{name}-Bold": _BOLD_OF_DEBIAN.get(name) or path.with_name(path.name.replace("Regular", "Bold"))
    for name, path in _REGULAR.items()
}
#: The language a shared Han letter is drawn for decides its typeface: its shape differs between them.
_HAN = {"zh": "LXGWWenKai", "ja": "KleeOne", "ko": "NanumGothic"}
#: Where a typeface comes from that is not shipped.
PACKAGES = {"LXGWWenKai": "fonts-lxgw-wenkai", "KleeOne": "fonts-klee", "NanumGothic": "fonts-nanum"}

# Private and unassigned code points have no meaning outside one font, so they could not be read back or read aloud.
_MEANINGLESS = {"Co", "Cn", "Cs"}
_JOINERS = "\u200c\u200d"
_HYPHEN = "\u00ad"
_PRIVATE = range(0xE000, 0xF8FF)
_RESTRICTED, _NO_SUBSETS_OR_BITMAPS_ONLY = 0x0002, 0x0300
_BMP = 0xFFFF
# Han letters and signs of all three languages: radicals to ideographs, compatibility, vertical forms, full-width forms.
_SHARED = (range(0x2E80, 0xA000), range(0xF900, 0xFB00), range(0xFE30, 0xFE50), range(0xFF00, 0xFFF0))


# A typeface that has only signs of mathematics from an alphabet would set words of it in two hands.
_ALPHABETS = {"GREEK": "αβγδεζηθικλμνξοπρστυφχψως", "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюя"}


@dataclass(frozen=True)
class Face:
    """A typeface, loaded for the PDF writer and for HarfBuzz.

    Attributes:
        private: codes of glyphs that no letter of the cmap leads to (ligatures, conjuncts, joined forms). They follow
            from the file alone, so the same text has the same bytes whatever was set before it.
        letters: the lowest letter of each glyph that the cmap leads to.
    """

    pdf: TTFont
    shaper: uharfbuzz.Font
    units: int
    private: dict[int, int]
    letters: dict[int, int]

    def width(self, code: int) -> float:
        """Of the glyph that a code leads to, in thousandths of the type size."""
        return float(self.pdf.face.charWidths.get(code, self.pdf.face.defaultWidth))

    def has(self, char: str) -> bool:
        """Whether a letter has a glyph, one that can be read back, and its alphabet with it."""
        return self._draws(char) and all(self._draws(each) for each in _alphabet(char))

    def _draws(self, char: str) -> bool:
        code = ord(char)
        known = self.pdf.face.charToGlyph.get(code) if code <= _BMP else None
        return bool(known) and code not in _PRIVATE and unicodedata.category(char) not in _MEANINGLESS


def _alphabet(char: str) -> str:
    return _ALPHABETS.get(unicodedata.name(char, "").partition(" ")[0], "")


def file(name: str) -> Path:
    """The font file of a typeface; `KeyError` for a name that is not in the table."""
    return _FILES[name]


@cache
def load(name: str) -> Face:
    """A typeface by name, registered with the PDF writer once; `KeyError` for a name that is not in the table."""
    path = file(name)
    font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    blob = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    shaper = uharfbuzz.Font(blob)
    letters = {glyph: code for code, glyph in sorted(font.face.charToGlyph.items(), reverse=True)}
    return Face(font, shaper, blob.upem, _private(font, shaper, blob), letters)


def _private(font: TTFont, shaper: uharfbuzz.Font, blob: uharfbuzz.Face) -> dict[int, int]:
    """Make glyphs without a letter addressable for the writer, which knows glyphs by code point only."""
    reached = set(font.face.charToGlyph.values())
    free = (code for code in _PRIVATE if code not in font.face.charToGlyph)
    given = dict(zip((glyph for glyph in range(1, blob.glyph_count) if glyph not in reached), free, strict=False))
    for glyph, code in given.items():
        font.face.charToGlyph[code] = glyph
        font.face.charWidths[code] = shaper.get_glyph_h_advance(glyph) * 1000 / blob.upem
    return given


def extents(name: str) -> tuple[float, float]:
    """Ascent and descent, both positive, in sizes of the type."""
    face = load(name)
    found = face.shaper.get_font_extents("ltr")
    return found.ascender / face.units, -found.descender / face.units


@cache
def embeddable(name: str) -> bool:
    """Whether a typeface's maker lets it, and parts of it, be embedded in books (OpenType, OS/2 fsType)."""
    table = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file(name)))).reference_table("OS/2")
    rights = int.from_bytes(table.data[8:10], "big")
    return rights != _RESTRICTED and not rights & _NO_SUBSETS_OR_BITMAPS_ONLY


@cache
def chain(name: str, language: str) -> tuple[str, ...]:
    """The typefaces that are tried for a letter, in order: the wished one, Andika, then one for each script."""
    return tuple(each for each in _installed(name, language) if embeddable(each))


def _installed(name: str, language: str) -> list[str]:
    weight = "-Bold" if name.endswith("-Bold") else ""
    first = _han(language)
    han = sorted(_HAN.values(), key=lambda each: each != first)
    others = [each for each in _REGULAR if each not in PACKAGES and each not in CHOICES[1:]]
    wished = (name, *(f"{each}{weight}" for each in (*others, *han)))
    return [each for each in dict.fromkeys(wished) if file(each).exists()]


def refusing(text: str, name: str, language: str) -> list[str]:
    """The typefaces that a text's letters would be set in, were they not kept from being embedded."""
    faces = _installed(name, language)
    if all(embeddable(each) for each in faces):
        return []
    first = (next((each for each in faces if ord(char) in _letters(each)), name) for char in dict.fromkeys(text))
    return [each for each in dict.fromkeys(first) if not embeddable(each)]


@cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(uharfbuzz.Face(file(name).read_bytes()).unicodes)


@cache
def face_of(char: str, name: str, language: str) -> str | None:
    """The first typeface of the chain that has the letter; `None` where none has."""
    return next((each for each in chain(name, language) if load(each).has(char)), None)


def missing(text: str, name: str, language: str = "en") -> str:
    """The characters of `text`, each once and in order, that no typeface of the book has."""
    seen = dict.fromkeys(char for char in text if char not in f"\n{_JOINERS}{_HYPHEN}")
    return "".join(char for char in seen if face_of(char, name, language) is None)


def packages_for(characters: str, language: str) -> list[str]:
    """The Debian packages that are not installed and have letters like these, as the book's language draws them."""
    absent = ([face for face in _drawn_in(char, language) if not _FILES[face].exists()] for char in characters)
    return list(dict.fromkeys(PACKAGES[faces[0]] for faces in absent if faces))


def _drawn_in(char: str, language: str) -> tuple[str, ...]:
    """The typefaces for a letter or sign of Chinese, Japanese or Korean, the best first; none for all others."""
    name = unicodedata.name(char, "")
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return (_HAN["ja"],)
    if name.startswith("HANGUL"):
        return (_HAN["ko"],)
    shared = any(ord(char) in each for each in _SHARED)
    return (_han(language) or _HAN["zh"], _HAN["zh"]) if shared else ()  # the Chinese typeface has the most letters


def _han(language: str) -> str | None:
    return _HAN.get(language.split("-", maxsplit=1)[0].lower())


def foreign_han(text: str, name: str, language: str) -> str:
    """The Han letters, each once, that are set in a typeface drawn for another language than the book's."""
    own = _han(language)
    han = (char for char in dict.fromkeys(text) if unicodedata.name(char, "").startswith("CJK UNIFIED"))
    faces = ((char, face_of(char, name, language)) for char in han)
    return "".join(char for char, face in faces if own and face and face.removesuffix("-Bold") != own)
