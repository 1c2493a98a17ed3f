"""Rulebooks shipped with guiju: data only, no code. Each folder is one rulebook."""
