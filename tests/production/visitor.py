"""Somebody with a browser, as far as cookies, forms and redirects go."""

import base64
import hashlib
import hmac
import http.client
import http.cookiejar
import re
import ssl
import struct
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urljoin

PASSWORD = "of-a-journey-in-production"
BOUNDARY = "a-boundary-that-no-file-has"


@dataclass(frozen=True)
class Answer:
    """What came back: its status, where from (after redirects), headers, body."""

    status: int
    url: str
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


class Visitor:
    """A person at `url`; the certificate is checked with `tls`."""

    def __init__(self, url: str, tls: ssl.SSLContext) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        handlers = [
            urllib.request.HTTPSHandler(context=tls),
            urllib.request.HTTPCookieProcessor(self.cookies),
        ]
        self._following = urllib.request.build_opener(*handlers)
        self._staying = urllib.request.build_opener(*handlers, _Staying)

    def get(self, path: str, *, follow: bool = True, **headers: str) -> Answer:
        """Ask for a page. Header names have _ for -."""
        return self._ask(urllib.request.Request(urljoin(self.url, path)), follow, headers)

    def post(
        self,
        path: str,
        *,
        page: str = "",
        token: dict[str, str] | None = None,
        follow: bool = True,
        **fields: str,
    ) -> Answer:
        """Send a form that stands on `page` (else at its own address); `token` is one that was read before."""
        token = token or self.token(page or path)
        return self._ask(self._request(path, page, urlencode(fields | token).encode()), follow, {})

    def upload(
        self, path: str, *, page: str, file: bytes, name: str = "picture.png", **fields: str
    ) -> Answer:
        """Send a form with a file called “file”."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (fields | self.token(page)).items()
        ]
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        )
        body = b"".join(parts) + head + file + f"\r\n--{BOUNDARY}--\r\n".encode()
        request = self._request(path, page, body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        return self._ask(request, True, {})

    def token(self, page: str) -> dict[str, str]:
        """The token in a form of the page."""
        return token_in(self.get(page))

    def field(self, page: str, name: str, *, form: str) -> str:
        """The value of a hidden field of the form on `page` that posts to `form`."""
        text = self.get(page).text
        for one in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            if f'action="{form}"' in one:
                for tag in re.findall(r"<input\b[^>]*>", one):
                    if f'name="{name}"' in tag:
                        return unescape(re.search(r'value="([^"]*)"', tag)[1])  # type: ignore[index]
        raise AssertionError(f"{page} has no form for {form} with {name}")

    def sign_in(self, email: str, password: str) -> Answer:
        """By the form; then set up the second step where the site asks for one."""
        answer = self.post("/accounts/login/", login=email, password=password)
        if "/accounts/" not in answer.url:
            return answer
        page = "/accounts/2fa/totp/activate/"
        asked = self.get(page)
        if "/reauthenticate/" in asked.url:
            asked = self.post("/accounts/reauthenticate/", password=password, next=page)
        secret = re.search(r'class="secret">(\w+)<', asked.text)
        assert secret, f"no way on from {asked.url}: {asked.status}"
        # The key is another one each time that the page is asked for: the form is that of the page that showed it.
        activated = self.post(page, token=token_in(asked), code=code_now(secret[1]))
        assert activated.status == 200 and activated.url != asked.url, activated.text[:4000]
        return self.get("/")

    def _request(self, path: str, page: str, body: bytes) -> urllib.request.Request:
        referer = urljoin(self.url, page or path)
        return urllib.request.Request(
            urljoin(self.url, path), data=body, headers={"Referer": referer, "Origin": self.url}
        )

    def _ask(self, request: urllib.request.Request, follow: bool, headers: dict[str, str]) -> Answer:
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        opener = self._following if follow else self._staying
        try:
            response = opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            response = refused
        with response:
            return Answer(response.status, response.url, response.headers, response.read())


def token_in(answer: Answer) -> dict[str, str]:
    """The token in a form of a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
    assert found, f"{answer.url} has no form: {answer.status}"
    return {"csrfmiddlewaretoken": found[1]}


def code_now(secret: str) -> str:
    """What an authenticator app with this secret (base32) shows now (RFC 6238, SHA-1, 30 s, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
