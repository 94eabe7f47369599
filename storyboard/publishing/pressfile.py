"""A finished PDF declared for the press: PDF/X-1a:2001 (ISO 15930-1) with its output intent."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from storyboard.publishing.press import Press

_CONDITION = "Custom"


def declare_press(path: Path, target: Path, press: Press) -> None:
    """Copy a file with version, conformance, `Trapped` and the press's ICC profile; same file, same bytes.

    It is read as a stream, and written to another file: overwriting it, pikepdf would take it into memory whole.

    Whether the content keeps to the standard (inks only, nothing transparent, fonts embedded) is decided where it is
    drawn; this says so.
    """
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
        icc = pdf.make_stream(press.icc, N=4)
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFX,
            OutputConditionIdentifier=String(_CONDITION),
            OutputCondition=String(press.name),
            Info=String(press.name),
            DestOutputProfile=icc,
        )
        pdf.Root.OutputIntents = Array([intent])
        for name in ("Lang", "ViewerPreferences", "PageMode", "Outlines"):
            if f"/{name}" in pdf.Root:
                del pdf.Root[f"/{name}"]
        pdf.docinfo[Name.GTS_PDFXVersion] = String("PDF/X-1:2001")
        pdf.docinfo[Name.GTS_PDFXConformance] = String("PDF/X-1a:2001")
        pdf.docinfo[Name.Trapped] = Name("/False")
        pdf.save(
            target, deterministic_id=True, force_version="1.3", object_stream_mode=pikepdf.ObjectStreamMode.disable
        )
