"""The application opens and closes what its handlers share."""

import pytest
from fastapi.testclient import TestClient

from axiom.core.errors import StoreError
from axiom.service import ServiceSettings, create_app


def test_handlers_reach_what_they_share(fresh_file: str) -> None:
    settings = ServiceSettings(database_url=fresh_file, threads=3)
    app = create_app(settings)
    with TestClient(app):
        services = app.state.services
        assert services.settings is settings
        services.store.ping()


def test_a_database_without_tables_is_refused_with_the_remedy(tmp_path: object) -> None:
    app = create_app(ServiceSettings(database_url=f"sqlite:///{tmp_path}/empty.db"))
    with pytest.raises(StoreError, match="axiom store upgrade"), TestClient(app):
        pass
