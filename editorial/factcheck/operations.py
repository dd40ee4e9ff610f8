"""Recording what a person states about an item. Rows are only added."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.files import keep_bytes
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.operations import lock_article
from editorial.content.permissions import roles_of
from editorial.content.queries import with_content
from editorial.content.writers import wrote
from editorial.errors import EditorialError, NotAllowed, ReasonMissing
from editorial.factcheck.checked import Checked, anchor_today, checked_items, field_paragraphs
from editorial.factcheck.evidence import EvidenceFile
from editorial.factcheck.models import (
    Check,
    Claim,
    ClaimField,
    Clearance,
    Decision,
    Dismissal,
    DroppedClaim,
    ItemKind,
    Verdict,
    evidence_path,
)
from editorial.factcheck.problems import article_problems
from editorial.factcheck.queries import translator_ids, with_checks
from editorial.factcheck.selectors import TextQuoteSelector, find_marked, select
from editorial.record.operations import append
from editorial.states import ArticleState, Role

MAX_CLAIM_LENGTH = 2000  # characters
MAX_CLAIMS = 500  # standing at once in one article


class ItemChanged(EditorialError):
    """The item is not what the person was looking at. `label` names it, `item` is what stands today."""

    def __init__(self, item: object, label: str = ""):
        self.item = item
        self.label = label or f"“{item}”"
        super().__init__(
            f"{self.label} was changed while you were checking it. Read it again, then record your verdict."
        )


class ItemGone(EditorialError):
    """What was to be checked is not in the article any more."""

    def __init__(self) -> None:
        super().__init__(
            "This is not in the article any more: somebody removed it. Reload the page to see what is left."
        )


class PassageNotFound(EditorialError):
    """The passage that was marked is not in the text. `exact` is what was marked."""

    def __init__(self, exact: str):
        self.exact = exact
        super().__init__(
            f"“{exact[:80]}” is not in the text as it stands now. Mark the passage again in the article; "
            "a passage lies within one paragraph."
        )


class NothingToDismiss(EditorialError):
    """No finder reports this any more."""

    def __init__(self, code: str):
        self.code = code
        super().__init__("This finding is gone: the text was changed. Nothing needs to be dismissed.")


def check_refusal(by: User, article: Article) -> str | None:
    """Why this person records no checks on the article now, in one sentence; None when they may."""
    if not roles_of(by) & {Role.FACT_CHECKER, Role.ADMINISTRATOR}:
        return "Only fact-checkers record checks."
    if article.state != ArticleState.FACT_CHECK:
        return f"Checks are recorded during fact-check; this article is “{article.get_state_display()}”."
    if wrote(by, article):
        return "You wrote or edited this article, so somebody else checks it."
    return None


def translator_refusal(by: User, excerpt: Excerpt, named: Mapping[str, set[int]] | None = None) -> str | None:
    """Why this person does not check the excerpt and its translation; None when they may.

    Who was ever named as its translator stays barred, and so does who bears the translator's name. `named` is what
    `queries.translator_ids` says, where many excerpts are asked about.
    """
    names = {by.get_full_name().casefold(), by.get_username().casefold()} - {""}
    translated = (translator_ids([excerpt]) if named is None else named)[excerpt.key]
    if by.pk in translated or excerpt.translator_name.casefold() in names:
        return "You translated this excerpt, so somebody else checks it."
    return None


def _require_checker(by: User, article: Article) -> None:
    no = check_refusal(by, article)
    if no:
        raise NotAllowed(by, no)


def _loaded(article_id: int) -> Article:
    """The article under lock with everything that is checked."""
    lock_article(article_id)
    return with_checks(with_content(Article.objects.filter(pk=article_id))).get()


def _found(article: Article, kind: str, key: str, seen: str | None) -> Checked:
    found = next((one for one in checked_items(article) if (one.kind, one.key) == (kind, key)), None)
    if found is None:
        raise ItemGone
    if seen is not None and seen != found.fingerprint:
        raise ItemChanged(found.item, found.label)
    return found


def _evidence(file: EvidenceFile | None) -> dict[str, Any]:
    """The columns of a statement that hold the file, which is stored."""
    if file is None:
        return {}
    named = evidence_path(file.sha256, file.extension)
    keep_bytes(named, file.data, file.sha256)
    return {"evidence_file": named, "evidence_name": file.name, "evidence_sha256": file.sha256}


@transaction.atomic
def record_check(
    *,
    item: Article | Claim | Excerpt | Footnote,
    verdict: str,
    by: User,
    translation: bool = False,
    seen: str | None = None,
    evidence_url: str = "",
    archived_url: str = "",
    evidence_file: EvidenceFile | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Check:
    """A verdict on what stands today: on a claim, on the rest of the article's own text (`item` is the article), on an
    excerpt (with `translation`, on how it was translated), or on a footnote. `seen` is the fingerprint of what the person
    had before them.

    Raises `NotAllowed` (not a fact-checker, wrong state, wrote or translated it), `ItemChanged`, `ItemGone`,
    `ReasonMissing` for a verdict without a note other than “verified”, and for that against a standing doubt,
    `ValidationError`, `NotStored`.
    """
    article = _loaded(item.pk if isinstance(item, Article) else item.article_id)
    _require_checker(by, article)
    kind = ItemKind.TRANSLATION if translation else ItemKind(item.kind)
    found = _found(article, kind, str(item.key), seen)
    no = translator_refusal(by, found.item) if isinstance(found.item, Excerpt) else None
    if no:
        raise NotAllowed(by, no)
    if verdict != Verdict.VERIFIED and not note.strip():
        raise ReasonMissing(str(Verdict(verdict).label))
    if verdict == Verdict.VERIFIED and not note.strip() and _in_doubt(article, found):
        raise ReasonMissing("Verified: it stands in doubt, so say what settled it")
    if kind == ItemKind.CLAIM and verdict == Verdict.VERIFIED and not found.content["text"]:
        raise NotAllowed(by, "The passage of this claim is gone from the text. Drop the claim.")
    check = Check(
        article=article, item_kind=kind, item_key=found.key, fingerprint=found.fingerprint, content=found.content,
        anchor=anchor_today(article, found) if kind == ItemKind.CLAIM else None, verdict=verdict,
        evidence_url=evidence_url, archived_url=archived_url, note=note.strip(), by=by, at=at or timezone.now(),
        **_evidence(evidence_file),
    )  # fmt: skip
    check.full_clean()
    return append(check)


@transaction.atomic
def record_clearance(
    *,
    image: Image,
    decision: str,
    by: User,
    seen: str | None = None,
    evidence_url: str = "",
    archived_url: str = "",
    evidence_file: EvidenceFile | None = None,
    note: str = "",
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Clearance:
    """Whether an image may be printed, by name and with evidence (a web address, a file or a note).

    Raises `NotAllowed`, `ItemChanged`, `ItemGone`, `ReasonMissing`, `ValidationError`, `NotStored`.
    """
    article = _loaded(image.article_id)
    _require_checker(by, article)
    found = _found(article, ItemKind.IMAGE, image.key, seen)
    if not evidence_url and not note.strip() and evidence_file is None:
        raise ReasonMissing(f"{Decision(decision).label}: say what shows it, or give a web address or a file")
    clearance = Clearance(
        article=article, item_kind=ItemKind.IMAGE, item_key=found.key, fingerprint=found.fingerprint,
        content=found.content, decision=decision, evidence_url=evidence_url, archived_url=archived_url,
        note=note.strip(), expires_on=expires_on, by=by, at=at or timezone.now(), **_evidence(evidence_file),
    )  # fmt: skip
    clearance.full_clean()
    return append(clearance)


@transaction.atomic
def mark_claim(
    *,
    article: Article,
    field: str,
    exact: str,
    prefix: str = "",
    suffix: str = "",
    by: User,
    at: datetime | None = None,
) -> Claim:
    """Mark a passage of the article's own text as a claim that is checked by itself.

    `field` is one of `ClaimField`; the three texts are its TextQuoteSelector in the field's plain text
    (`checked.field_paragraphs`). Marking the very same passage again gives the claim that stands.
    Raises `NotAllowed`, `PassageNotFound`, `ValidationError`.
    """
    stored = _loaded(article.pk)
    _require_checker(by, stored)
    wanted = TextQuoteSelector(exact.strip(), prefix, suffix)
    if field not in ClaimField.values or not wanted.exact or len(wanted.exact) > MAX_CLAIM_LENGTH:
        raise PassageNotFound(exact)
    paragraphs = field_paragraphs(stored, field)
    place = find_marked(paragraphs, wanted)
    if place is None:
        raise PassageNotFound(exact)
    standing = [one for one in checked_items(stored) if one.kind == ItemKind.CLAIM]
    for one in standing:
        if one.content["field"] == field and one.place == place and isinstance(one.item, Claim):
            return one.item
    if len(standing) >= MAX_CLAIMS:
        raise NotAllowed(by, f"{MAX_CLAIMS} claims are the most for one article. Mark longer passages.")
    context = select(paragraphs, place.paragraph, place.start, place.end)
    claim = Claim(
        article=stored, field=field, exact=context.exact, prefix=context.prefix, suffix=context.suffix,
        by=by, at=at or timezone.now(),
    )  # fmt: skip
    claim.full_clean()
    return append(claim)


@transaction.atomic
def drop_claim(*, claim: Claim, reason: str, by: User, at: datetime | None = None) -> DroppedClaim:
    """Check a claim no longer by itself: its passage is gone, or it was marked by mistake. Its checks stay on record.

    What its passage says belongs to the rest of the text again. Dropping twice is dropping once.
    Raises `NotAllowed`, `ReasonMissing`.
    """
    article = _loaded(claim.article_id)
    _require_checker(by, article)
    if not reason.strip():
        raise ReasonMissing("Drop the claim")
    marked = next(
        (one for one in checked_items(article) if (one.kind, one.key) == (ItemKind.CLAIM, claim.key)), None
    )
    doubted = _in_doubt(article, marked) if marked else None
    no = drop_refusal(by, doubted)
    if no:
        raise NotAllowed(by, no)
    # The article is locked: nobody drops it between the question and the row.
    before = DroppedClaim.objects.filter(claim=claim).first()
    if before:
        return before
    return append(DroppedClaim(claim=claim, reason=reason.strip(), by=by, at=at or timezone.now()))


def drop_refusal(by: User, doubted: Check | None) -> str | None:
    """Why this person does not drop a claim; None when they may. `doubted` is the verdict that holds it up as it stands."""
    if doubted is None or doubted.by_id == by.pk:
        return None
    name = doubted.by.get_full_name() or doubted.by.get_username()
    found = f"{name} found this claim “{doubted.get_verdict_display()}”."
    return f"{found} Record a verdict of your own, or ask them to drop it."


def _in_doubt(article: Article, item: Checked) -> Check | None:
    """The newest verdict on the item as it stands, if it is not “verified”."""
    about = [
        check for check in article.checks.all() if (check.item_kind, check.item_key) == (item.kind, item.key)
    ]
    newest = max(about, key=lambda check: check.pk, default=None)
    if newest is None or newest.fingerprint != item.fingerprint or newest.verdict == Verdict.VERIFIED:
        return None
    return newest


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
    fingerprint: str = "",
    at: datetime | None = None,
) -> Dismissal:
    """Let a finding pass, with a reason; it comes back when its sentence, or what it was compared with, changes.

    `fingerprint` tells findings apart that have the same code and text in one item; blank takes the first.
    Raises `NotAllowed`, `ReasonMissing`, `NothingToDismiss`.
    """
    lock_article(article.pk)
    locked = with_content(Article.objects.filter(pk=article.pk)).get()
    no = dismiss_refusal(by, locked)
    if no:
        raise NotAllowed(by, no)
    if not reason.strip():
        raise ReasonMissing("dismiss")
    wanted = (item_kind, item_key, code, text)
    for problem in article_problems(locked, severities=("block", "warn", "info")):
        if problem.identity[:4] == wanted and fingerprint in ("", problem.fingerprint):
            return append(Dismissal(
                article=locked, item_kind=item_kind, item_key=item_key, code=code, text=text,
                fingerprint=problem.fingerprint, reason=reason.strip(), by=by, at=at or timezone.now(),
            ))  # fmt: skip
    raise NothingToDismiss(code)


def dismiss_refusal(by: User, article: Article) -> str | None:
    """Why this person lets no finding of the article pass now, in one sentence; None when they may."""
    if not roles_of(by) & {Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR}:
        return "Only editors and fact-checkers dismiss findings."
    if article.state not in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK):
        return "Findings are dismissed during review and fact-check."
    if wrote(by, article):
        return "You wrote or edited this article, so somebody else decides about its findings."
    return None
