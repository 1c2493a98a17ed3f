"""The columnar meaning: whole tables at a time, on an engine; its answers are those of `interpreter.evaluate`."""
