"""What was asked of what, and what came out, in a form that can be kept and asked again.

`form` is a receipt and its bytes; `digest` names files, tables and calendars by their hashes; `plain` tells facts in
one way; `keys` keeps what is secret; `making` gives a run or a verdict its receipt, and `replay` computes it again.
"""
