"""`python -m docs.proving`: the lists of invariants in docs/proof.md and docs/proof.zh.md, proved and written anew."""

from docs.proving import generate

generate()
