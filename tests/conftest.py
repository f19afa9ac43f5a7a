"""Settings shared by all tests."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.servers"]

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
