"""Two versions of a book: what is written otherwise, who is treated otherwise, and how many of a snapshot."""
