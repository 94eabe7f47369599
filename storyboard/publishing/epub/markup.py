"""XML made of elements. Text goes in as text: nothing that a writer types is ever read as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, tostring

Part = Element | str
#: XML 1.0, 2.2: characters that no file may hold, written in whichever way.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def node(tag: str, attributes: Mapping[str, str] | None = None, *parts: Part) -> Element:
    """An element of texts and elements; prefixes of names are written as they are given."""
    element = Element(tag, dict(attributes or {}))
    last: Element | None = None
    for part in parts:
        if isinstance(part, Element):
            element.append(part)
            last = part
        elif last is None:
            element.text = (element.text or "") + part
        else:
            last.tail = (last.tail or "") + part
    return element


def document(root: Element, doctype: str = "") -> bytes:
    """A whole file in UTF-8, without characters that XML does not know."""
    text = _FORBIDDEN.sub("", tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{text}\n'.encode()


def page(title: str, language: str, direction: str, head: list[Element], body: list[Element]) -> bytes:
    """A file of XHTML with the style sheet of the book."""
    names = {
        "xmlns": "http://www.w3.org/1999/xhtml",
        "xmlns:epub": "http://www.idpf.org/2007/ops",
        "lang": language,
        "xml:lang": language,
        "dir": direction,
    }
    sheet = node("link", {"rel": "stylesheet", "type": "text/css", "href": "book.css"})
    top = node("head", {}, node("title", {}, title), *head, sheet)
    return document(node("html", names, top, node("body", {}, *body)), "<!DOCTYPE html>\n")
