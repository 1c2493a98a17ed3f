"""A log in PostgreSQL: added to by several at once, refusing to be changed, and telling where it was altered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl.place import Refused
from interpreter.logs import log
from tests.interpreter.logs.test_log import add
from tests.interpreter.receipts.issued import KEY, PHONE
from tests.server import PASSWORD, Server
from tests.workbench.running import facts_file, guiju, refused


@pytest.fixture
def kept(postgres: Server) -> Iterator[str]:
    """The address of a schema of its own."""
    postgres.run("CREATE SCHEMA logs")
    yield postgres.address(options="&options=-csearch_path%3Dlogs")
    postgres.run("DROP SCHEMA logs CASCADE")


def test_what_was_added_is_sound(kept: str) -> None:
    head = add(kept, 5).hash
    found = log.verify(kept, KEY, head, 5)
    assert (found.count, found.head, found.flaw) == (5, head, None)
    assert [each.number for each in log.entries(kept, 2)] == [4, 5]
    assert log.entries(kept)[0].data["store"] == "postgresql"


def test_several_add_at_once(kept: str) -> None:
    """From the very first entry on, which makes the table."""
    threads = [threading.Thread(target=add, args=(kept, 8)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert log.verify(kept, KEY, least=32).count == 32
    assert log.verify(kept, KEY).flaw is None


@pytest.mark.parametrize("statement", ["UPDATE {} SET content = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_table_refuses_to_be_changed(postgres: Server, kept: str, statement: str) -> None:
    add(kept)
    with pytest.raises(Exception, match="entries of the log stay as they are"):
        postgres.run(statement.format("logs.guiju_log"))
    assert log.verify(kept, KEY, least=1).flaw is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE {} SET content = replace(content, 'denied', 'permitted') WHERE number = 3", 3),
        ("UPDATE {} SET content = content || ' ' WHERE number = 2", 2),
        ("DELETE FROM {} WHERE number = 4", 4),
        ("UPDATE {} SET number = 9 WHERE number = 5", 5),
        ("UPDATE {0} AS t SET content = (SELECT content FROM {0} WHERE number = 8 - t.number) WHERE number > 2", 3),
    ],
)
def test_what_its_owner_alters_all_the_same_is_told(postgres: Server, kept: str, statement: str, number: int) -> None:
    add(kept, 5)
    postgres.run("ALTER TABLE logs.guiju_log DISABLE TRIGGER ALL", statement.format("logs.guiju_log"))
    found = log.verify(kept)
    assert found.flaw is not None
    assert found.number == number


def test_who_may_only_add_and_read_can_add(postgres: Server, kept: str) -> None:
    add(kept)
    postgres.run(
        "CREATE ROLE clerk LOGIN PASSWORD 'clerk'", "GRANT USAGE ON SCHEMA logs TO clerk",
        "GRANT SELECT, INSERT ON logs.guiju_log TO clerk",
    )  # fmt: skip
    clerk = kept.replace(kept[len("postgresql://") : kept.index("@")], "clerk:clerk")
    try:
        assert add(clerk).number == 2
        postgres.run("REVOKE INSERT ON logs.guiju_log FROM clerk")
        with pytest.raises(Refused) as told:
            add(clerk)
        assert "not permitted" in told.value.about("").message("en")
    finally:
        postgres.run(
            "REVOKE ALL ON logs.guiju_log FROM clerk", "REVOKE USAGE ON SCHEMA logs FROM clerk", "DROP ROLE clerk"
        )


def test_the_commands_take_its_address_and_tell_no_password(postgres: Server, kept: str, tmp_path: Path) -> None:
    guiju("log", "key", tmp_path / "key")
    facts = {"line": {"id": "L1", "msisdn": PHONE, "suspended_on": "2016-04-12"}}
    file = facts_file(tmp_path, facts)
    asked = ("decide", "terminate", "--facts", file, "--on", "2016-07-11", "--log-key", tmp_path / "key")
    done = guiju(*asked, "--format", "json", env={"GUIJU_LOG": kept})
    assert done.data["logged"]["number"] == 1
    seen = guiju("log", "verify", kept, "--log-key", tmp_path / "key")
    assert (seen.status, seen.out.splitlines()[0]) == (0, "postgresql:///postgres: 1 entries, none altered")
    said = (
        done.out
        + seen.out
        + refused(guiju("log", "verify", postgres.address("nowhere")), "[RC202]", "no such database")
    )
    said += refused(guiju(*asked, "--log", postgres.address(password="wr0ng-secret")), "the password is wrong")
    assert PASSWORD not in said
    assert "wr0ng" not in said
    empty = kept.replace("%3Dlogs", "%3Dpublic")
    assert "has no table guiju_log" in refused(guiju("log", "verify", empty))
