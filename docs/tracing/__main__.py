"""`python -m docs.tracing`: the files of docs/regulation that are kept in git, written anew."""

from docs.tracing import generate

generate()
