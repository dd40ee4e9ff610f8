"""Which e-mail addresses are taken: all that a message can be sent to, and none besides."""

import random

import pytest
from django.core.exceptions import ValidationError

from editorial.mail.addresses import can_be_a_recipient, validate_address


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org", "a.b-c_d+e'f@sub.example.org", "a@münchen.de", "a@xn--mnchen-3ya.de", "a@localhost",
        "a@пример.рф", "x" * 200 + "@example.org", '"ab"@example.org',
    ],
)  # fmt: skip
def test_addresses_that_are_taken(address: str) -> None:
    validate_address(address)
    assert can_be_a_recipient(address)


@pytest.mark.parametrize(
    "address, said",
    [
        ("", "not an e-mail"), ("nonsense", "not an e-mail"), ("a@b", "not an e-mail"), ("@example.org", "not an e-mail"),
        ("a@b\u2028.org", "not an e-mail"), ("a@b\u202e.org", "not an e-mail"), ("a@x.org\nBcc: b@x.org", "not an e-mail"),
        ("x" * 300 + "@x.org", "at most 254"), ("a@" + ".".join(["y" * 63] * 4) + ".org", "at most 254"),
        ("a@" + ".".join(["ü" * 30] * 7) + ".org", "at most 254"),
        ("İ@x.org", "Before the @"), ("\u212aim@x.org", "Before the @"), ("é@x.org", "Before the @"),
        ("a@" + "ä" * 63 + ".org", "after the @"), ("a@b\uff20evil.org", "after the @"),
    ],
)  # fmt: skip
def test_addresses_that_are_not_and_what_is_said(address: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        validate_address(address)


def test_whatever_is_taken_can_be_a_recipient() -> None:
    dice = random.Random(7)
    letters = "ab.-_+@@\"<>(),:; \\'\t\n\r\x00äßſıİK\u2028\u202e\u200b。＠⒈\ud7ff\uffff😀"
    taken = 0
    for _ in range(20_000):
        middle = "".join(dice.choice(letters) for _ in range(dice.randint(1, 7)))
        address = dice.choice(["a@{}.org", "{}@x.org", "{}", "a@x{}", "a{}b@x.org"]).format(middle)
        try:
            validate_address(address)
        except ValidationError:
            continue
        taken += 1
        assert can_be_a_recipient(address), address
    assert taken > 100
