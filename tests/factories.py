"""People, articles and issues for tests, made through the operations wherever these exist.

Every function takes what matters to a test and fills in the rest. Names are numbered, so that nothing collides.
"""

import hashlib
import io
from datetime import date
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Pillow

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.models import Article, Author, Excerpt, Footnote, Image
from editorial.errors import NotAllowed
from editorial.factcheck.checked import Checked, checked_items
from editorial.factcheck.models import Check, Clearance, Decision, ItemKind, Verdict
from editorial.factcheck.operations import check_refusal, record_check, record_clearance, translator_refusal
from editorial.house.models import House
from editorial.house.operations import save_house
from editorial.house.queries import KNOWN_HOUSE, the_house
from editorial.issues import operations as issues
from editorial.issues.assembly import place_article
from editorial.issues.corrections import open_correction, save_erratum
from editorial.issues.models import Correction, Issue, Rendition, Section
from editorial.record.operations import note
from editorial.states import ArticleState, JobStatus, Role
from editorial.workflow.operations import loaded, move_article

_number = count(1)
SEEN = "Seen at the source"

COMMENTARY = (
    "<p>The harbour was <em>closed</em> for three days.{first}</p>"
    "<p>Fishermen asked for help, and nobody answered.{second}</p>"
)


def person(*roles: Role | str, **fields: Any) -> User:
    """An account with these roles; the desk is open to it when one is beyond author."""
    number = next(_number)
    fields = {"email": f"person{number}@example.org", "username": f"person{number}"} | fields
    password = fields.pop("password", None)
    fields.setdefault("is_staff", bool(set(roles) - {Role.AUTHOR}))
    user = User(**{"first_name": "Kim", "last_name": f"Number{number}"} | fields)
    user.set_password(password)  # None: nobody signs in with one
    user.save()
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    user.groups.set([Group.objects.get_or_create(name=Role(role).value)[0] for role in roles])
    return user


def author(**fields: Any) -> User:
    return person(Role.AUTHOR, **fields)


def editor(**fields: Any) -> User:
    return person(Role.EDITOR, **fields)


def fact_checker(**fields: Any) -> User:
    return person(Role.FACT_CHECKER, **fields)


def publications(**fields: Any) -> User:
    return person(Role.PUBLICATIONS, **fields)


def administrator(**fields: Any) -> User:
    return person(Role.ADMINISTRATOR, **fields)


def section(name: str | None = None) -> Section:
    number = next(_number)
    made = Section(name=name or f"Section {number}", position=number)
    made._change_reason = "Set up"
    made.save()
    return made


def picture_file(kind: str = "PNG", size: tuple[int, int] = (8, 6), **save: Any) -> io.BytesIO:
    """A small real picture; no two have the same pixels."""
    number = next(_number)
    picture = Pillow.new("RGB", size, (number % 256, number // 256 % 256, 90))
    file = io.BytesIO()
    picture.save(file, kind, **save)
    file.seek(0)
    return file


def draft(by: User | None = None, **fields: Any) -> Article:
    """A bare draft: a title and its author's byline."""
    return content.create_article(
        by=by or author(), title=fields.pop("title", f"Article {next(_number)}"), **fields
    )


def add_excerpt(article: Article, by: User, **fields: Any) -> Excerpt:
    values: dict[str, Any] = {
        "authors": ["Jeanne Petit"], "original_title": "Le port est fermé", "original_language": "fr",
        "translated_title": "The port is closed", "outlet": "Le Journal", "outlet_descriptor": "daily",
        "place": "Paris", "published_on": date(2026, 10, 3), "url": "https://journal.example/port",
        "translator_name": "Ann Other", "body": "<p>“The port is closed,” the minister said.</p>",
        "original_text": "<p>« Le port est fermé », a dit le ministre.</p>",
    }  # fmt: skip
    return content.save_item(item=Excerpt(article=article, **(values | fields)), by=by, reason="Added")


def add_footnote(article: Article, by: User, key: str, text: str = "<p>A remark of our own.</p>") -> Footnote:
    return content.save_item(item=Footnote(article=article, key=key, text=text), by=by, reason="Added")


def add_image(article: Article, by: User, **fields: Any) -> Image:
    values: dict[str, Any] = {
        "caption": "The harbour at dawn", "alt_text": "Boats in a row", "creator": "Mo Maker", "source": "Commons",
        "source_url": "https://commons.example/harbour", "attribution": "CC BY 4.0", "license": "CC-BY-4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
    }  # fmt: skip
    image = Image(article=article, **(values | fields))
    content.put_picture(image, picture_file())
    return content.save_item(item=image, by=by, reason="Added")


def complete_article(by: User | None = None, *, excerpts: int = 2, images: int = 1, **fields: Any) -> Article:
    """A draft that may be submitted: two footnotes with references, excerpts with citation, an image with its rights."""
    return fresh(_complete(by or author(), excerpts, images, **fields))


def _complete(by: User, excerpts: int = 2, images: int = 1, **fields: Any) -> Article:
    article = draft(
        by,
        dek=fields.pop("dek", "A port, three days"),
        pull_quote=fields.pop("pull_quote", "“The port is closed.”"),
        commentary=COMMENTARY.format(first=richtext.reference("one"), second=richtext.reference("two")),
        section=fields.pop("section", None) or section(),
        **fields,
    )
    for key in ("one", "two"):
        add_footnote(article, by, key)
    for _ in range(excerpts):
        add_excerpt(article, by)
    for _ in range(images):
        add_image(article, by)
    return article


def fresh(article: Article) -> Article:
    """The article as it is stored, with everything that gates look at, and nothing cached."""
    return loaded(article.pk)


def move(article: Article, name: str, by: User, **options: Any) -> Article:
    """Make one move and return the article as it is afterwards."""
    if name in ("return", "reopen", "withdraw", "restore"):
        options.setdefault("reason", f"Because of {name}")
    move_article(article_id=article.pk, move=name, by=by, **options)
    return fresh(article)


def check_everything(article: Article, by: User) -> None:
    """Verify every item and clear every image as they stand.

    What nobody stated anything about yet is checked at once, with the rows that the operations would write one by one
    (`test_factories.py` compares them): asked for each item, they would take longer than all that tests do with them.
    """
    stored = fresh(article)
    items = list(checked_items(stored))
    if stored.checks.all() or stored.clearances.all() or any(one.kind == ItemKind.CLAIM for one in items):
        check_one_by_one(items, by)
        return
    excerpts = [one.item for one in items if isinstance(one.item, Excerpt)]
    no = check_refusal(by, stored) or next(
        filter(None, (translator_refusal(by, one) for one in excerpts)), ""
    )
    if no:
        raise NotAllowed(by, no)
    made: dict[type[Check | Clearance], list[Any]] = {Check: [], Clearance: []}
    for one in items:
        about: dict[str, Any] = {
            "article": article, "item_kind": one.kind, "item_key": one.key, "fingerprint": one.fingerprint,
            "content": one.content, "by": by, "at": timezone.now(),
        }  # fmt: skip
        if one.kind == ItemKind.IMAGE:
            made[Clearance].append(Clearance(decision=Decision.CLEARED, note=SEEN, **about))
        else:
            made[Check].append(Check(verdict=Verdict.VERIFIED, **about))
    for model, rows in made.items():
        model.objects.bulk_create(rows)
        note(*rows)


def check_one_by_one(items: list[Checked], by: User) -> None:
    """The same, each item as the fact-checker's page does it."""
    for checked in items:
        if isinstance(checked.item, Image):
            record_clearance(image=checked.item, decision="cleared", by=by, note=SEEN)
        else:
            translation = checked.kind == ItemKind.TRANSLATION
            record_check(item=checked.item, translation=translation, verdict="verified", by=by)


def walked_to(state: str, article: Article | None = None, **people: User) -> Article:
    """A complete article brought to `state` by different people; `author`, `editor`, `checker` may be given.

    “published” goes through an issue of its own (`published_issue`).
    """
    article = article or _complete(people.get("author") or author())
    if state == ArticleState.DRAFT:
        return fresh(article)
    if state == ArticleState.WITHDRAWN:
        return move(article, "withdraw", article.created_by)
    move_article(article_id=article.pk, move="submit", by=article.created_by)
    if state == ArticleState.IN_REVIEW:
        return fresh(article)
    move_article(article_id=article.pk, move="accept", by=people.get("editor") or editor())
    if state == ArticleState.FACT_CHECK:
        return fresh(article)
    checker = people.get("checker") or fact_checker()
    check_everything(article, checker)
    move_article(article_id=article.pk, move="clear", by=checker)
    if state == ArticleState.PUBLISHED:
        published_issue([fresh(article)])
    return fresh(article)


def issue_of(articles: list[Article], by: User | None = None) -> Issue:
    """An issue in planning that holds these articles in this order and lists their sections."""
    by = by or administrator()  # who sees drafts that were never submitted
    number = next(_number)
    sections = list(dict.fromkeys(article.section for article in articles if article.section))
    made = issues.create_issue(
        month=date(2027 + number // 12 % 900, number % 12 + 1, 1),  # after what the excerpts quote
        volume=16,
        number=number,
        by=by,
        sections=sections,
    )
    for article in articles:
        place_article(issue=made, article=article, by=by)
    return Issue.objects.get(pk=made.pk)


def move_issue(issue: Issue, name: str, by: User, **options: Any) -> Issue:
    """Make one move of an issue and return it as it is afterwards."""
    if name.startswith("reopen"):
        options.setdefault("reason", "Something is missing")
    issues.move_issue(issue_id=issue.pk, move=name, by=by, **options)
    return Issue.objects.get(pk=issue.pk)


def finish_rendition(rendition: Rendition, **fields: Any) -> Rendition:
    """Write what a worker writes when the PDF is done, with a file that is no PDF but has its hash."""
    made = f"the pages of rendition {rendition.pk}".encode()
    name = f"renditions/{rendition.pk}.pdf"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(made))
    values: dict[str, Any] = {
        "status": JobStatus.SUCCEEDED, "finished_at": timezone.now(), "lease_expires_at": None,
        "file": name, "sha256": hashlib.sha256(made).hexdigest(), "pages": 12, "size": len(made), "problems": [],
    }  # fmt: skip
    Rendition.objects.filter(pk=rendition.pk).update(**(values | fields))
    return Rendition.objects.get(pk=rendition.pk)


def approved_issue(articles: list[Article] | None = None, office: User | None = None) -> Issue:
    """An issue with a frozen edition whose PDF is not finished."""
    issue = issue_of(articles or [walked_to(ArticleState.APPROVED)])
    issue = move_issue(issue, "close", editor())
    return move_issue(issue, "approve", office or publications())


def published_issue(articles: list[Article] | None = None) -> Issue:
    """An issue brought to its readers."""
    office = publications()
    issue = approved_issue(articles, office)
    finish_rendition(pdf_of(issue))
    return move_issue(issue, "publish", office)


def pdf_of(issue: Issue) -> Rendition:
    """The PDF of the newest edition, finished or not; the other forms stand beside it."""
    return issue.renditions.filter(form="pdf", kind="edition").order_by("-pk")[0]


def corrected(
    article: Article, *, erratum: str = "The port was closed for two days, not three."
) -> Correction:
    """A correction of a published article that is opened, made, checked and has its erratum: its article is approved.

    The desk changes the dek; an erratum of "" is left out.
    """
    boss = editor()
    correction = open_correction(article_id=article.pk, reason="A number is wrong", by=boss)
    stored = fresh(article)
    stored.dek = f"A port, two days ({next(_number)})"
    content.save_item(item=stored, by=boss, reason="Mended")
    walk_on(stored)
    if erratum:
        correction = save_erratum(
            correction=correction, erratum=erratum, by=boss, expected_version=correction.version
        )
    return correction


def walk_on(article: Article) -> Article:
    """What is in review is accepted, checked and cleared by people who never wrote in it."""
    article = move(article, "accept", editor())
    checker = fact_checker()
    check_everything(article, checker)
    return move(article, "clear", checker)


def published_correction(article: Article, **fields: Any) -> Issue:
    """The article's issue, after a correction of it came out as the next edition."""
    corrected(article, **fields)
    assert article.issue_id is not None
    issue, office = Issue.objects.get(pk=article.issue_id), publications()
    issue = move_issue(issue, "approve_correction", office)
    finish_rendition(pdf_of(issue))
    return move_issue(issue, "publish_correction", office)


def house(**fields: Any) -> House:
    """The house as its keepers would fill it in; what is not named stays as it is."""
    stored = the_house()
    for name, value in fields.items():
        setattr(stored, name, value)
    saved = save_house(house=stored, by=publications(), expected_version=stored.version)
    cache.delete(KNOWN_HOUSE)  # a test's transaction never commits
    return saved


def author_record(name: str = "A Name", user: User | None = None) -> Author:
    made = Author(name=name, user=user)
    made._change_reason = "Set up"
    made.save()
    return made


def last_check(article: Article) -> Check | None:
    return article.checks.first()
