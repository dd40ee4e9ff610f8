"""A small OpenID Connect issuer on loopback: discovery, keys, authorize, token, userinfo. It can be told to lie.

It is strict about what a client sends (PKCE, secret, redirect address, one use of a code), so that a sign-in which succeeds
was asked for as the protocol says; `lies` and `answers` change what it says.
"""

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "oewatch:digest", "a secret with : and % in it"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  refused, as it should be
EC_KEY = ec.generate_private_key(ec.SECP256R1())
MEMBER = {"sub": "member-1", "email": "ines@example.org", "email_verified": True, "name": "Ines del Rio"}

Answer = Callable[[], tuple[int, dict[str, str], bytes]]


def as_json(found: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    """An answer of the server."""
    return status, {"Content-Type": "application/json"}, json.dumps(found).encode()


def jwk(key: Any, kid: str, **more: str) -> dict[str, Any]:
    """The public half as the issuer publishes it."""
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return algorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"} | more


def public_pem(key: Any) -> bytes:
    """What somebody would sign with who hopes that a public key is taken for a secret."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@dataclass
class TestIssuer:
    """`member` is who signs in there next; `lies` are laid over the ID token, `answers` replace whole answers by path.

    `sign` makes the token; `asked` are the requests that came, as (path, parameters).
    """

    __test__ = False

    url: str = ""
    member: dict[str, Any] = field(default_factory=lambda: dict(MEMBER))
    lies: dict[str, Any] = field(default_factory=dict)
    leave_out: set[str] = field(default_factory=set)
    userinfo: dict[str, Any] | None = None  # None: the token has it all
    discovery: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk(RSA_KEY, "first")])
    answers: dict[str, Answer] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        claims, RSA_KEY, "RS256", headers={"kid": "first"}
    )
    passes_through: str = ""  # another host that people are led past, as organizations' servers do
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        """Its own description (OpenID Connect Discovery 1.0)."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
        } | self.discovery

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to, as after a sign-in by `member`."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return (
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"
        )

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, str], bytes]:
        """Tokens for a code, once."""
        if authorization.startswith("Basic "):
            who, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
            known = (unquote_plus(who), unquote_plus(secret)) == (CLIENT_ID, CLIENT_SECRET)
        else:
            known = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not known:
            return as_json({"error": "invalid_client"}, 401)
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent["redirect_uri"]
        ):
            return as_json({"error": "invalid_grant", "error_description": "the code is not yours"}, 400)
        return as_json(
            {
                "access_token": "access-" + secrets.token_urlsafe(8),
                "token_type": "Bearer",
                "id_token": self.sign(self.claims(asked["nonce"])),
            }
        )

    def claims(self, nonce: str) -> dict[str, Any]:
        """What the ID token says."""
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce} | self.member
        if self.userinfo is not None:
            said = {name: value for name, value in said.items() if not name.startswith("email")}
        return {name: value for name, value in (said | self.lies).items() if name not in self.leave_out}

    def answer(
        self, path: str, sent: dict[str, str], authorization: str
    ) -> tuple[int, dict[str, str], bytes]:
        """What the server says to a request."""
        self.asked.append((path, sent))
        if path in self.answers:
            return self.answers[path]()
        if path == "/.well-known/openid-configuration":
            return as_json(self.described())
        if path == "/keys":
            return as_json({"keys": self.keys})
        if path == "/authorize" and self.passes_through:
            past = f"{self.passes_through}/past?{urlencode(sent)}"
            return 302, {"Location": past}, b""
        if path in ("/authorize", "/past"):
            return 302, {"Location": self.authorize(sent)}, b""
        if path == "/token":
            return self.token(sent, authorization)
        if path == "/userinfo" and authorization.startswith("Bearer access-"):
            return as_json(self.userinfo)
        return as_json({"error": "not_found"}, 404)


def _handler(issuer: TestIssuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self, text: str, path: str) -> None:
            sent = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
            status, headers, body = issuer.answer(path, sent, self.headers.get("Authorization", ""))
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # who asked has gone: it was too much, or too late
                pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._answer(parts.query, parts.path)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._answer(self.rfile.read(length).decode(), urlsplit(self.path).path)

        def log_message(self, *_words: Any) -> None:
            """Nothing: a test says what it saw."""

    return Handler


@contextmanager
def running_issuer() -> Iterator[TestIssuer]:
    """An issuer that answers on loopback until the block ends."""
    issuer = TestIssuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer))
    server.daemon_threads = True
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def dripping() -> Iterator[tuple[str, list[bytes]]]:
    """(address, what was sent so far): a server that sends its answer letter by letter, ten a second, without end."""
    listening = socket.create_server(("127.0.0.1", 0))
    sent: list[bytes] = []

    def serve() -> None:
        with suppress(OSError):
            asking, _ = listening.accept()
            with asking:
                asking.recv(10_000)
                asking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while True:
                    asking.sendall(b" ")
                    sent.append(b" ")
                    time.sleep(0.1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", sent
    finally:
        listening.close()
        thread.join(5)
