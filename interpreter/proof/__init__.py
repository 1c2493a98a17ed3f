"""What a rulebook can never do, for all facts and all days: core → formulas → an answer with its bound, or a witness.

`terms` and `logic` are the values, `rows` the facts that may be anything, `almanac` the calendar, `meaning` and `norms`
what the reference computes, as formulas; `seek` looks for facts, `witness` makes them small and asks the reference
again. Only this package imports z3.
"""
