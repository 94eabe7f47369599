"""What an EPUB says of itself: package document (EPUB 3.3, 5), navigation document (7) and its first file (4.2.6)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from xml.etree.ElementTree import Element

from storyboard.publishing.epub.leaves import Desk, Leaf, title_and_author
from storyboard.publishing.epub.markup import document, node, page
from storyboard.publishing.imposition import is_right_page

CONTAINER = document(
    node(
        "container",
        {"version": "1.0", "xmlns": "urn:oasis:names:tc:opendocument:xmlns:container"},
        node(
            "rootfiles",
            {},
            node("rootfile", {"full-path": "EPUB/package.opf", "media-type": "application/oebps-package+xml"}),
        ),
    )
)
_SUMMARY = {
    "fixed": "Pages of a fixed layout with live text. Size and shape of the text cannot be changed.",
    "flowing": "Text and pictures in order; size and shape of the text can be changed.",
}
_DESCRIBED = {True: "All pictures are described.", False: "Not all pictures are described."}


@dataclass(frozen=True)
class Item:
    """A file of the book: its address, its media type and what it is (EPUB 3.3, D.3)."""

    address: str
    media: str
    properties: str = ""

    @property
    def id(self) -> str:
        """Its name in the package document."""
        return self.address.replace("/", "-").rpartition(".")[0]


def package(desk: Desk, leaves: list[Leaf], items: list[Item]) -> bytes:
    """The package document; the leaves are among the items."""
    manifest = [node("item", _entry(each)) for each in items]
    spine = [node("itemref", {"idref": leaf.name} | _side(leaf, desk)) for leaf in leaves]
    root = {
        "xmlns": "http://www.idpf.org/2007/opf",
        "version": "3.0",
        "unique-identifier": "id",
        "xml:lang": desk.book.language,
        "dir": "rtl" if desk.book.right_bound else "ltr",
    }
    turns = {"page-progression-direction": root["dir"]}
    names = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}
    top = node("metadata", names, *_metadata(desk), *_accessibility(desk))
    return document(node("package", root, top, node("manifest", {}, *manifest), node("spine", turns, *spine)))


def _entry(item: Item) -> dict[str, str]:
    entry = {"id": item.id, "href": item.address, "media-type": item.media}
    return entry | ({"properties": item.properties} if item.properties else {})


def _side(leaf: Leaf, desk: Desk) -> dict[str, str]:
    """Where a page of a fixed layout lies in the open book."""
    if desk.made.profile.format != "fixed":
        return {}
    right = is_right_page(leaf.index, right_bound=desk.book.right_bound)
    return {"properties": "page-spread-right" if right else "page-spread-left"}


def _metadata(desk: Desk) -> Iterator[Element]:
    book, made = desk.book, desk.made
    title, author = title_and_author(book)
    yield node("dc:identifier", {"id": "id"}, uuid.uuid5(_identity(desk), made.profile.id).urn)
    yield node("dc:title", {}, title)
    yield node("dc:language", {}, book.language)
    if author:
        yield node("dc:creator", {}, author)
    yield node("meta", {"property": "dcterms:modified"}, book.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    yield node("meta", {"property": "pageBreakSource"}, "none")
    if made.profile.format == "fixed":
        yield node("meta", {"property": "rendition:layout"}, "pre-paginated")
        yield node("meta", {"property": "rendition:spread"}, "auto")


def _identity(desk: Desk) -> uuid.UUID:
    """One and the same for all exports of a story; each edition has its own name made of it."""
    book = desk.book
    said = book.identifier or "\n".join((book.title, book.author, book.language))
    return uuid.uuid5(uuid.NAMESPACE_OID, f"storyboard {said}")


def _accessibility(desk: Desk) -> Iterator[Element]:
    """EPUB Accessibility 1.1, 2.2, in the words of schema.org. Nothing is certified: people have to look for that."""
    shown = [panel for page in desk.book.pages for panel in page.panels if panel.picture]
    described, flowing = all(each.alt.strip() for each in shown), desk.made.profile.format == "flowing"
    features = ["tableOfContents", "pageNavigation", "pageBreakMarkers", "readingOrder"]
    features += ["alternativeText"] * (described and bool(shown)) + ["displayTransformability"] * flowing
    said = {
        "accessMode": ["textual", *["visual"] * bool(shown)],
        "accessModeSufficient": ["textual"] if described else ["textual,visual"],
        "accessibilityFeature": features,
        "accessibilityHazard": ["none"],
    }
    for name, values in said.items():
        yield from (node("meta", {"property": f"schema:{name}"}, value) for value in values)
    summary = f"{_SUMMARY['flowing' if flowing else 'fixed']} {_DESCRIBED[described]}"
    yield node("meta", {"property": "schema:accessibilitySummary", "xml:lang": "en", "dir": "ltr"}, summary)


def navigation(desk: Desk, leaves: list[Leaf]) -> bytes:
    """Contents, list of pages and landmarks. It has no words but the book's own."""
    title, _ = title_and_author(desk.book)
    contents = [_link(f"{each.name}.xhtml", each.label) for each in leaves if each.sheet.heading is not None]
    pages = [_link(f"{each.name}.xhtml#p{each.sheet.number}", str(each.sheet.number)) for each in leaves[1:]]
    marks = [
        _link(f"{each.name}.xhtml", each.label, kind)
        for each, kind in zip(leaves, ("titlepage", "bodymatter"), strict=False)
    ]
    lists = [
        node("nav", {"epub:type": "toc", "role": "doc-toc"}, node("h1", {}, title), node("ol", {}, *contents)),
        *([_hidden("page-list", "doc-pagelist", pages)] if pages else []),
        _hidden("landmarks", "", marks),
    ]
    direction = "rtl" if desk.book.right_bound else "ltr"
    return page(title, desk.book.language, direction, [], lists)


def _hidden(kind: str, role: str, entries: list[Element]) -> Element:
    """A list for programs, which the page with the contents does not show."""
    named = {"epub:type": kind, "hidden": ""} | ({"role": role} if role else {})
    return node("nav", named, node("ol", {}, *entries))


def _link(address: str, text: str, kind: str = "") -> Element:
    said = {"href": address, "dir": "auto"}  # words of another direction than the book's keep their own
    return node("li", {}, node("a", said | ({"epub:type": kind} if kind else {}), text))
