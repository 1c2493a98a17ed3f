"""One Spark for all tests that need it: on this machine, small, and quick to be there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from interpreter.columns.session import absent, start

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # compile little: it does little
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Skips where there is no Spark or no Java; fails instead where GUIJU_REQUIRE_SPARK says so, as CI does."""
    if missing := absent():
        if os.environ.get("GUIJU_REQUIRE_SPARK"):
            pytest.fail(f"Spark is required here: {missing.en}")
        pytest.skip(f"SPARK IS NOT TESTED: {missing.en}")
    session = start("local[2]", tmp_path_factory.mktemp("spark"), "1g", _SETTINGS)
    yield session
    session.stop()
