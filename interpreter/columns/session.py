"""Spark, opened with everything said that must not be left to a cluster's settings: this file alone imports it.

Arithmetic fails where it would round, wrap or give NULL, days are those of UTC, and Spark keeps what it has to say to
itself, for what a failed task says may quote a value.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl.core import Words
from interpreter.columns.dialects import SPARK
from interpreter.columns.values import Unheld

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

JAVA = 17
"""The oldest that Spark 4 runs on."""
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.legacy.decimal.retainFractionDigitsOnTruncate": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.localRelationThreshold": "1MB",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""Of every judgement, whatever the session has that it is asked in."""
_QUIET = """\
appender.nowhere.type = Null
appender.nowhere.name = nowhere
rootLogger.level = off
rootLogger.appenderRef.nowhere.ref = nowhere
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = off
"""
_LOCAL = {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false"}


class Absent(Exception):
    """Spark cannot be started here; `words` tell what is missing."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def absent() -> Words | None:
    """What is missing for Spark on this machine, if anything."""
    try:
        import pyspark  # noqa: F401  # whether it is there is all that is asked
    except ImportError:
        return Words(
            "没有安装 pyspark：pip install 'guiju[spark]'", "pyspark is not installed: pip install 'guiju[spark]'"
        )
    version = _java()
    if version is None:
        return Words(f"找不到 Java {JAVA}（或更新版本）", f"Java {JAVA} or newer is not found")
    if version < JAVA:
        return Words(
            f"Java {version} 太旧，需要 {JAVA} 或更新版本", f"Java {version} is too old: {JAVA} or newer is needed"
        )
    return None


def _java() -> int | None:
    """The version of the Java that Spark would start."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java:
        return None
    with suppress(OSError):
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        if found := re.search(r'version "(?:1\.)?([0-9]+)', said):
            return int(found[1])
    return None


@contextmanager
def opened(master: str, folder: Path, memory: str) -> Iterator[SparkSession]:
    """A session in the Spark that this program runs already, or in one that runs as long as it is needed.

    `folder` is private: what Spark spills on this machine goes there. `memory` is for Spark on this machine alone.
    Raises Absent.
    """
    if missing := absent():
        raise Absent(missing)
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").disabled = True  # it prints errors with the values they quote
    is_running = SparkContext._active_spark_context is not None  # in whichever thread it was started
    spark = SparkSession.builder.getOrCreate() if is_running else start(master, folder, memory)
    own = spark.newSession()
    try:
        for name, value in _SETTINGS.items():
            own.conf.set(name, value)
        yield own
    finally:
        if not is_running:
            spark.stop()


def start(master: str, folder: Path, memory: str, more: Mapping[str, str] | None = None) -> SparkSession:
    """Starts Spark, with `more` settings; see `opened`."""
    from pyspark.sql import SparkSession

    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET, encoding="ascii")
    java = (more or {}).get("spark.driver.extraJavaOptions", "")
    options = f"{java} -Dlog4j2.configurationFile={quiet.as_uri()} -Djava.io.tmpdir={folder}"
    builder = SparkSession.builder.appName("guiju").master(master)
    settings = {"spark.ui.showConsoleProgress": "false", "spark.cleaner.periodicGC.interval": "5min"}
    if master.startswith("local"):
        settings |= {**_LOCAL, "spark.local.dir": str(folder), "spark.driver.memory": memory}
    for name, value in (settings | dict(more or {}) | {"spark.driver.extraJavaOptions": options}).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


# ── an engine ──


class Distributed:
    """Spark, for a judgement: tables are views of what is kept in the executors' memory and on their disks."""

    dialect = SPARK
    is_eager = False

    def __init__(self, session: SparkSession) -> None:
        self.session = session
        self._kept: dict[str, list[DataFrame]] = {}

    def create(self, table: str, query: str, bound: Mapping[str, str] | None = None) -> None:
        """As `Engine.create`; computed when it is first read."""
        self._show(table, [self._computed(query, bound)])

    def give(self, table: str, rows: pyarrow.Table) -> None:
        """As `Engine.give`."""
        self._show(table, [self.session.createDataFrame(rows)])

    def view(self, table: str, query: str) -> None:
        """A query under a name, computed each time it is read."""
        self._show(table, [self._frame(query)])

    def scan(self, table: str, files: Sequence[Path]) -> list[str]:
        """Parquet files of one shape: `file`, its name; `row`, from 0; `c0`, `c1`, … → the types of these."""
        reader = self.session.read.option("recursiveFileLookup", True).option("mergeSchema", False)
        with failing():
            frame = reader.parquet(*(f"file://{path.absolute()}" for path in files))
            names = [f"c{place}" for place, _ in enumerate(frame.columns)]
            self._show(
                table, [frame.select("_metadata.file_name", "_metadata.row_index", "*").toDF("file", "row", *names)]
            )
        return [each.dataType.simpleString() for each in frame.schema]

    def append(self, table: str, queries: Sequence[str]) -> None:
        """As `Engine.append`."""
        if queries:
            self._show(table, [*self._kept[table], self._computed(" UNION ALL ".join(queries), now=True)])

    def settle(self, table: str) -> None:
        """Makes one table of all that was added to it."""
        self._show(table, [self._computed(f"SELECT * FROM {table}")])

    def drop(self, *tables: str) -> None:
        """As `Engine.drop`."""
        for table in tables:
            if self._kept.pop(table, None):
                self.session.catalog.dropTempView(table)

    def rows(self, query: str, bound: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
        """As `Engine.rows`."""
        with failing():
            return [tuple(row) for row in self._frame(query, bound).collect()]

    def table(self, query: str) -> pyarrow.Table:
        """The rows of a query, all of them here."""
        with failing():
            return self._frame(query).toArrow()

    def write(self, query: str, folder: Path) -> None:
        """The rows of a query into a folder that is not there yet, as Parquet parts whose names are in their order."""
        with failing():
            writer = self._frame(query).write.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", False)
            writer.parquet(f"file://{folder.absolute()}")
        for note in folder.glob(".*.crc"):
            note.unlink()

    def close(self) -> None:
        """Forgets all tables."""
        self.drop(*self._kept)

    def _frame(self, query: str, bound: Mapping[str, str] | None = None) -> DataFrame:
        with failing():
            return self.session.sql(query, args=dict(bound or {}))

    def _computed(self, query: str, bound: Mapping[str, str] | None = None, now: bool = False) -> DataFrame:
        """The rows of a query, kept by the executors until nobody asks for them any more.

        They are cut off from where they came from: Spark would else analyse all of that anew for each query that reads
        them, which takes longer than the queries themselves.
        """
        with failing():
            return self._frame(query, bound).localCheckpoint(eager=now)

    def _show(self, table: str, frames: list[DataFrame]) -> None:
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionAll(frame)
        whole.createOrReplaceTempView(table)
        self._kept[table] = frames


@contextmanager
def failing() -> Iterator[None]:
    """Turns what Spark says of numbers beyond its types into Unheld; its own words may quote a value.

    So it does where a column is missing: a plan has none for a condition on rows of one relation that speaks of the
    row of another one which goes around it. The embedded engine refuses such a plan, too.
    """
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        said = f"{type(error).__name__} {error}"
        if any(each in said for each in ("ArithmeticException", "NUMERIC_VALUE_OUT_OF_RANGE", "UNRESOLVED_COLUMN")):
            raise Unheld from None
        raise
