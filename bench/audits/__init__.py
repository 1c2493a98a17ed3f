"""The audit of `bench/thirteen` as its peers do it: a Parquet table in; findings, rejects and counts out."""
