"""The studies of the embedded model, those on which most hangs first: a run that is cut off has what matters.

Latency is not among them: it is measured alone, on a quiet machine.
"""

from __future__ import annotations

from dataclasses import replace

from oneactor.evaluation.context import Context
from oneactor.evaluation.plots import require_plots
from oneactor.evaluation.studies import run_study

ORDER = ("identity", "baselines", "masking", "interpolation", "losses", "guidance", "latents", "choices")
#: the table that a study writes last, where it has another name
LAST = {"identity": "identity-looks", "guidance": "guidance-steps"}


def run(context: Context) -> None:
    """All of them, after each how far the goals are; one whose tables are there, made by the same, is passed over."""
    require_plots()
    context.require(2, 3)
    for name in ORDER:
        own = _named(context, name)
        if own.has(LAST.get(name, name)):
            print(f"{name} is in {context.out} already.")
            continue
        run_study(name, own)
        run_study("goals", _named(context, "goals"))


def _named(context: Context, study: str) -> Context:
    """With the command that makes this study alone."""
    return replace(context, command=context.command.replace(" all", f" {study}", 1))
