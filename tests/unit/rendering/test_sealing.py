"""A sealed file is opened as it was made, and in no other case."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.rendering.sealing import seal, unseal

KIND, KEY = "oewatch part 1", "a" * 64


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_out(body: bytes) -> None:
    assert unseal(KIND, KEY, seal(KIND, KEY, body)) == body


@pytest.mark.parametrize("body", [b"", b"the body\nof a file"])
def test_any_byte_that_is_another_one_missing_or_too_many_is_noticed(body: bytes) -> None:
    data = seal(KIND, KEY, body)
    for at in range(len(data)):
        assert unseal(KIND, KEY, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) is None
        assert unseal(KIND, KEY, data[:at]) is None
        assert unseal(KIND, KEY, data[:at] + data[at + 1 :]) is None
    assert unseal(KIND, KEY, data + b"\n") is None


@pytest.mark.parametrize(("kind", "key"), [("oewatch part 2", KEY), (KIND, "b" * 64), (KEY, KIND)])
def test_of_another_kind_or_key(kind: str, key: str) -> None:
    assert unseal(kind, key, seal(KIND, KEY, b"x")) is None


def test_it_needs_nothing_of_django() -> None:
    """The rendering process and the server both import it."""
    code = "import sys, editorial.rendering.sealing, editorial.rendering.web.cutting; print('django' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
