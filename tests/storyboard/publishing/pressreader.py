"""A reader of PDF/X-1a:2001 files (ISO 15930-1) over pikepdf. No public checker of this standard is free.

It checks:
- the file: version 1.3, an identifier, no encryption, no object streams;
- the document information: version and conformance, `Trapped`, title, both dates;
- one output intent of PDF/X, whose ICC profile, if any is wanted, is an output profile in CMYK;
- boxes: TrimBox inside BleedBox inside MediaBox, and no ArtBox beside a TrimBox;
- colours: only grey and CMYK, in operators and in pictures, nowhere LZW;
- nothing transparent: no soft masks, no groups, opacity 1, blend mode Normal; no transfer functions or halftones;
- all fonts embedded;
- no annotations, actions, scripts, attached files or PostScript.

It does not check the content of fonts and ICC profiles, nor what colours mean inside of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name

_OTHER_COLOURS = {"rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"}
_INKS = {Name.DeviceGray, Name.DeviceCMYK}
_FORBIDDEN = {"/OpenAction", "/AA", "/AcroForm", "/JavaScript", "/EmbeddedFiles", "/Names"}


def breaches(path: Path) -> list[str]:
    """What in a file breaks the standard; empty where nothing that is checked does."""
    with pikepdf.open(path) as pdf:
        found = [*_file(pdf, path), *_information(pdf), *_intent(pdf)]
        for number, page in enumerate(pdf.pages, start=1):
            found += [f"page {number}: {each}" for each in _page(page)]
        return found


def _file(pdf: pikepdf.Pdf, path: Path) -> Iterator[str]:
    if not path.read_bytes().startswith(b"%PDF-1.3"):
        yield "not version 1.3"
    if pdf.is_encrypted:
        yield "encrypted"
    if "/ID" not in pdf.trailer:
        yield "no identifier"
    if b"/ObjStm" in path.read_bytes():
        yield "object streams"
    yield from (f"{key} in the catalogue" for key in pdf.Root if key in _FORBIDDEN)


def _information(pdf: pikepdf.Pdf) -> Iterator[str]:
    info = pdf.docinfo
    wanted = {"/GTS_PDFXVersion": "PDF/X-1:2001", "/GTS_PDFXConformance": "PDF/X-1a:2001"}
    yield from (f"{key} is not {value}" for key, value in wanted.items() if str(info.get(key, "")) != value)
    if info.get("/Trapped") not in (Name("/True"), Name("/False")):
        yield "Trapped is not said"
    yield from (f"no {key}" for key in ("/Title", "/CreationDate", "/ModDate") if not str(info.get(key, "")))


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents: list[Any] = [each for each in pdf.Root.get("/OutputIntents", []) if each.get("/S") == Name.GTS_PDFX]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
        return
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "no output condition"
    profile = intents[0].get("/DestOutputProfile")
    icc = profile.read_bytes() if profile is not None else b""
    if profile is None or profile.get("/N") != 4 or icc[12:20] != b"prtrCMYK":
        yield "no output profile in CMYK"


def _page(page: pikepdf.Page) -> Iterator[str]:
    boxes = [
        [float(side) for side in page.obj.get(key, page.mediabox)] for key in ("/TrimBox", "/BleedBox", "/MediaBox")
    ]
    if "/TrimBox" not in page.obj or "/ArtBox" in page.obj:
        yield "TrimBox missing or beside an ArtBox"
    if not all(_inside(inner, outer) for inner, outer in pairwise(boxes)):
        yield "boxes are not inside one another"
    yield from (key for key in ("/Annots", "/AA", "/Group") if key in page.obj)
    operators = {str(each.operator) for each in pikepdf.parse_content_stream(page)}
    if operators & _OTHER_COLOURS:
        yield f"colours by {sorted(operators & _OTHER_COLOURS)}"
    yield from _resources(page.obj.get("/Resources", pikepdf.Dictionary()))


def _inside(inner: list[float], outer: list[float]) -> bool:
    hair = 0.01
    low = all(inner[at] >= outer[at] - hair for at in (0, 1))
    return low and all(inner[at] <= outer[at] + hair for at in (2, 3))


def _resources(resources: Any) -> Iterator[str]:
    for name, thing in resources.get("/XObject", {}).items():
        if thing.get("/Subtype") != Name.Image:
            yield f"{name} is no picture"
        elif thing.get("/ColorSpace") not in _INKS or "/SMask" in thing or "/LZWDecode" in str(thing.get("/Filter")):
            yield f"picture {name} is not in plain inks"
    for name, font in resources.get("/Font", {}).items():
        described = font.get("/FontDescriptor", {})
        if not any(f"/FontFile{kind}" in described for kind in ("", "2", "3")):
            yield f"font {name} is not embedded"
    for name, state in resources.get("/ExtGState", {}).items():
        if _see_through(state) or {"/TR", "/TR2", "/HT"} & set(state.keys()):
            yield f"graphics state {name}"


def _see_through(state: Any) -> bool:
    opaque = all(float(state.get(key, 1)) == 1 for key in ("/ca", "/CA"))
    mask, mode = state.get("/SMask", Name("/None")), state.get("/BM", Name.Normal)
    return not opaque or mask != Name("/None") or mode not in (Name.Normal, Name.Compatible)
