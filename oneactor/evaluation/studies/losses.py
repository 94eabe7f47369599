"""Fig. 11: what the auxiliary and the average loss of Eq. 14 are good for."""

from __future__ import annotations

from oneactor.evaluation.context import Context
from oneactor.evaluation.sweeping import learn_over

#: lambda_1 and lambda_2 that are set to zero, by row
WITHOUT = {
    "target loss alone": {"auxiliary_weight": 0.0, "average_weight": 0.0},
    "without the average loss": {"average_weight": 0.0},
    "all losses": {},
}


def run(context: Context) -> None:
    """Rows: the base model, then the paper's three ablations, drawn from the same noise; learnt from chance.

    What a start knows, no loss has taught it.
    """
    learn_over(context.validation(), "losses", "Loss ablation (Fig. 11)", WITHOUT, cold=True)
