"""How well it works, in numbers: studies of likeness and the paper's figures, public metrics, baselines, and speed."""
