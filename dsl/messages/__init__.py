"""The catalogue: what each code says, in Chinese and English, one file per part of the house that says it."""
