"""The demo: a fictional issue goes from drafts to its published PDF and its first correction, as the people of a house,
through the product's operations.
"""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User

from demo.correction import correct
from demo.draw_images import draw, encode
from demo.house import furnish_house, write_parts
from demo.making import wait_for_pdf
from demo.next_month import begin_next_month
from demo.registers import keep_registers
from editorial.accounts.operations import make_account
from editorial.accounts.queries import account_with
from editorial.content import richtext
from editorial.content.models import Article, Author, Image
from editorial.content.operations import put_picture, save_author, save_item, set_bylines
from editorial.content.queries import numbered_footnotes
from editorial.factcheck.checked import field_paragraphs, needs_translation_check
from editorial.factcheck.models import ClaimField
from editorial.factcheck.operations import mark_claim, record_check, record_clearance
from editorial.importing.operations import import_text
from editorial.issues.assembly import place_article
from editorial.issues.models import Issue, Rendition, Section
from editorial.issues.operations import create_issue, move_issue, save_section
from editorial.issues.queries import latest_edition
from editorial.states import Role
from editorial.workflow.operations import move_article

HERE = Path(__file__).resolve().parent
PASSWORD = "a-demo-password"  # noqa: S105  for invented people on a machine of one's own; `demo` refuses production

Say = Callable[[str], None]


def told() -> dict[str, Any]:
    """The content of the demo: demo/README.md describes it."""
    return json.loads((HERE / "issue.json").read_text(encoding="utf-8"))


def people(content: dict[str, Any]) -> dict[Role, User]:
    """The people of the demo, by role; made on the first telling. The administrator only looks on."""
    found: dict[Role, User] = {}
    for person in content["people"]:
        role = Role(person["groups"][0])
        user = account_with(person["email"])
        if user is None:
            user = make_account(
                email=person["email"], name=person["name"], roles=person["groups"], password=PASSWORD
            )
        _bring_up_to_date(user, person["groups"])
        found[role] = user
    return found


def not_of_the_demo() -> str:
    """In words, what on this site is not the demo's: accounts, or articles that others than its people made; "" if nothing."""
    ours = {person["email"].lower() for person in told()["people"]}
    accounts = dict(User.objects.values_list("pk", "email"))
    known = {pk for pk, email in accounts.items() if email.lower() in ours}
    others = len(accounts) - len(known)
    articles = Article.objects.exclude(created_by__in=known).count()
    counts = ((others, "account"), (articles, "article"))
    words = [f"{count:,} {name}{'s' if count != 1 else ''}" for count, name in counts if count]
    return f"{' and '.join(words)} of others" if words else ""


def _bring_up_to_date(user: User, roles: list[str]) -> None:
    """An account of a demo from before people signed in by e-mail, and authors left the desk."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )
    at_desk = bool(set(roles) - {Role.AUTHOR.value})
    if user.is_staff != at_desk:
        user.is_staff = at_desk
        user.save(update_fields=["is_staff"])


def tell(say: Say, look_after_worker: Callable[[], None]) -> Rendition:
    """Tell the whole story and return the PDF of the corrected edition. Raises `DemoFailed`, and whatever an operation
    refuses.

    `look_after_worker` is called while a worker renders.
    """
    content = told()
    who = people(content)
    author, editor, checker, office = (
        who[role] for role in (Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS)
    )
    furnish_house(content=content, office=office, say=say)
    sections = _sections(content, editor)
    issue = _issue(content, sections, editor)
    say(
        f"{editor.get_full_name()} (editor) starts the issue of {issue.month:%B %Y}: {', '.join(map(str, sections))}"
    )
    write_parts(issue=issue, content=content, editor=editor, say=say)
    keep_registers(editor=editor, say=say)
    articles = [_write(entry, sections, author, say) for entry in content["articles"]]
    for article, entry in zip(articles, content["articles"], strict=True):
        _review(article, entry, author, editor, say)
    for article, entry in zip(articles, content["articles"], strict=True):
        _check(article, entry, checker, say)
    for article in articles:
        place_article(issue=issue, article=article, by=editor)
    move_issue(issue_id=issue.pk, move="close", by=editor)
    say(f"{editor.get_full_name()} puts {len(articles)} articles in order and closes the issue")
    _publish(issue, office, say, look_after_worker)
    names = [entry["file"] for entry in content["articles"]]
    rendition = correct(
        issue=issue, article=articles[names.index(content["correction"]["article"])], told=content["correction"],
        who=who, say=say, look_after_worker=look_after_worker,
    )  # fmt: skip
    begin_next_month(after=issue, sections=sections, author=author, editor=editor, checker=checker, say=say)
    return rendition


def _publish(issue: Issue, office: User, say: Say, look_after_worker: Callable[[], None]) -> None:
    """The publications office approves the issue, waits for its PDF, and publishes it."""
    move_issue(issue_id=issue.pk, move="approve", by=office)
    say(f"{office.get_full_name()} approves it: edition 1 is frozen, and its forms are queued")
    edition = latest_edition(issue)
    assert edition is not None, "approving froze it"
    wait_for_pdf(edition, say, look_after_worker)
    move_issue(issue_id=issue.pk, move="publish", by=office)
    say(f"{office.get_full_name()} publishes the issue")


def _sections(content: dict[str, Any], editor: User) -> list[Section]:
    sections = []
    for name in content["issue"]["sections"]:
        section = Section.objects.filter(name=name).first()
        if section is None:
            top = Section.objects.order_by("-position").first()
            section = Section(name=name, position=(top.position if top else 0) + 1)
            save_section(section=section, by=editor)
        sections.append(section)
    return sections


def _issue(content: dict[str, Any], sections: list[Section], editor: User) -> Issue:
    """The demo's month, or the next free one when the demo was told before."""
    data = content["issue"]
    month, number = date.fromisoformat(data["month"]), data["number"]
    while Issue.objects.filter(month=month).exists():
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    while Issue.objects.filter(volume=data["volume"], number=number).exists():
        number += 1
    return create_issue(
        month=month, volume=data["volume"], number=number, title=data["title"], by=editor, sections=sections,
        start_from_last=True,
    )  # fmt: skip


def _write(entry: dict[str, Any], sections: list[Section], author: User, say: Say) -> Article:
    """The author brings in the text, adds what the text layout has no place for, and submits."""
    path = HERE / entry["file"]
    imported = import_text(text=path.read_text(encoding="utf-8"), name=path.name, by=author)
    article = imported.articles[0]
    article.section = next(s for s in sections if s.name == entry["section"])
    save_item(item=article, by=author, reason="Section chosen")
    byline = Author.objects.filter(name=entry["author"]).first()
    if byline is None:
        byline = Author(name=entry["author"])
        save_author(author=byline, by=author, reason="First article")
    set_bylines(article=article, authors=[byline], by=author, reason="Byline")
    for excerpt, more in zip(article.excerpts.all(), entry["excerpts"], strict=True):
        excerpt.url, excerpt.translator_name = more["url"], more["translator"]
        excerpt.original_language = more["language"]
        excerpt.original_text = richtext.from_paragraphs(more["original"])
        save_item(item=excerpt, by=author, reason="Original and web address added")
    image: Image = article.images.get()
    image.alt_text, image.creator = entry["image"]["alt"], entry["image"]["creator"]
    put_picture(image, io.BytesIO(encode(draw(entry["image"]["file"]))))
    save_item(item=image, by=author, reason="Picture added")
    move_article(article_id=article.pk, move="submit", by=author)
    say(f"{author.get_full_name()} (author) submits “{article}”")
    return article


def _review(article: Article, entry: dict[str, Any], author: User, editor: User, say: Say) -> None:
    fix = entry.get("fix")
    if fix:
        move_article(article_id=article.pk, move="return", by=editor, reason=fix["reason"])
        say(f"{editor.get_full_name()} returns “{article}”: {fix['reason']}")
        draft = Article.objects.get(pk=article.pk)
        setattr(draft, fix["field"], f"“{fix['value']}”")
        save_item(item=draft, by=author, reason="Mended as the editor asked")
        move_article(article_id=article.pk, move="submit", by=author)
        say(f"{author.get_full_name()} mends it and submits again")
    move_article(article_id=article.pk, move="accept", by=editor)
    say(f"{editor.get_full_name()} accepts “{article}”")


def _check(article: Article, entry: dict[str, Any], checker: User, say: Say) -> None:
    """Claims are marked and checked with their own notes, then every item; pictures are cleared; then the article is."""
    article = Article.objects.get(pk=article.pk)
    for claim in entry["claims"]:
        marked = mark_claim(
            article=article, field=_field_of(article, claim), exact=claim["passage"], by=checker
        )
        record_check(item=marked, verdict="verified", by=checker, note=claim["check"])
    record_check(item=article, verdict="verified", by=checker, note="Nothing else in it states a fact.")
    for excerpt, more in zip(article.excerpts.all(), entry["excerpts"], strict=True):
        said = {"verdict": "verified", "by": checker, "evidence_url": more["url"]}
        record_check(item=excerpt, note=more["check"], **said)
        if needs_translation_check(excerpt):
            record_check(
                item=excerpt, translation=True, note="Read against the original, line by line.", **said
            )
    notes = numbered_footnotes(article)
    for number, more in enumerate(entry["footnotes"], 1):
        record_check(item=notes[number], verdict="verified", by=checker, note=more["check"])
    for image in article.images.all():
        record_clearance(image=image, decision="cleared", by=checker, note=entry["image"]["evidence"])
    move_article(article_id=article.pk, move="clear", by=checker)
    items = article.checks.count()
    say(f"{checker.get_full_name()} (fact-checker) verifies {items} items of “{article}” and clears it")


def _field_of(article: Article, claim: dict[str, Any]) -> str:
    """The field of the article that a claim of the demo stands in."""
    texts = {field: "\n".join(field_paragraphs(article, field)) for field in ClaimField.values}
    return next(field for field, text in texts.items() if claim["passage"] in text)
