"""What was decided, kept for good: a log that entries are only added to, each chained to the one before it.

`blind` tells facts without telling whose they are; `entry` is an entry and its line; `file` keeps lines in SQLite,
`server` in PostgreSQL; `log` adds, reads and verifies, wherever they are kept.
"""
