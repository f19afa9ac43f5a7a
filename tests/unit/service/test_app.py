"""The application opens and closes what its handlers share."""

from fastapi.testclient import TestClient

from axiom.service import ServiceSettings, create_app


def test_handlers_reach_what_they_share() -> None:
    settings = ServiceSettings(database_url="sqlite:///elsewhere.db")
    app = create_app(settings)
    with TestClient(app):
        assert app.state.services.settings is settings
