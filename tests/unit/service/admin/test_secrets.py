"""Answers that show a secret, this once."""

from axiom.service.admin.secrets import shown_once
from axiom.wire import WireModel


class _Shown(WireModel):
    name: str
    key: str | None


def test_what_is_kept_lacks_the_secret() -> None:
    answer = shown_once(_Shown(name="desk", key="s3cr3t"), "key", target="1")
    assert answer.status == 201
    assert answer.body == b'{"name":"desk","key":"s3cr3t"}'
    assert answer.kept_body == b'{"name":"desk","key":null}'
    assert answer.headers["cache-control"] == "no-store"
    assert "s3cr3t" not in repr(answer.details)
