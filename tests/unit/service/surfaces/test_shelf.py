from __future__ import annotations

from types import SimpleNamespace

from axiom.service.surfaces.shelf import StoredSurface, SurfaceShelf


def stored(identifier):
    return StoredSurface(record=SimpleNamespace(id=identifier), surface=object())


def test_a_surface_is_loaded_once_and_the_least_used_makes_room():
    shelf, loaded = SurfaceShelf(2), []

    def get(identifier):
        def load():
            loaded.append(identifier)
            return stored(identifier)

        return shelf.get(identifier, load)

    first = get("a")
    get("b")
    assert get("a") is first
    get("c")
    get("a")
    get("b")
    assert loaded == ["a", "b", "c", "b"]
    assert len(shelf) == 2
