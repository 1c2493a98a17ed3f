"""What all tests share: exact outputs (`golden`), how long Hypothesis searches, the servers that tests share.

`tests/dsl` and `dsl` bear one name, so tests are imported by their path from the project's root (pytest's importlib
mode), and no folder under `tests` has an `__init__.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tests.server import Server

GOLDEN = Path(__file__).parent / "golden"

# No deadline: the first example pays for imports and for reading a rulebook. Examples stay random, so that every run
# searches somewhere else; where one fails, the blob printed with it reproduces it (`@reproduce_failure`).
settings.register_profile("dev", deadline=None, print_blob=True, max_examples=100)
settings.register_profile(
    "ci",
    deadline=None,
    print_blob=True,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],  # a shared machine is slow now and then; that is no finding
)
# `make campaign`: as long as it takes, outside CI
settings.register_profile("campaign", settings.get_profile("ci"), max_examples=2000)
# `make mutants`: few examples and the same ones for each mutant, so that the figures can be measured again; a failure
# is a mutant killed, and nobody reads its smallest example
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


_PASSING = re.compile(r"(\d+) passing")
_EXAMPLES = "examples"
_TRIED: dict[str, int] = {}
"""Property → examples that passed in this run."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes in the report of a property how many examples Hypothesis tried."""
    report = yield
    statistics = getattr(item, "hypothesis_statistics", None)
    if call.when == "call" and statistics:
        report.user_properties.append((_EXAMPLES, sum(int(count) for count in _PASSING.findall(statistics))))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counts them where the reports of all processes come together."""
    for name, count in report.user_properties:
        if name == _EXAMPLES:
            _TRIED[report.nodeid] = int(str(count))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line: how many properties were tried with how many examples; `bench/measure.py` reads it."""
    if _TRIED:
        terminalreporter.write_line(f"properties: {len(_TRIED)}, examples: {sum(_TRIED.values())}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden-update`, as `make golden` gives it."""
    parser.addoption("--golden-update", action="store_true", help="write the exact outputs in tests/golden anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)`: `text` is, character by character, what the file `tests/golden/NAME` holds."""
    update = bool(request.config.getoption("--golden-update"))

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        if not file.is_file():
            pytest.fail(f"tests/golden/{name} is not there yet: `make golden` writes it, then read it")
        assert text == file.read_bytes().decode("utf-8"), (
            f"tests/golden/{name} differs; `make golden` accepts the change"
        )

    return compare


# ── PostgreSQL ──


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Skips where there is no server or no driver; fails instead where GUIJU_REQUIRE_POSTGRES says so, as CI does."""
    from tests.server import lacking, serving

    if missing := lacking():
        if os.environ.get("GUIJU_REQUIRE_POSTGRES"):
            pytest.fail(f"PostgreSQL is required here: {missing}")
        pytest.skip(f"POSTGRESQL IS NOT TESTED: {missing}")
    with serving() as server:
        yield server


# ── Spark ──


_BY_SPARK = re.compile(r"/test_(on_)?spark\.py|/test_dialects\.py|_by_spark\b")
"""The tests that need Spark, by their names, which are all that is known where tests are given to processes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need Spark are called so."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()) and not _BY_SPARK.search(item.nodeid):
            raise pytest.UsageError(f"{item.nodeid} needs Spark: {_BY_SPARK.pattern} is to match its name")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where the tests run in several processes, those that need Spark run in one of them: it takes a while to start.

    xdist's own groups go by a name that it gives to a test, which pytest 9.2 does not take.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return "spark" if _BY_SPARK.search(nodeid) else nodeid

    return Scheduling(config, log)


_SPARK = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # compile little: it does little
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Skips where there is no Spark or no Java; fails instead where GUIJU_REQUIRE_SPARK says so, as CI does."""
    from interpreter.columns.session import absent, start

    if missing := absent():
        if os.environ.get("GUIJU_REQUIRE_SPARK"):
            pytest.fail(f"Spark is required here: {missing.en}")
        pytest.skip(f"SPARK IS NOT TESTED: {missing.en}")
    session = start("local[2]", tmp_path_factory.mktemp("spark"), "1g", _SPARK)
    yield session
    session.stop()
