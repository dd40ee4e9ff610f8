"""Getting an account and signing in to it, in a real browser: invitation, password, authenticator app, passkey."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from editorial.states import Role
from tests import factories
from tests.integration.accounts.test_second_step import code_of
from tests.journeys.conftest import LOOKS, violations
from tests.processes import make_roles

pytestmark = pytest.mark.serial
PASSWORD = "several dull words"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def stranger(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Page]]:
    """A page of nobody yet, on a machine that can keep passkeys; what the browser complains about fails the test.

    By name and not by number: passkeys are bound to a name, and “localhost” is the one that needs no https.
    """
    cache.clear()
    make_roles()
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(**options: Any) -> Page:
        base = live_server.url.replace("127.0.0.1", "localhost")
        context = browser.new_context(base_url=base, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def give_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Answer “Is it you?” with the password."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_from_an_invitation_to_an_account_with_app_and_passkey(
    page_of: Callable[..., Page], stranger: Callable[..., Page]
) -> None:
    make_roles()
    desk = page_of(factories.editor())
    desk.goto("/admin/editorial/invitation/add/")
    desk.get_by_label("E-mail").fill("ines@example.org")
    desk.get_by_label("Full name").fill("Ines del Rio")
    desk.get_by_label("Author").check()
    desk.get_by_role("button", name="Invite").click()
    link = desk.get_by_label("Link for Ines del Rio").input_value()

    page = stranger()
    page.goto(link[link.index("/invitations/") :])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_text("Welcome, Ines del Rio. Your account is ready.")).to_be_visible()

    page.goto("/accounts/2fa/totp/activate/")
    confirm(page)
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    sign_out(page)
    give_password(page, "ines@example.org")
    page.get_by_label("Code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    sign_out(page)
    give_password(page, "ines@example.org")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    expect(page.get_by_role("link", name="Ines del Rio")).to_be_visible()


def test_without_a_passkey_the_page_says_so(stranger: Callable[..., Page]) -> None:
    page = stranger()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing happened with the passkey")


def test_signing_in_by_keyboard_alone(stranger: Callable[..., Page]) -> None:
    factories.person(Role.AUTHOR, email="ines@example.org", password=PASSWORD)
    page = stranger()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("ines@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.mark.parametrize("width, scheme", [*LOOKS, (1600, "light")])
def test_no_page_about_accounts_has_an_axe_violation(
    stranger: Callable[..., Page], scheme: str, width: int
) -> None:
    factories.person(*Role, email="ines@example.org", password=PASSWORD)
    page = stranger(color_scheme=scheme, viewport={"width": width, "height": 900})

    def look(path: str) -> None:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    for path in (
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/accounts/password/reset/key/x-y/",
    ):
        look(path)
    page.goto("/accounts/login/")
    give_password(page, "ines@example.org", "wrong")
    assert violations(page) == []
    give_password(page, "ines@example.org")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/accounts/2fa/totp/activate/")
    assert violations(page) == []
    confirm(page)
    for path in (
        "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/logout/", "/admin/editorial/invitation/",
        "/admin/editorial/invitation/add/", "/admin/auth/user/",
    ):  # fmt: skip
        look(path)
