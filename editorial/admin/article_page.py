"""What the page of an article shows beside its form: moves, items with their checks, findings, comments, the log."""

from typing import Any

from django.contrib.auth.models import User

from editorial.content.credit import credit_of
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.permissions import edit_refusal
from editorial.content.queries import numbered_footnotes
from editorial.factcheck.operations import dismiss_refusal
from editorial.factcheck.queries import ItemStatus, findings, item_statuses
from editorial.factcheck.rights import policy_answer, rights_day, unmet_conditions
from editorial.issues.models import Rendition
from editorial.states import ArticleState, JobStatus
from editorial.web.differences import changes_since
from editorial.web.reading import readable
from editorial.workflow.conversations import threads
from editorial.workflow.operations import available_moves
from editorial.workflow.standing import refusal
from editorial.workflow.transitions import Standing, moves_from


def article_context(user: User, article: Article) -> dict[str, Any]:
    """The context of the page's panels. A constant number of queries."""
    numbers = {note.key: number for number, note in numbered_footnotes(article).items()}
    found = findings(article)
    return {
        "article": article,
        "moves": available_moves(user, article),
        "not_yours": _not_yours(user, article),
        "edit_refusal": edit_refusal(user, article),
        "items": [_shown(status, numbers) for status in item_statuses(article)],
        "findings_open": [problem for problem, dismissal in found if dismissal is None],
        "findings_dismissed": [(problem, dismissal) for problem, dismissal in found if dismissal is not None],
        "may_dismiss": dismiss_refusal(user, article) is None,
        "threads": threads(article, article.comments.select_related("by", "resolved_by"), user),
        "log": article.log.select_related("by"),
        "published_pdf": _published_pdf(article),
    }


def _published_pdf(article: Article) -> Rendition | None:
    if article.state != ArticleState.PUBLISHED:
        return None
    found = Rendition.objects.filter(
        issue=article.issue_id, edition__isnull=False, status=JobStatus.SUCCEEDED
    )
    return found.order_by("-edition__number", "-edition__attempt").first()


def _not_yours(user: User, article: Article) -> list[tuple[str, str]]:
    """The moves of the table that this person may not make, each with why: label and reason."""
    return [
        (move.label, why)
        for move in moves_from(article.state)
        if Standing.ITS_ISSUE not in move.sources[article.state]  # type: ignore[index]
        for why in [refusal(user, article, move)]
        if why is not None
    ]


def _shown(status: ItemStatus, numbers: dict[str, int]) -> dict[str, Any]:
    item = status.item
    shown: dict[str, Any] = {
        "status": status,
        "changes": changes_since(status),
        "kind": status.kind,
        "key": status.key,
        "label": f"Note {numbers[item.key]}" if isinstance(item, Footnote) else status.label,
        "badge": "verified"
        if status.verified
        else "changed"
        if status.last and not status.current
        else "open",
    }
    if isinstance(item, Article):
        shown["html"] = readable(item.commentary, numbers)
    elif isinstance(item, Excerpt):
        shown |= {"html": readable(item.body, {}), "original_html": readable(item.original_text, {})}
        account = item.translator.get_full_name() or str(item.translator) if item.translator else ""
        shown["translated_by"] = item.translator_name or account
    elif isinstance(item, Footnote):
        shown["html"] = readable(item.text, {})
    elif isinstance(item, Image):
        shown["credit"] = credit_of(item)
        day = rights_day(item.article)
        shown["policy"] = policy_answer(item, status, day)
        shown["unmet"] = [
            unmet for unmet in unmet_conditions(item, status, day) if unmet.code != shown["policy"].code
        ]
    return shown
