"""Pages of the edition whose text flows: pictures and words in their order, in the size that the reader chooses."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from storyboard.publishing.epub.leaves import DRAFT, Desk, Leaf, direction, title_and_author
from storyboard.publishing.epub.markup import Part, node
from storyboard.publishing.layout import PlacedPicture
from storyboard.publishing.panels import Block, PlacedBubble
from storyboard.publishing.text import clean

CSS = """
body { line-height: 1.5; }
section { margin: 0 4%; }
h1, .author, .draft { text-align: center; }
h1 { font-weight: normal; font-size: 2em; line-height: 1.2; }
p { margin: 0 0 0.8em; overflow-wrap: break-word; word-wrap: break-word; }
.picture { margin: 1em 0; text-align: center; }
.said, .told { display: table; max-width: 80%; margin: 0 auto 1em; padding: 0.4em 1em; border: 1px solid; }
.said { border-radius: 1.2em; }
.said p, .told p { margin: 0; }
.picture, .said, .told { page-break-inside: avoid; break-inside: avoid; }
img { max-width: 100%; max-height: 75vh; border-radius: 1em; }
.draft { color: #756b60; letter-spacing: 0.3em; }
"""


def parts(leaf: Leaf, desk: Desk) -> Iterator[Element]:
    """What stands on a page, in the order of reading."""
    if desk.made.draft:
        yield node("p", {"class": "draft", "dir": "ltr", "lang": "en", "xml:lang": "en"}, DRAFT)
    for part in leaf.sheet.parts:
        if isinstance(part, PlacedPicture):
            shown = node("img", {"src": desk.pictures[part.file].address, "alt": part.alt})
            yield node("div", {"class": "picture"}, shown)
        elif isinstance(part, PlacedBubble):
            yield node("div", {"class": "said" if part.tail else "told"}, *_paragraphs(part.words))
        elif leaf.sheet.story_page is None:
            yield _front(part, desk)
        else:
            yield from _paragraphs(clean(desk.book.pages[leaf.sheet.story_page - 1].text))


def _front(block: Block, desk: Desk) -> Element:
    """Title and author stand on the first page, each in a block of its own."""
    title, author = title_and_author(desk.book)
    tag, name, text = ("h1", f"{desk.made.face}-Bold", title) if block.title else ("p", "author", author)
    return node(tag, {"class": name, "dir": direction(text)}, text)


def _paragraphs(text: str) -> Iterator[Element]:
    """All of a page go in the direction of its first letter, as in the PDF."""
    for paragraph in text.split("\n\n"):
        yield node("p", {"dir": direction(text)}, *_lines(paragraph))


def _lines(paragraph: str) -> Iterator[Part]:
    for at, line in enumerate(paragraph.split("\n")):
        if at:
            yield node("br")
        yield line
