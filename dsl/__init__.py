"""Text to checked rules: reads rulebooks, runs nothing."""
