"""Pages of a fixed layout: text and pictures stand where they stand in the PDF, in pixels of 1/96 inch."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from storyboard.publishing import typeface
from storyboard.publishing.epub.bubbles import bubble
from storyboard.publishing.epub.leaves import DRAFT, Desk, Leaf
from storyboard.publishing.epub.markup import Part, node
from storyboard.publishing.geometry import Box, PageShape, TextStyle
from storyboard.publishing.layout import PlacedPicture
from storyboard.publishing.linebreak import SOFT_HYPHEN
from storyboard.publishing.panels import Block, PlacedBubble
from storyboard.publishing.text import SetText

_PER_INCH = 96
_PER_POINT = 96 / 72
#: Beside the typefaces and where things stand. Clipped, so that nothing makes a page scroll.
CSS = """
html, body { margin: 0; padding: 0; }
section { position: relative; overflow: hidden; }
h1, p, img, .draft, .ground { position: absolute; margin: 0; padding: 0; box-sizing: border-box; }
h1, p { font-weight: normal; text-align: center; white-space: nowrap; color: #2c2823; }
h1, p { font-feature-settings: "liga" 0; font-kerning: normal; -webkit-hyphens: none; hyphens: none; }
nav h1 { position: static; margin: 1em; text-align: start; white-space: normal; }
p.number { color: #756b60; }
img { border: 1px solid #e3dacd; }
img.panel { border-radius: 0; object-fit: cover; }
img.whole { border: 0; }
.over { z-index: 2; }
.ground { z-index: 1; border-radius: 10px; background: #ffffff; }
svg { position: absolute; left: 0; top: 0; z-index: 1; }
.hyphen::after { content: "-"; }
.draft { color: #b8b0a6; opacity: 0.45; text-align: center; white-space: nowrap; pointer-events: none; }
.draft { -webkit-transform: rotate(-40deg); transform: rotate(-40deg); }
"""


def viewport(shape: PageShape) -> Element:
    """The size of a page, in the head of each."""
    size = f"width={_pixels(shape.width)}, height={_pixels(shape.height)}"
    return node("meta", {"name": "viewport", "content": size})


def page_rule(shape: PageShape, paper: str) -> str:
    """The page itself, for the style sheet."""
    size = f"width: {_pixels(shape.width)}px; height: {_pixels(shape.height)}px"
    return f"section {{ {size}; background: {paper}; }}\nimg {{ border-radius: {_pixels(shape.corner)}px; }}\n"


def parts(leaf: Leaf, desk: Desk) -> Iterator[Element]:
    """What stands on a page, in the order of reading; what is no part of the story is hidden from reading aloud."""
    for part in leaf.sheet.parts:
        if isinstance(part, PlacedPicture):
            yield _picture(part, desk)
        elif isinstance(part, PlacedBubble):
            yield bubble(part, desk.shape)
            yield from (_over(each) for each in _text(part.block))
        elif part.ground:
            yield node("div", {"class": "ground", "style": _place(part.ground), "aria-hidden": "true"})
            yield from (_over(each) for each in _text(part))
        else:
            yield from _text(part)
    if leaf.sheet.number is not None and not leaf.sheet.covered:
        number = SetText((str(leaf.sheet.number),), desk.shape.number_style, desk.book.language)
        for element in _text(Block(number, desk.shape.number)):
            element.attrib |= {"class": f"number {element.get('class')}", "aria-hidden": "true"}
            yield element
    if desk.made.draft:
        size = 0.208 * desk.shape.width
        band = Box(0, (desk.shape.height - size) / 2, desk.shape.width, size)
        style = f"{_place(band)}; font-size: {_pixels(size)}px; line-height: {_pixels(size)}px"
        yield node(
            "div", {"class": f"draft {desk.made.face}", "style": style, "aria-hidden": "true", "dir": "ltr"}, DRAFT
        )


def _picture(picture: PlacedPicture, desk: Desk) -> Element:
    file = desk.pictures[picture.file]
    marks = {"src": file.address, "alt": picture.alt, "style": _place(picture.box.fit(file.width, file.height))}
    if picture.fills or picture.framed:
        kind = "panel whole" if picture.spread else "panel"
        marks |= {"class": kind, "style": _place(picture.box)}
    return node("img", marks)


def _over(words: Element) -> Element:
    """Words of a bubble lie over all pictures, whichever is read later."""
    words.attrib["class"] += " over"
    return words


def _text(block: Block) -> Iterator[Element]:
    """Each paragraph in its place, its lines broken as they are in the PDF."""
    style = block.text.style
    leading = style.leading / 72
    top = block.box.top + (block.box.height - block.text.height) / 2 + _lift(style)
    for first, lines in block.text.paragraphs:
        place = Box(block.box.left, top + first * leading, block.box.width, len(lines) * leading)
        size = f"font-size: {style.size * _PER_POINT:.2f}px; line-height: {style.leading * _PER_POINT:.2f}px"
        marks = {"class": style.typeface, "style": f"{_place(place)}; {size}", "lang": block.text.language}
        marks |= {"xml:lang": block.text.language, "dir": "rtl" if block.text.rtl else "ltr"}
        yield node("h1" if block.title else "p", marks, *_lines(lines))


def _lines(lines: tuple[str, ...]) -> Iterator[Part]:
    for at, line in enumerate(lines):
        if at:
            yield node("br")
        yield line.removesuffix(SOFT_HYPHEN)
        if line.endswith(SOFT_HYPHEN):
            yield node("span", {"class": "hyphen"})


def _lift(style: TextStyle) -> float:
    """How far below its place in the PDF, in inches, a browser would set a line; the PDF's base line is at 70 %.

    A browser centres ascent and descent of the typeface in the line (CSS 2.1, 10.8.1).
    """
    ascent, descent = typeface.extents(style.typeface)
    base_line = (style.leading + (ascent - descent) * style.size) / 2
    return (0.7 * style.leading - base_line) / 72


def _place(box: Box) -> str:
    sides = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    return "; ".join(f"{name}: {_pixels(inches)}px" for name, inches in sides.items())


def _pixels(inches: float) -> str:
    return f"{inches * _PER_INCH:.2f}".rstrip("0").rstrip(".")
