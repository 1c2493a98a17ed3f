"""The version of guiju that is installed."""

from __future__ import annotations

from dsl.version import version as version
