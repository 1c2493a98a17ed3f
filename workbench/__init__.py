"""Doors for people and programs: the command line, made-up snapshots, the demonstration."""
