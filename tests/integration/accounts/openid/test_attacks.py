"""Each way to be signed in as somebody else, refused: in words, with a line in the security log, and with no session."""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from django.contrib.auth.models import User
from django.test import Client

from editorial.accounts.openid import fetching
from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.models import OpenIDLink
from editorial.security.models import Kind, SecurityEvent
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.openid.conftest import (
    CALLBACK,
    START,
    back_from,
    sent_to,
    sign_in,
    signed_in,
)
from tests.openid_issuer import (
    CLIENT_ID,
    CLIENT_SECRET,
    EC_KEY,
    OTHER_KEY,
    RSA_KEY,
    SHORT_KEY,
    TestIssuer,
    as_json,
    dripping,
    jwk,
    public_pem,
)

pytestmark = pytest.mark.django_db
NOW = int(time.time())
Setting = Callable[[TestIssuer], None]


def lies(**claims: Any) -> Setting:
    return lambda issuer: issuer.lies.update(claims)


def without(name: str) -> Setting:
    return lambda issuer: issuer.leave_out.add(name)


def signs(how: Callable[[dict[str, Any]], str], *keys: dict[str, Any]) -> Setting:
    def setting(issuer: TestIssuer) -> None:
        issuer.sign = how
        issuer.keys = list(keys) or issuer.keys

    return setting


def by_hand(header: dict[str, Any], secret: bytes) -> Callable[[dict[str, Any]], str]:
    """A token that libraries refuse to make."""

    def part(found: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(found).encode()).rstrip(b"=").decode()

    def made(claims: dict[str, Any]) -> str:
        text = f"{part(header)}.{part(claims)}"
        mac = hmac.new(secret, text.encode(), hashlib.sha256).digest() if secret else b""
        return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    return made


def signed(key: Any, algorithm: str = "RS256", kid: Any = "first", **header: Any) -> Callable[..., str]:
    return lambda claims: jwt.encode(
        claims, key, algorithm, headers=({"kid": kid} if kid is not None else {}) | header
    )


def broken_signature(claims: dict[str, Any]) -> str:
    token = signed(RSA_KEY)(claims)
    head, said, mac = token.split(".")
    return f"{head}.{said}.{'A' if mac[0] != 'A' else 'B'}{mac[1:]}"


def other_claims_under_a_true_signature(claims: dict[str, Any]) -> str:
    head, _, mac = signed(RSA_KEY)(claims | {"sub": "member-2"}).split(".")
    return f"{head}.{signed(RSA_KEY)(claims).split('.')[1]}.{mac}"


def truly_signed(key: Any, header: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    """By hand too, so that such a token fails for what it says and not for how it is made."""

    def made(claims: dict[str, Any]) -> str:
        text = by_hand(header, b"")(claims).rstrip(".")
        mac = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    return made


FORGED: dict[str, Setting] = {
    "another nonce": lies(nonce="another"),
    "no nonce": without("nonce"),
    "a nonce that is no word": lies(nonce=["n"]),
    "another audience": lies(aud="another-site"),
    "several audiences and no azp": lies(aud=[CLIENT_ID, "another-site"]),
    "made for another program": lies(aud=[CLIENT_ID, "another-site"], azp="another-site"),
    "azp of another, though the audience is ours": lies(azp="another-site"),
    "no audience": without("aud"),
    "another issuer": lies(iss="https://elsewhere.example"),
    "no issuer": without("iss"),
    "expired": lies(exp=NOW - 3600, iat=NOW - 7200),
    "no expiry": without("exp"),
    "expiry that is no time": lies(exp="tomorrow"),
    "made in the future": lies(iat=NOW + 3600, exp=NOW + 7200),
    "not valid yet": lies(nbf=NOW + 3600),
    "no subject": without("sub"),
    "a blank subject": lies(sub=""),
    "a subject that is no name": lies(sub={"a": 1}),
    "a subject longer than any": lies(sub="s" * 256),
    "a subject of two lines": lies(sub="member-1\nmember-2"),
    "algorithm none": signs(by_hand({"alg": "none", "kid": "first"}, b"")),
    "algorithm None": signs(by_hand({"alg": "None", "kid": "first"}, b"")),
    "no algorithm": signs(by_hand({"kid": "first"}, b"")),
    "algorithms in a list": signs(by_hand({"alg": ["RS256"], "kid": "first"}, b"")),
    "HS256 with the public key": signs(by_hand({"alg": "HS256", "kid": "first"}, public_pem(RSA_KEY))),
    "HS256 with the client's secret": signs(by_hand({"alg": "HS256"}, CLIENT_SECRET.encode())),
    "HS256 with an oct key in the JWKS": signs(
        by_hand({"alg": "HS256", "kid": "o"}, b"s" * 32),
        {"kty": "oct", "kid": "o", "k": base64.urlsafe_b64encode(b"s" * 32).decode()},
    ),
    "RS512": signs(signed(RSA_KEY, "RS512")),
    "a key that is not the issuer's": signs(signed(OTHER_KEY, kid="other")),
    "another's key under the issuer's name": signs(signed(OTHER_KEY)),
    "a key in the token itself": signs(signed(OTHER_KEY, kid="first", jwk=jwk(OTHER_KEY, "first"))),
    "a key at an address in the token": signs(
        signed(OTHER_KEY, kid="own", jku="http://127.0.0.1:1/keys", x5u="http://127.0.0.1:1/")
    ),
    "a key for encryption": signs(signed(RSA_KEY, kid="e"), jwk(RSA_KEY, "e", use="enc")),
    "a key for another algorithm": signs(signed(RSA_KEY, kid="p"), jwk(RSA_KEY, "p", alg="PS256")),
    "an EC key for RS256": signs(signed(RSA_KEY, kid="c"), jwk(EC_KEY, "c")),
    "a curve that is not the algorithm's": signs(
        signed(EC_KEY, "ES256", kid="c"), jwk(ec.generate_private_key(ec.SECP384R1()), "c")
    ),
    "a short key": signs(truly_signed(SHORT_KEY, {"alg": "RS256", "kid": "s"}), jwk(SHORT_KEY, "s")),
    "a key without its numbers": signs(signed(RSA_KEY), {"kty": "RSA", "kid": "first"}),
    "a key of other things": signs(signed(RSA_KEY), {"kty": "RSA", "kid": "first", "n": 5, "e": []}),
    "no name, and two keys": signs(signed(RSA_KEY, kid=None), jwk(RSA_KEY, "a"), jwk(OTHER_KEY, "b")),
    "the same name twice": signs(signed(RSA_KEY), jwk(OTHER_KEY, "first"), jwk(RSA_KEY, "first")),
    "a header that is to be understood": signs(
        truly_signed(RSA_KEY, {"alg": "RS256", "kid": "first", "crit": ["b64"], "b64": True})
    ),
    "a broken signature": signs(broken_signature),
    "other claims under a true signature": signs(other_claims_under_a_true_signature),
    "no signature": signs(lambda claims: signed(RSA_KEY)(claims).rpartition(".")[0] + "."),
    "no token at all": signs(lambda claims: "member-1"),
    "an encrypted one": signs(lambda claims: "a.b.c.d.e"),
    "a header without end": signs(
        lambda claims: base64.urlsafe_b64encode(b'{"alg":' + b"[" * 60_000).decode().rstrip("=") + ".e30.e30"
    ),
}


def assert_refused(client: Client, answer: Any, status: int, words: str) -> None:
    page = answer.content.decode()
    assert (answer.status_code, signed_in(client)) == (status, None), page
    assert words in page
    assert not OpenIDLink.objects.exists()
    event = SecurityEvent.objects.get(kind=Kind.SIGN_IN_FAILED)
    assert event.detail.startswith("openid, ")


@pytest.mark.parametrize("setting", FORGED.values(), ids=FORGED)
def test_a_token_that_is_not_true(issuer: TestIssuer, writer: User, setting: Setting) -> None:
    setting(issuer)
    client = Client()
    assert_refused(client, sign_in(client, issuer), 403, "could not be verified")


def test_the_issuer_of_these_tests_signs_in_when_it_does_not_lie(issuer: TestIssuer, writer: User) -> None:
    lies(aud=[CLIENT_ID, "another-site"], azp=CLIENT_ID)(issuer)
    issuer.sign = truly_signed(RSA_KEY, {"alg": "RS256", "kid": "first"})
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk


def test_userinfo_about_another_person(issuer: TestIssuer, writer: User) -> None:
    f.person(Role.ADMINISTRATOR, email="ada@example.org")
    issuer.userinfo = {"sub": "member-2", "email": "ada@example.org", "email_verified": True}
    client = Client()
    assert_refused(client, sign_in(client, issuer), 403, "could not be verified")


def test_an_address_of_the_token_is_not_verified_by_userinfo_for_another(
    issuer: TestIssuer, writer: User
) -> None:
    issuer.leave_out = {"email_verified"}
    issuer.answers["/userinfo"] = lambda: as_json(
        {"sub": "member-1", "email_verified": True, "email": "x@example.org"}
    )
    client = Client()
    assert_refused(client, sign_in(client, issuer), 403, "no account here for x@example.org")


# --- The way through the browser ----------------------------------------------------------------------------


def test_a_state_that_was_used_or_never_begun_here(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    answer = back_from(issuer, sent_to(client))
    assert client.get(CALLBACK, answer).status_code == 302
    client.logout()
    for sent in (answer, answer | {"state": "another"}, {"code": "c"}, {}):
        again = client.get(CALLBACK, sent)
        assert (again.status_code, signed_in(client)) == (400, None)
        assert "was not begun in this browser" in again.content.decode()
    assert (
        SecurityEvent.objects.filter(kind=Kind.SIGN_IN_FAILED, detail__contains="not_begun_here").count() == 4
    )


def test_a_state_is_used_also_by_a_sign_in_that_failed(issuer: TestIssuer) -> None:
    client = Client()
    asked = sent_to(client)
    assert client.get(CALLBACK, back_from(issuer, asked)).status_code == 403  # no such account
    assert client.get(CALLBACK, back_from(issuer, asked)).status_code == 400
    issuer.answers["/token"] = lambda: as_json({}, 500)
    asked = sent_to(client)
    assert (
        client.get(CALLBACK, back_from(issuer, asked)).status_code == 503
    )  # when Django saves no session by itself
    assert client.get(CALLBACK, back_from(issuer, asked)).status_code == 400


def test_an_answer_that_was_meant_for_another_browser(issuer: TestIssuer, writer: User) -> None:
    attacker, victim = Client(), Client()
    planted = back_from(issuer, sent_to(attacker))
    sent_to(victim)
    assert_refused(victim, victim.get(CALLBACK, planted), 400, "was not begun in this browser")


def test_a_code_of_another_browser_under_a_state_of_ones_own(issuer: TestIssuer, writer: User) -> None:
    attacker, victim = Client(), Client()
    stolen = back_from(issuer, sent_to(victim))["code"]
    mine = back_from(issuer, sent_to(attacker))
    answer = attacker.get(CALLBACK, mine | {"code": stolen})  # the verifier is not the one it was asked with
    assert_refused(attacker, answer, 503, "cannot be reached, or does not answer as it should")


def test_a_token_of_another_sign_in_under_a_code_of_ones_own(issuer: TestIssuer, writer: User) -> None:
    asked = sent_to(Client())
    stolen = issuer.sign(issuer.claims(asked["nonce"]))
    issuer.sign = lambda claims: stolen
    attacker = Client()
    assert_refused(attacker, sign_in(attacker, issuer), 403, "could not be verified")


def test_a_code_works_once(issuer: TestIssuer, writer: User) -> None:
    first, second = Client(), Client()
    code = back_from(issuer, sent_to(first))
    first.get(CALLBACK, code)
    again = second.get(CALLBACK, back_from(issuer, sent_to(second)) | {"code": code["code"]})
    assert (again.status_code, signed_in(second)) == (503, None)


@pytest.mark.parametrize(
    "changed", [{"iss": "https://elsewhere.example"}, {"iss": ""}, {"error": "access_denied"}, {"code": ""},
                {"code": "c" * 5000}, {"code": "a\nb"}])  # fmt: skip
def test_an_answer_that_is_another_issuers_or_none(
    issuer: TestIssuer, writer: User, changed: dict[str, str]
) -> None:
    client = Client()
    answer = client.get(CALLBACK, back_from(issuer, sent_to(client)) | changed)
    assert (answer.status_code, signed_in(client)) == (403, None)
    assert not [path for path, _sent in issuer.asked if path == "/token"]


def test_an_answer_without_a_name_where_the_issuer_names_itself(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    answer = back_from(issuer, sent_to(client))
    del answer["iss"]
    assert_refused(client, client.get(CALLBACK, answer), 403, "could not be verified")


def test_what_the_issuer_writes_is_not_repeated(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    said = {
        "error": "<b>x</b>\n",
        "error_description": "Call 555-0199 now",
        "state": sent_to(client)["state"],
        "iss": issuer.url,
    }
    page = client.get(CALLBACK, said).content.decode()
    assert "555" not in page and "<b>x" not in page
    assert "555" not in SecurityEvent.objects.get().detail


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "///elsewhere.example",
               "javascript:alert(1)", "/\t/elsewhere.example", "http:///elsewhere.example", "\x00/admin/",
               "http://testserver/accounts/email/", "admin/"])  # fmt: skip
def test_nobody_is_led_to_another_site(issuer: TestIssuer, writer: User, wanted: str) -> None:
    client = Client()
    answer = sign_in(client, issuer, next=wanted)
    assert (answer["Location"], signed_in(client)) == ("/", writer.pk)
    client = Client()
    sent = back_from(issuer, sent_to(client)) | {"next": wanted}
    assert client.get(CALLBACK, sent)["Location"] == "/"


def test_a_sign_in_is_begun_by_a_form_of_ours(issuer: TestIssuer, writer: User) -> None:
    assert Client().get(START).status_code == 405
    assert Client().post(CALLBACK).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    foreign = strict.post(START, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert "openid_pending" not in strict.session
    assert issuer.asked == []


# --- An issuer that fails ------------------------------------------------------------------------------------


def huge() -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, b'{"a":"' + b"x" * (fetching.MOST_BYTES * 4) + b'"}'


def packed() -> tuple[int, dict[str, str], bytes]:
    import gzip

    return 200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a":"' + b"x" * 10_000_000 + b'"}')


def slow() -> tuple[int, dict[str, str], bytes]:
    time.sleep(2)
    return as_json({})


FAILURES: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = {
    "an error": lambda: as_json({"error": "server_error"}, 500),
    "a page": lambda: (200, {"Content-Type": "text/html"}, b"<html>"),
    "a list": lambda: as_json([1]),
    "nothing": lambda: (200, {}, b""),
    "no end of brackets": lambda: (200, {}, b"[" * 200_000),
    "a redirect": lambda: (302, {"Location": "http://127.0.0.1:1/elsewhere"}, b""),
    "a redirect within": lambda: (307, {"Location": "/keys"}, b""),
    "too much": huge,
    "a packed bomb": packed,
    "too late": slow,
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"])
def test_an_issuer_that_answers_badly(
    issuer: TestIssuer, writer: User, path: str, monkeypatch: pytest.MonkeyPatch, subtests: Any
) -> None:
    monkeypatch.setattr(fetching, "SILENT_SECONDS", 0.5)
    issuer.userinfo = {"sub": "member-1", "email": writer.email, "email_verified": True}
    for name, failure in FAILURES.items():
        with subtests.test(name):
            from editorial.accounts.openid import issuer as asking

            asking.forget()
            issuer.answers = {path: failure}
            client = Client()
            if path == "/.well-known/openid-configuration":
                answer = client.post(START)
                assert "openid_pending" not in client.session
            else:
                answer = sign_in(client, issuer)
            assert (answer.status_code, signed_in(client)) == (503, None)
            assert "Example ID cannot be reached" in answer.content.decode()
            SecurityEvent.objects.latest("pk")


def test_an_issuer_that_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter now and then is never silent for long, and would hold a process for good."""
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 1)
    with dripping() as (address, sent):
        with pytest.raises(SignInRefused, match="cannot be reached"):
            fetching.fetch_json(address)
        assert 1 < len(sent) < 100


def test_a_silent_issuer_is_not_asked_for_everybody_who_presses_the_button(
    issuer: TestIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.answers = {"/.well-known/openid-configuration": lambda: as_json({}, 500)}
    assert [Client().post(START).status_code for _ in range(3)] == [503, 503, 503]
    assert len(issuer.asked) == 1
    issuer.answers = {}
    monkeypatch.setattr("editorial.accounts.openid.issuer.FAILED_SECONDS", 0)
    assert Client().post(START).status_code == 200


def test_an_issuer_that_is_away(issuer: TestIssuer, settings: Any) -> None:
    settings.OPENID_ISSUER = "http://127.0.0.1:1"
    client = Client()
    assert_refused(client, client.post(START), 503, "Example ID cannot be reached")


@pytest.mark.parametrize(
    "said", [{"issuer": "https://elsewhere.example"}, {"issuer": None}, {"token_endpoint": "http://elsewhere.example/token"},
             {"authorization_endpoint": "javascript:alert(1)"}, {"authorization_endpoint": "https://a@b.example/"},
             {"authorization_endpoint": "https://a.example/;\"><script>"}, {"jwks_uri": None}, {"jwks_uri": ["https://a.example"]},
             {"jwks_uri": "file:///etc/passwd"}, {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
             {"token_endpoint": "https://a.example:99999999/"}])  # fmt: skip
def test_an_issuer_that_describes_itself_wrongly(issuer: TestIssuer, said: dict[str, Any]) -> None:
    issuer.discovery = said
    client = Client()
    assert_refused(client, client.post(START), 503, "Example ID cannot be reached")


def test_http_is_for_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    usable = fetching.is_usable_address
    assert usable("https://login.example.org/realms/news") and usable("http://127.0.0.1:8000")
    assert not usable(
        "http://127.0.0.1:8000", loopback=False
    )  # an https issuer that names a port of this machine
    for wrong in ("http://login.example.org", "http://127.0.0.1.example.org", "https://", "ftp://login.example.org", "",
                  "https://[::1", "http://2130706433", "https://a b.example", None, 5):  # fmt: skip
        assert not usable(wrong)


def test_no_log_has_a_token_a_code_or_the_secret(
    issuer: TestIssuer, writer: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made: list[str] = []

    def sign(claims: dict[str, Any]) -> str:
        made.append(signed(OTHER_KEY)(claims))
        return made[-1]

    issuer.sign = sign
    client = Client()
    answer = back_from(issuer, sent_to(client))
    client.get(CALLBACK, answer)
    issuer.answers["/token"] = lambda: as_json(
        {"error": f"invalid_{CLIENT_SECRET}", "sent": answer["code"]}, 400
    )
    client.get(CALLBACK, back_from(issuer, sent_to(client)))
    kept = "\n".join([caplog.text, *SecurityEvent.objects.values_list("detail", flat=True)])
    assert made and "not_trusted" in kept and "unavailable" in kept
    for secret in (made[0], made[0].split(".")[1], answer["code"], answer["state"], CLIENT_SECRET):
        assert secret not in kept


def test_attempts_are_limited(issuer: TestIssuer) -> None:
    codes = [Client().get(CALLBACK, {"state": "guessed"}).status_code for _ in range(31)]
    assert (codes[:30], codes[30]) == ([400] * 30, 429)
    assert Client().post(START).status_code == 429
