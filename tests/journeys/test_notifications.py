"""An article is returned: who hears of it, where, by what way; the settings by keyboard; the e-mail as it looks."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial.factcheck.operations import record_check
from editorial.mail.models import Email
from editorial.notify import delivery
from editorial.notify.models import Channel, Notification
from editorial.notify.operations import announce
from editorial.notify.queries import channels_of, hour_of
from editorial.notify.table import Group
from editorial.states import ArticleState as S
from tests import factories
from tests.journeys.conftest import violations, widths_of
from tests.journeys.test_workspace import fits, tab_to
from tests.processes import make_roles

pytestmark = pytest.mark.serial

REASON = "The second source is missing.\nاسم الوزير غير صحيح"


def bell_of(page: Page) -> str:
    """The number beside the bell; blank when there is none."""
    count = page.locator(".bell-count")
    return count.locator("b").inner_text() if count.is_visible() else ""


def tomorrow_noon() -> datetime:
    return timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12)


def choose_the_daily_email(page: Page) -> None:
    """Hear of returns once a day, from nine o'clock on: chosen by keyboard alone."""
    page.goto("/check/")
    tab_to(page, "Notifications")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    tab_to(page, "How you hear of news")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How you hear of news")).to_be_visible()
    returned = page.get_by_role("group", name="An article is returned")
    expect(returned.get_by_label("By e-mail at once")).to_be_checked()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "returned":
            break
    page.keyboard.press("ArrowRight")
    expect(returned.get_by_label("In the daily e-mail")).to_be_checked()
    tab_to(page, "Comes from this hour on")
    page.keyboard.type("9")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()


def test_a_return_is_heard_by_everyone_who_acted_each_by_their_way(page_of: Callable[..., Page]) -> None:
    make_roles()
    writer, accepting = factories.author(), factories.editor()
    checker, returning, stranger = factories.fact_checker(), factories.editor(), factories.editor()
    article = factories.walked_to(
        S.FACT_CHECK, factories.complete_article(writer, title="المرفأ and Three Days"), editor=accepting
    )
    record_check(item=article.excerpts.first(), verdict="verified", by=checker)
    Notification.objects.all().delete()

    page = page_of(checker)
    choose_the_daily_email(page)
    assert channels_of(checker)["returned"] == Channel.DIGEST and hour_of(checker) == 9

    factories.move(article, "return", returning, reason=REASON)
    assert delivery.send_at_once() == 2 and delivery.send_at_once() == 0
    assert set(Email.objects.values_list("recipient", flat=True)) == {writer.email, accepting.email}
    assert delivery.send_digests(at=tomorrow_noon()) == 1 and delivery.send_digests(at=tomorrow_noon()) == 0
    digest = Email.objects.get(recipient=checker.email)
    assert digest.subject.startswith("oewatch today:") and "The second source is missing." in digest.text

    for who in (returning, stranger):
        page = page_of(who)
        page.goto("/notifications/")
        assert bell_of(page) == "" and page.locator(".news li").count() == 0

    for who, place in (
        (writer, f"/articles/{article.pk}/"),
        (accepting, f"/admin/editorial/article/{article.pk}/change/"),
        (checker, f"/check/{article.pk}/"),
    ):
        page = page_of(who)
        page.goto("/notifications/")
        assert bell_of(page) == "1"
        row = page.locator(".news li")
        expect(row).to_contain_text(f"{returning.get_full_name()} returned “المرفأ and Three Days”.")
        expect(row).to_contain_text("The second source is missing.")
        tab_to(page, "Open")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{place}")
        assert bell_of(page) == ""


def test_the_link_of_an_e_mail_opens_the_place_and_back_leads_back(page_of: Callable[..., Page]) -> None:
    make_roles()
    writer = factories.author()
    article = factories.walked_to(S.IN_REVIEW, factories.complete_article(writer, title="Three Days"))
    factories.move(article, "return", factories.editor(), reason=REASON)
    delivery.send_at_once()
    address = next(
        word for word in Email.objects.get(recipient=writer.email).text.split() if "/notifications/" in word
    )
    page = page_of(writer)
    page.goto("/imports/new/")
    page.goto(address.partition("8000")[2])
    page.wait_for_url(f"**/articles/{article.pk}/")
    assert Notification.objects.get(recipient=writer, kind="returned").read_at is not None
    page.go_back()
    page.wait_for_url("**/imports/new/")


def test_the_bell_rings_while_the_page_is_open(page_of: Callable[..., Page]) -> None:
    make_roles()
    editor = factories.editor()
    page = page_of(editor)
    page.clock.install()
    page.goto("/notifications/settings/")
    assert bell_of(page) == ""
    article = factories.walked_to(S.IN_REVIEW)
    page.clock.fast_forward(61_000)
    expect(page.locator(".bell-count b")).to_have_text("1")
    page.goto("/notifications/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("All are marked as read.")).to_be_visible()
    assert bell_of(page) == ""
    assert article.title in page.locator(".news").inner_text()


def told_much(user: User) -> list[str]:
    """Notifications of every length, and the addresses of all pages about them."""
    article = factories.draft(user, title="A title that goes on and on: " + "longer and longer " * 6)
    arabic = factories.draft(user, title="المرفأ مغلق منذ ثلاثة أيام")
    for number in range(34):
        about = arabic if number % 3 else article
        announce(
            kind="returned", text=f"Kim Number{number} returned “{about}”.", by=None, article=about,
            groups={Group.AUTHORS: [user.pk]}, detail=REASON if number % 2 else "",
        )  # fmt: skip
    Notification.objects.filter(pk__lt=Notification.objects.order_by("-pk")[4].pk).update(
        read_at=timezone.now()
    )
    return [
        "/notifications/",
        "/notifications/?show=unread",
        "/notifications/?page=2",
        "/notifications/settings/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_axe_violation_or_scrolls_sideways(page_of: Callable[..., Page], scheme: str) -> None:
    make_roles()
    writer = factories.author()
    paths = told_much(writer)
    page = page_of(writer, color_scheme=scheme)
    for path in paths:
        page.goto(path)
        for width in widths_of(scheme):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (path, width)
            assert fits(page), (path, width)


def test_without_scripts_everything_works(page_of: Callable[..., Page]) -> None:
    make_roles()
    writer = factories.author()
    told_much(writer)
    page = page_of(writer, java_script_enabled=False)
    one = Notification.objects.order_by("-pk")[0]
    page.goto(f"/notifications/{one.pk}/")
    assert bell_of(page) == "5"
    page.get_by_role("button", name="Open").click()
    page.wait_for_url(f"**/articles/{one.article_id}/")
    assert bell_of(page) == "4"


def test_e_mails_have_no_axe_violation_and_fit_a_phone(page_of: Callable[..., Page]) -> None:
    make_roles()
    writer = factories.author()
    told_much(writer)
    delivery.send_at_once()
    page = page_of(writer)
    article = factories.draft(writer, title="Three Days")
    announce(
        kind="returned", text="Kim returned “Three Days”.", by=None, article=article,
        groups={Group.AUTHORS: [writer.pk]}, detail=REASON,
    )  # fmt: skip
    delivery.send_at_once()
    assert Email.objects.count() == 2
    for email in Email.objects.all():
        page.set_content(email.html)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (email.subject, width)
            assert fits(page), (email.subject, width)
