"""An editor's first day in a real browser: led to a second step, signed out, in again with a code; and somebody locked out."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from editorial.security.models import Kind
from editorial.security.operations import note
from editorial.states import Role
from tests import factories
from tests.integration.accounts.test_second_step import code_of
from tests.journeys.conftest import LOOKS, violations
from tests.journeys.test_signing_in import give_password, sign_out, stranger

__all__ = ["stranger"]
pytestmark = pytest.mark.serial
ED = "ed@example.org"


def look(page: Page, name: str) -> None:
    """Nothing for axe, nothing wider than the window, at every width and in both schemes."""
    for width, scheme in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # colors on their way
        assert violations(page) == [], (name, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)


def test_an_editor_is_led_to_a_second_step_and_signs_in_with_it(
    stranger: Callable[..., Page], settings: Any
) -> None:
    settings.SECOND_STEP_ROLES = ["editor"]
    factories.person(Role.EDITOR, email=ED, password="several dull words")
    page = stranger()
    page.goto("/admin/editorial/article/")
    give_password(page, ED)
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    look(page, "needed")
    page.goto("/check/")
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    page.goto("/admin/editorial/article/")

    page.keyboard.press("Tab")  # by keyboard: skip link, then on to the button
    page.get_by_role("link", name="Set up an app").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
    look(page, "app")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    look(page, "codes")
    page.get_by_role("link", name="Go on to your work").click()
    page.wait_for_url("**/admin/editorial/article/")

    page.goto("/accounts/2fa/totp/deactivate/")
    expect(page.get_by_text("this is your only one")).to_be_visible()
    look(page, "the last one stays")
    page.goto("/accounts/sessions/")
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()

    sign_out(page)
    give_password(page, ED)
    page.get_by_label("Code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def test_a_passkey_will_do_and_the_other_browser_is_signed_out(
    stranger: Callable[..., Page], settings: Any
) -> None:
    settings.SECOND_STEP_ROLES = ["editor"]
    factories.person(Role.EDITOR, email=ED, password="several dull words")
    other, page = stranger(), stranger()
    for one in (other, page):
        one.goto("/accounts/login/")
        give_password(one, ED)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="Go on to your work").click()
    page.wait_for_url("**/admin/")
    other.goto("/admin/")
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_pages_of_locks_sessions_and_the_security_log(
    stranger: Callable[..., Page], page_of: Callable[..., Page], settings: Any
) -> None:
    boss = factories.person(Role.ADMINISTRATOR, Role.AUTHOR, email=ED, password="several dull words")
    here, there = stranger(), stranger()
    for one in (here, there):
        one.goto("/accounts/login/")
        give_password(one, ED)
        one.wait_for_url("**/")
    here.goto("/accounts/sessions/")
    look(here, "sessions")
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("You are signed out everywhere else.")).to_be_visible()
    there.goto("/")
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
    for kind in Kind:
        note(kind=kind, person=boss, detail="An example of what may stand here")
    here.goto("/admin/editorial/securityevent/")
    look(here, "security log")
    settings.SECOND_STEP_ROLES = ["administrator"]
    locked = page_of(boss)
    locked.goto("/accounts/second-step/")
    look(locked, "needed, by an administrator")


def test_too_many_wrong_passwords_say_how_long_to_wait(
    browser: Browser, stranger: Callable[..., Page], live_server: Any, settings: Any
) -> None:
    settings.AXES_FAILURE_LIMIT = settings.SIGN_IN_FAILURES = 2
    factories.author(email=ED, password="several dull words")
    page = browser.new_page(base_url=live_server.url)  # a browser complains about an answer of 429
    page.goto("/accounts/login/")
    give_password(page, ED, "wrong")
    expect(page.get_by_text("do not belong together")).to_be_visible()
    give_password(page, ED, "wrong again")
    expect(page.get_by_role("alert")).to_contain_text("Wait 15 minutes")
    look(page, "locked")
    page.get_by_role("link", name="Reset your password").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    page.context.close()
