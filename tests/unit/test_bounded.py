"""Functions of ours in a process of their own: what comes back, and every way in which nothing does."""

import hashlib

import pytest

from editorial import bounded
from editorial.bounded import Crashed, OutOfMemory, TookTooLong, call_bounded

LIMITS = {"seconds": 20, "memory_bytes": 300_000_000, "most_output": 1_000_000}
HERE = "tests.unit.test_bounded"


def digest(source: bytes) -> bytes:
    return hashlib.sha256(source).digest()


def refuse(source: bytes) -> bytes:
    raise ValueError("said in words: “ж”")


def greedy(source: bytes) -> bytes:
    return bytes(400_000_000)


def endless(source: bytes) -> bytes:
    while True:
        pass


def talkative(source: bytes) -> bytes:
    return bytes(2_000_000)


def broken(source: bytes) -> bytes:
    raise RuntimeError("unforeseen")


def test_bytes_in_and_bytes_out() -> None:
    assert call_bounded(f"{HERE}:digest", b"a" * 3_000_000, **LIMITS) == digest(b"a" * 3_000_000)


def test_what_it_says_comes_back_as_it_was_said() -> None:
    with pytest.raises(ValueError, match="said in words: “ж”"):
        call_bounded(f"{HERE}:refuse", b"", **LIMITS)


@pytest.mark.parametrize(
    ("name", "error"),
    [("greedy", OutOfMemory), ("talkative", Crashed), ("broken", Crashed), ("missing", Crashed)],
)
def test_every_other_end(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        call_bounded(f"{HERE}:{name}", b"", **LIMITS)


def test_one_that_does_not_end_is_ended() -> None:
    with pytest.raises(TookTooLong):
        call_bounded(f"{HERE}:endless", b"", **LIMITS | {"seconds": 1})


def test_a_function_has_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "SECRET_KEY" not in bounded._environment()
