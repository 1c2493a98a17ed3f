"""What is legal but unwise in a checked book: a module for each matter, all of them called in `unwise.py`."""
