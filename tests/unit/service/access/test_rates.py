"""What a rate limit answers."""

from axiom.service.access.admission import Admission
from axiom.service.access.buckets import Rate, Taken

RATE = Rate(per_second=10.0, burst=25)


def test_headers_say_the_policy_and_what_is_left() -> None:
    taken = Taken(is_admitted=True, remaining=7, retry_after_s=0.0, full_after_s=1.75)
    admission = Admission(rate=RATE, taken=taken)
    assert admission.is_admitted
    assert admission.headers == [
        (b"ratelimit-policy", b'"key";q=25;w=3'),
        (b"ratelimit", b'"key";r=7;t=2'),
    ]


def test_who_is_refused_learns_when_to_come_again() -> None:
    taken = Taken(is_admitted=False, remaining=0, retry_after_s=0.04, full_after_s=2.5)
    admission = Admission(rate=RATE, taken=taken)
    assert not admission.is_admitted
    assert (b"retry-after", b"1") in admission.headers
