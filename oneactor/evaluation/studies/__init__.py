"""The studies that `python -m oneactor evaluate` knows, each a module with one function `run(context)`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from oneactor.errors import InvalidRequest

if TYPE_CHECKING:
    from oneactor.evaluation.context import Context

#: Name -> what it shows. The module of the same name is imported on first use.
STUDIES = {
    "all": "the embedded model's studies but for latency, what matters most first; goes on where it was stopped",
    "identity": "one to three characters, with and without cards, judged by the probe",
    "baselines": "OneActor beside words, Textual Inversion, DreamBooth-LoRA and others, judged by the probe",
    "tables": "the paper's Tab. 1 and 2: CLIP, DINO, LPIPS and DreamSim on foreground and background",
    "masking": "pairs kept apart in other ways: first step, isolation, overlap, no masks",
    "choices": "learning with close-ups, without the mirrored target, at other rates, with more weight on the figure",
    "latents": "the paper's Fig. 9: where target, auxiliary and drawn latents lie (t-SNE)",
    "latency": "the paper's Fig. 10: seconds against number of pictures",
    "losses": "the paper's Fig. 11: without the average loss, and without the auxiliary one",
    "interpolation": "the paper's Fig. 12: the semantic scale v",
    "guidance": "the paper's Fig. 13: eta_1, eta_2 and guided steps",
    "goals": "what was to be reached, beside what the tables of the folder say",
}


def run_study(name: str, context: Context) -> None:
    """Run one study; its tables and figures are in the context's folder afterwards.

    Raises:
        InvalidRequest: no such study.
    """
    if name not in STUDIES:
        raise InvalidRequest(f"There is no study “{name}”; there are {', '.join(STUDIES)}.")
    importlib.import_module(f"{__name__}.{name}").run(context)
