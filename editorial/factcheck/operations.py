"""Recording what a person states about an item. Rows are only added."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.fingerprints import item_fingerprint
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.operations import lock_article
from editorial.content.permissions import roles_of
from editorial.content.writers import wrote
from editorial.errors import EditorialError, NotAllowed, ReasonMissing
from editorial.factcheck.models import Check, Clearance, Decision, Dismissal, Verdict
from editorial.factcheck.problems import article_problems
from editorial.states import ArticleState, Role


class ItemChanged(EditorialError):
    """The item is not what the person was looking at. `item` is what stands today."""

    def __init__(self, item: object):
        self.item = item
        super().__init__(
            f"“{item}” was changed while you were checking it. Read it again, then record your verdict."
        )


class NothingToDismiss(EditorialError):
    """No finder reports this any more."""

    def __init__(self, code: str):
        self.code = code
        super().__init__("This finding is gone: the text was changed. Nothing needs to be dismissed.")


def _require_checker(by: User, article: Article) -> None:
    if not roles_of(by) & {Role.FACT_CHECKER, Role.ADMINISTRATOR}:
        raise NotAllowed(by, "Only fact-checkers record checks.")
    if article.state != ArticleState.FACT_CHECK:
        raise NotAllowed(
            by, f"Checks are recorded during fact-check; this article is “{article.get_state_display()}”."
        )
    if wrote(by, article):
        raise NotAllowed(by, "You wrote or edited this article, so somebody else checks it.")


def _require_seen(item: Article | Excerpt | Footnote | Image, seen: str | None) -> str:
    today = item_fingerprint(item)
    if seen is not None and seen != today:
        raise ItemChanged(item)
    return today


@transaction.atomic
def record_check(
    *,
    item: Article | Excerpt | Footnote,
    verdict: str,
    by: User,
    seen: str | None = None,
    evidence_url: str = "",
    archived_url: str = "",
    note: str = "",
    at: datetime | None = None,
) -> Check:
    """A verdict on what stands today. `seen` is the fingerprint of what the person had before them.

    Raises `NotAllowed` (not a fact-checker, wrong state, wrote or translated it), `ItemChanged`, `ReasonMissing` for a
    verdict other than “verified” without a note, `ValidationError`.
    """
    article = lock_article(item.pk if isinstance(item, Article) else item.article_id)
    _require_checker(by, article)
    if isinstance(item, Excerpt) and item.translator_id == by.pk:
        raise NotAllowed(by, "You translated this excerpt, so somebody else checks it.")
    item.refresh_from_db()
    if verdict != Verdict.VERIFIED and not note.strip():
        raise ReasonMissing(str(Verdict(verdict).label))
    check = Check(
        article=article, item_kind=item.kind, item_key=str(item.key), fingerprint=_require_seen(item, seen),
        verdict=verdict, evidence_url=evidence_url, archived_url=archived_url, note=note.strip(),
        by=by, at=at or timezone.now(),
    )  # fmt: skip
    check.full_clean()
    check.save(force_insert=True)
    return check


@transaction.atomic
def record_clearance(
    *,
    image: Image,
    decision: str,
    by: User,
    seen: str | None = None,
    evidence_url: str = "",
    note: str = "",
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Clearance:
    """Whether an image may be printed, by name and with evidence (a web address or a note).

    Raises `NotAllowed`, `ItemChanged`, `ReasonMissing`, `ValidationError`.
    """
    article = lock_article(image.article_id)
    _require_checker(by, article)
    image.refresh_from_db()
    if not evidence_url and not note.strip():
        raise ReasonMissing(f"{Decision(decision).label}: say what shows it, or give a web address")
    clearance = Clearance(
        article=article, item_kind=image.kind, item_key=image.key, fingerprint=_require_seen(image, seen),
        decision=decision, evidence_url=evidence_url, note=note, expires_on=expires_on, by=by, at=at or timezone.now(),
    )  # fmt: skip
    clearance.full_clean()
    clearance.save(force_insert=True)
    return clearance


@transaction.atomic
def dismiss_finding(
    *,
    article: Article,
    item_kind: str,
    item_key: str,
    code: str,
    text: str,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Dismissal:
    """Let a finding pass, with a reason; it comes back when the item it was found in changes.

    Raises `NotAllowed`, `ReasonMissing`, `NothingToDismiss`.
    """
    locked = lock_article(article.pk)
    if not roles_of(by) & {Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR}:
        raise NotAllowed(by, "Only editors and fact-checkers dismiss findings.")
    if locked.state not in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK):
        raise NotAllowed(by, "Findings are dismissed during review and fact-check.")
    if wrote(by, locked):
        raise NotAllowed(by, "You wrote or edited this article, so somebody else decides about its findings.")
    if not reason.strip():
        raise ReasonMissing("dismiss")
    for problem in article_problems(locked):
        if (problem.item_kind, problem.item_key, problem.code, problem.text) == (
            item_kind,
            item_key,
            code,
            text,
        ):
            return Dismissal.objects.create(
                article=locked, item_kind=item_kind, item_key=item_key, code=code, text=text,
                fingerprint=problem.fingerprint, reason=reason.strip(), by=by, at=at or timezone.now(),
            )  # fmt: skip
    raise NothingToDismiss(code)
