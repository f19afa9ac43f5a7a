"""The base of everything that goes over the wire."""

import pytest
from pydantic import ValidationError

from axiom.wire import WireModel


class Strike(WireModel):
    strike: float


@pytest.mark.parametrize(
    "text",
    ['{"strike": NaN}', '{"strike": Infinity}', '{"strike": 1, "vol": 2}', '{"strike": 1e999}'],
)
def test_refuses_what_is_no_number_and_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ValidationError, match=r"finite|not permitted"):
        Strike.model_validate_json(text)


def test_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Strike(strike=1.0).strike = 2.0
