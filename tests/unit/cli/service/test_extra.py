"""Commands that need an extra."""

import pytest

from axiom.cli.service.extra import needs_extra
from axiom.core.errors import MissingDependencyError


def test_a_library_that_is_missing_is_named_with_the_remedy() -> None:
    with (
        pytest.raises(MissingDependencyError, match=r"pip install 'axiom-quant\[store\]'"),
        needs_extra("store"),
    ):
        raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")


@pytest.mark.parametrize("name", ["axiom.nowhere", None])
def test_what_is_missing_in_axiom_itself_is_no_extra(name: str | None) -> None:
    with pytest.raises(ModuleNotFoundError), needs_extra("store"):
        raise ModuleNotFoundError("missing", name=name)
