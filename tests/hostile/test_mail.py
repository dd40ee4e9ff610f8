"""E-mails and tables of attacked texts: no markup in the one, no formula in the other."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.accounts.operations import invite
from editorial.house.models import House
from editorial.issues.rights_csv import defused
from editorial.notify.emails import compose
from editorial.notify.models import Notification
from editorial.registers.models import Outlet, Person
from editorial.states import Role
from tests import factories as f
from tests.hostile.markup import became_markup
from tests.hostile.texts import FORMULAS, PAYLOADS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("attack", PAYLOADS)
def test_no_text_becomes_markup_in_news(attack: str) -> None:
    reader = f.author()
    article = f.draft(reader, title=attack)
    news = [
        Notification(pk=number, recipient=reader, kind="returned", article=article, text=f"{attack} {number}",
                     detail=f"{attack}\n{attack}", at=timezone.now())
        for number in (1, 2)
    ]  # fmt: skip
    for told, daily in ((news[:1], False), (news, True)):
        message = compose(told, daily=daily)
        assert became_markup(message.html) == []
        assert "\n" not in message.subject and "\r" not in message.subject
        assert "49{%" not in message.html + message.text
        EmailMultiAlternatives(message.subject, message.text, to=["a@example.org"]).message()


@pytest.mark.parametrize("attack", PAYLOADS)
def test_no_name_becomes_markup_in_an_invitation(attack: str) -> None:
    House.objects.create(name=attack[:100])
    _invited(
        "".join(filter(str.isprintable, attack))[:140],
        f.administrator(first_name=attack[:100], last_name="x"),
    )
    (written,) = mail.outbox
    pages = [str(body) for body, kind in getattr(written, "alternatives", []) if kind == "text/html"]
    assert [found for page in pages for found in became_markup(page)] == []
    assert written.subject.isprintable()
    assert "49{%" not in "".join((written.subject, str(written.body), *pages))
    assert written.message()["Bcc"] is None


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: everybody@example.org", "A\nB", "A\r\r\nX: y", "A\x00", "A\u2028Bcc: x"]
)
def test_no_line_of_a_name_becomes_a_header(name: str) -> None:
    """Refused in words, or one line."""
    by = f.administrator(first_name=name)
    try:
        _invited(name, by)
    except ValidationError as error:
        if not all(len(message) > 20 for message in error.messages):
            pytest.fail("refused without words")
        assert mail.outbox == []
        _invited("A name", by)
    (written,) = mail.outbox
    sent = written.message()
    assert sent["Bcc"] is None and sent["X"] is None
    assert sent["To"] == "new@example.org" and str(sent["Subject"]).isprintable()


def _invited(name: str, by: User) -> None:
    invite(
        email="new@example.org",
        name=name,
        roles=[Role.AUTHOR],
        by=by,
        link=lambda token: f"https://x.example/{token}",
    )


def _cells(answer: Any) -> list[str]:
    body = b"".join(answer) if answer.streaming else answer.content
    return [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_any_table_is_a_formula(formula: str) -> None:
    article = f.walked_to("in_review")
    type(article).objects.filter(pk=article.pk).update(title=formula)
    article.images.update(caption=formula, creator=formula, attribution=formula)
    article.excerpts.update(outlet=formula)
    issue = f.issue_of([f.fresh(article)])
    Outlet.objects.create(name=formula, folded="x", note=formula, descriptor=formula)
    Person.objects.create(name=formula, folded="x", description=formula)
    client = Client()
    client.force_login(f.administrator())
    places = [
        reverse("admin:editorial_article_csv"), reverse("admin:editorial_issue_rights_csv", args=[issue.pk]),
        reverse("admin:editorial_outlet_export"), reverse("admin:editorial_person_export"),
    ]  # fmt: skip
    for place in places:
        cells = _cells(client.get(place))
        assert any(formula.strip() in cell for cell in cells), place
        assert [cell for cell in cells if defused(cell) != cell and not cell.startswith("'")] == [], place
