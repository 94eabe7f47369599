"""How well it works, in numbers: identity tables on the embedded model, and speed against the plain pipeline."""
