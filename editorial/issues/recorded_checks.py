"""What was stated about one article in its fact-check, for the record: every claim, check, clearance and dismissal.

docs/reports.md has the shapes. Nothing is left out: what a later verdict overtook, what was stated about content that was
changed since, and what was stated about an item that was deleted since is there, and says so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from editorial.content import richtext
from editorial.content.models import Article
from editorial.content.queries import item_label
from editorial.factcheck.models import Check, Claim, Clearance, Decision, Dismissal, ItemKind
from editorial.factcheck.problems import Problem, article_problems
from editorial.factcheck.queries import ItemStatus
from editorial.factcheck.rights import rights_day

BECAME = {
    "": "",
    "overtaken": "overtaken by a later verdict",
    "changed": "the text was changed since",
    "passage_gone": "the passage is gone from the text",
    "claim_dropped": "the claim was dropped since",
    "deleted": "deleted since",
    "not_translated": "no longer marked as a translation",
    "ended": "ends before the issue appears",
    "finding_gone": "the finding is gone",
    "found_again": "the text was changed since, and it was found again",
}
_OF_CLEARANCES = {
    "overtaken": "overtaken by a later decision",
    "changed": "the image or its rights were changed since",
}
_EVERY = ("block", "warn", "info")
_LABEL_LENGTH = 60  # characters

Key = tuple[str, str]  # an item's kind and key


def recorded_checks(article: Article, statuses: list[ItemStatus]) -> dict[str, list[dict[str, Any]]]:
    """Every statement about the article, each list oldest first. `statuses` is `item_statuses(article)`; the article is
    loaded by `with_content` and `with_checks`, then this asks no query.
    """
    checks = sorted(article.checks.all(), key=lambda one: (one.at, one.pk))
    clearances = sorted(article.clearances.all(), key=lambda one: (one.at, one.pk))
    claims = sorted(article.claims.all(), key=lambda one: (one.at, one.pk))
    items = _Items(article, statuses)
    dropped = sorted((one for one in claims if hasattr(one, "dropped")), key=lambda one: one.dropped.at)
    return {
        "claims_marked": [_marked(claim) for claim in claims],
        "claims_dropped": [_dropped(claim, items.newest) for claim in dropped],
        "checks": [_check(check, items) for check in checks],
        "clearances": [_clearance(one, items, rights_day(article)) for one in clearances],
        "dismissals": _dismissals(article, items),
    }


class _Items:
    """The items that stand today, and what is known of those that do not."""

    def __init__(self, article: Article, statuses: list[ItemStatus]):
        self.standing: dict[Key, ItemStatus] = {(one.kind, one.key): one for one in statuses}
        self.claims = {claim.key: claim for claim in article.claims.all()}
        self.excerpts = {excerpt.key: excerpt for excerpt in article.excerpts.all()}
        self.newest: dict[Key, Check | Clearance] = {}
        # By the primary key as in `item_statuses`: of two machines one clock may be fast.
        every: list[Check | Clearance] = [*article.checks.all(), *article.clearances.all()]
        for statement in sorted(every, key=lambda one: one.pk):
            self.newest[statement.item_kind, statement.item_key] = statement

    def label(self, kind: str, key: str) -> str:
        """How a newsroom calls the item; one that is gone, by what was kept of it."""
        if (kind, key) in self.standing:
            return self.standing[kind, key].label
        if kind == ItemKind.CLAIM and key in self.claims:
            return f"Claim “{_short(self.claims[key].exact)}”"
        if kind == ItemKind.TRANSLATION and key in self.excerpts:
            return f"Translation of {item_label(self.excerpts[key]).lower()}"
        named = _name_of(kind, self._content(kind, key))
        what = {
            ItemKind.TRANSLATION.value: "Translation of an excerpt",
            ItemKind.FOOTNOTE.value: "Note",
        }.get(kind, kind.capitalize())
        return f"{what} “{_short(named)}”" if named else what

    def became(self, kind: str, key: str) -> str:
        """Of an item that does not stand today: why not, as a code of `BECAME`."""
        if kind == ItemKind.CLAIM and key in self.claims:
            return "claim_dropped"
        return "not_translated" if kind == ItemKind.TRANSLATION and key in self.excerpts else "deleted"

    def _content(self, kind: str, key: str) -> Mapping[str, Any]:
        # An excerpt may have been checked only as a translation, and the other way round.
        kinds = (kind, ItemKind.EXCERPT, ItemKind.TRANSLATION) if kind in _EXCERPTS else (kind,)
        found = (self.newest.get((one, key)) for one in kinds)
        return next((one.content for one in found if one is not None and one.content), {})


_EXCERPTS = (ItemKind.EXCERPT, ItemKind.TRANSLATION)


def _name_of(kind: str, content: Mapping[str, Any]) -> str:
    if kind in _EXCERPTS:
        return str(content.get("translated_title") or content.get("original_title") or "")
    if kind == ItemKind.FOOTNOTE:
        return richtext.plain(content.get("text") or "")
    return str(content.get("title") or content.get("source") or content.get("creator") or "")


def _short(words: str) -> str:
    return words if len(words) <= _LABEL_LENGTH else f"{words[: _LABEL_LENGTH - 3].rstrip()}…"


def name_of(user: User) -> str:
    """The person’s name as the record has it: the full name, else the account’s."""
    return user.get_full_name() or user.get_username()


def _marked(claim: Claim) -> dict[str, Any]:
    return {
        "key": claim.key,
        "field": claim.field,
        "field_label": claim.get_field_display(),
        "passage": claim.exact,
        "by": name_of(claim.by),
        "at": claim.at,
        "dropped": hasattr(claim, "dropped"),
    }


def _dropped(claim: Claim, newest: Mapping[Key, Check | Clearance]) -> dict[str, Any]:
    # No verdict is recorded on a dropped claim, so the newest is the one that stood.
    last = newest.get((ItemKind.CLAIM, claim.key))
    return {
        "key": claim.key,
        "field": claim.field,
        "field_label": claim.get_field_display(),
        "passage": claim.exact,
        "by": name_of(claim.dropped.by),
        "at": claim.dropped.at,
        "reason": claim.dropped.reason,
        "verdict": {
            "verdict": last.verdict,
            "verdict_label": last.get_verdict_display(),
            "by": name_of(last.by),
            "at": last.at,
        }
        if isinstance(last, Check)
        else None,
    }


def _check(check: Check, items: _Items) -> dict[str, Any]:
    words = {"verdict": check.verdict, "verdict_label": check.get_verdict_display()}
    became = _became(check, items)
    return (
        _statement(check, items) | {"passage": _passage(check, items)} | words | _fate(became, BECAME[became])
    )


def _passage(check: Check, items: _Items) -> str:
    """Of a claim: its words as they were checked, or where nobody kept them, as they were marked."""
    if check.item_kind != ItemKind.CLAIM:
        return ""
    claim = items.claims.get(check.item_key)
    return str((check.content or {}).get("text") or (claim.exact if claim else ""))


def _clearance(clearance: Clearance, items: _Items, appears: date | None) -> dict[str, Any]:
    became = _became(clearance, items)
    end = clearance.expires_on if clearance.decision == Decision.CLEARED else None
    if not became and end and appears and end < appears:
        became = "ended"
    words = {
        "decision": clearance.decision,
        "decision_label": clearance.get_decision_display(),
        "expires_on": clearance.expires_on,
    }
    return _statement(clearance, items) | words | _fate(became, _OF_CLEARANCES.get(became, BECAME[became]))


def _statement(one: Check | Clearance, items: _Items) -> dict[str, Any]:
    return {
        "id": one.pk,
        "item_kind": one.item_kind,
        "item_key": one.item_key,
        "item": items.label(one.item_kind, one.item_key),
        "by": name_of(one.by),
        "at": one.at,
        "note": one.note,
        "evidence_url": one.evidence_url,
        "archived_url": one.archived_url,
        "evidence_file": one.evidence_name or ("file" if one.evidence_file else ""),
        "evidence_sha256": one.evidence_sha256,
        "fingerprint": one.fingerprint,
    }


def _became(one: Check | Clearance, items: _Items) -> str:
    """What became of the statement, as a code of `BECAME`; blank while it holds."""
    key = (one.item_kind, one.item_key)
    if items.newest[key].pk != one.pk:
        return "overtaken"
    status = items.standing.get(key)
    if status is None:
        return items.became(*key)
    if one.fingerprint == status.fingerprint:
        return ""
    return "passage_gone" if status.gone else "changed"


def _fate(became: str, label: str) -> dict[str, Any]:
    return {"holds": not became, "became": became, "became_label": label}


def _dismissals(article: Article, items: _Items) -> list[dict[str, Any]]:
    dismissals = sorted(article.dismissals.all(), key=lambda one: (one.at, one.pk))
    # The finders are asked only where somebody let something pass: they read the whole article.
    problems = article_problems(article, severities=_EVERY) if dismissals else []
    today = {problem.identity: problem for problem in problems}
    again = {problem.identity[:4] for problem in problems}
    return [_dismissal(one, items, today, again) for one in dismissals]


def _dismissal(
    one: Dismissal,
    items: _Items,
    today: Mapping[tuple[str, str, str, str, str], Problem],
    again: set[tuple[str, str, str, str]],
) -> dict[str, Any]:
    about = (one.item_kind, one.item_key, one.code, one.text)
    problem = today.get((*about, one.fingerprint))
    became = "" if problem else "found_again" if about in again else "finding_gone"
    if became and (one.item_kind, one.item_key) not in items.standing:
        became = items.became(one.item_kind, one.item_key)
    return {
        "finding": one.code,
        "message": problem.message if problem else "",
        "item_kind": one.item_kind,
        "item_key": one.item_key,
        "item": items.label(one.item_kind, one.item_key),
        "passage": one.text,
        "reason": one.reason,
        "by": name_of(one.by),
        "at": one.at,
        "fingerprint": one.fingerprint,
        **_fate(became, BECAME[became]),
    }
