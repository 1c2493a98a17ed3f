"""The columnar meaning: core → a relational plan → SQL, for a whole snapshot at once.

`terms` and `plan` are the plan; `results`, `spans`, `lower` and `norms` make it from core, `questions` those of an
audit; `sql` writes it in an engine's dialect. `staging` reads a snapshot into the embedded engine, `on_duckdb` judges
it. What they say is tested against the reference interpreter, outcome by outcome.
"""
