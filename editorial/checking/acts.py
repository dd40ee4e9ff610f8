"""What a fact-checker does on the page: each view is one POST and one operation.

A script that asks for JSON gets what happened, or why not, together with the page in pieces; a form gets a redirect to
its entry, or the page again with what was typed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from editorial.checking.access import article_for
from editorial.checking.board import (
    MOVES,
    Board,
    Refused,
    board_of,
    changes_since_seen,
    pieces,
    remember_contents,
)
from editorial.checking.pages import whole_page
from editorial.content.models import Article, Image
from editorial.errors import EditorialError, ReasonMissing
from editorial.factcheck import operations as factcheck
from editorial.factcheck.checked import Checked, checked_items
from editorial.factcheck.evidence import EvidenceFile, EvidenceRefused, read_evidence
from editorial.factcheck.models import Claim, Decision, ItemKind, Verdict
from editorial.factcheck.operations import ItemGone, PassageNotFound, check_refusal
from editorial.factcheck.presence import note_gone, note_presence
from editorial.web.access import person, signed_in
from editorial.web.acts import REFUSALS, perform_act, refusal_of, require_storable
from editorial.web.layout import wants_json
from editorial.workflow.operations import TRANSITIONS, move_article

TYPED = (
    "evidence_url", "archived_url", "note", "expires_on", "reason", "field", "exact", "prefix", "suffix",
)  # fmt: skip
_FIELDS = {
    "evidence_url": "Evidence",
    "archived_url": "Archived copy",
    "evidence_file": "File",
    "expires_on": "May be printed until",
    "note": "Note",
    "reason": "Reason",
    "exact": "The passage",
}
_DONE = {
    Verdict.VERIFIED: "verified by you",
    Verdict.DISPUTED: "disputed by you",
    Verdict.CANNOT_VERIFY: "marked “cannot verify” by you",
    Verdict.NEEDS_CHANGE: "marked “needs change” by you",
    Decision.CLEARED: "cleared by you",
    Decision.REFUSED: "refused by you",
}


class NotOneOf(EditorialError):
    """A choice that the form does not offer. `name` and `value` are what was posted."""

    def __init__(self, name: str, value: str):
        self.name, self.value = name, value
        super().__init__(f"Choose one of the offered answers for “{name}”.")


class NotADate(EditorialError):
    """A date that cannot be read. `value` is what was typed."""

    def __init__(self, value: str):
        self.value = value
        super().__init__(f"“{value}” is not a date. Write it as year-month-day, such as 2027-01-31.")


@require_POST
@signed_in
def record_verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `kind`, `key`, `seen`, `verdict`, `evidence_url`, `archived_url`, `evidence_file`, `note`."""
    article = article_for(request, pk)
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")

    def act() -> str:
        verdict = _choice(request, "verdict", Verdict.values)
        found = _checked(article, kind, key)
        if isinstance(found.item, Image):
            raise ItemGone
        factcheck.record_check(
            item=found.item, verdict=verdict, by=person(request), translation=kind == ItemKind.TRANSLATION,
            **_statement(request),
        )  # fmt: skip
        return f"{found.label} {_DONE[Verdict(verdict)]}."

    return _perform(request, article, act, at=f"{kind}-{key}")


@require_POST
@signed_in
def record_clearance(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `key`, `seen`, `decision`, `evidence_url`, `archived_url`, `evidence_file`, `note`, `expires_on`."""
    article = article_for(request, pk)
    key = request.POST.get("key", "")

    def act() -> str:
        decision = _choice(request, "decision", Decision.values)
        found = _checked(article, ItemKind.IMAGE, key)
        assert isinstance(found.item, Image), "its kind says so"
        factcheck.record_clearance(
            image=found.item,
            decision=decision,
            by=person(request),
            expires_on=_date(request),
            **_statement(request),
        )
        return f"{found.label} {_DONE[Decision(decision)]}."

    return _perform(request, article, act, at=f"{ItemKind.IMAGE}-{key}")


@require_POST
@signed_in
def mark_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `field`, `exact`, `prefix`, `suffix`: the passage as it reads, without the numbers of notes."""
    article = article_for(request, pk)
    marked: list[Claim] = []

    def act() -> str:
        claim = factcheck.mark_claim(
            article=article, field=request.POST.get("field", ""), by=person(request), exact=_text(request, "exact"),
            prefix=_text(request, "prefix"), suffix=_text(request, "suffix"),
        )  # fmt: skip
        marked.append(claim)
        return f"Claim marked: {marked[0]}."

    return _perform(request, article, act, at="mark-claim", forth=lambda: f"claim-{marked[0].key}")


@require_POST
@signed_in
def drop_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `key`, `reason`."""
    article = article_for(request, pk)
    key = request.POST.get("key", "")

    def act() -> str:
        claim = article.claims.filter(key=key).first()
        if claim is None:
            raise ItemGone
        factcheck.drop_claim(claim=claim, reason=request.POST.get("reason", ""), by=person(request))
        return "Claim dropped. Its passage belongs to the rest of the text again."

    return _perform(request, article, act, at=f"{ItemKind.CLAIM}-{key}")


@require_POST
@signed_in
def dismiss_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `entry`, `kind`, `key`, `code`, `found`, `fingerprint`, `reason`."""
    article = article_for(request, pk)

    def act() -> str:
        factcheck.dismiss_finding(
            article=article,
            item_kind=request.POST.get("kind", ""),
            item_key=request.POST.get("key", ""),
            code=request.POST.get("code", ""),
            text=_text(request, "found"),
            fingerprint=request.POST.get("fingerprint", ""),
            reason=request.POST.get("reason", ""),
            by=person(request),
        )
        return "Finding let pass by you."

    return _perform(request, article, act, at=request.POST.get("entry", "findings"))


@require_POST
@signed_in
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `move` (“clear” or “return”), `reason`, `seen`."""
    article = article_for(request, pk)
    name = request.POST.get("move", "")
    if name not in MOVES:
        raise Http404
    done = {"clear": f"“{article}” is cleared.", "return": f"“{article}” went back to its author."}
    return perform_act(
        request,
        lambda: move_article(
            article_id=pk,
            move=name,
            by=person(request),
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen"),
        ),
        done=done[name],
        back=f"{reverse('check_article', args=[pk])}#decide",
        title=TRANSITIONS[name].label,
        forth=lambda _entry: reverse("check_list"),
    )


@require_POST
@signed_in
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `kind`, `key`: the entry before a checker; or `gone`, when they leave the page."""
    article, user = article_for(request, pk), person(request)
    if check_refusal(user, article) is None:
        if request.POST.get("gone"):
            note_gone(article_id=pk, by=user)
        else:
            kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
            note_presence(article_id=pk, by=user, kind=kind, key=key)
    return HttpResponse(status=204)


# Answers


def _perform(
    request: HttpRequest,
    article: Article,
    act: Callable[[], str],
    *,
    at: str,
    forth: Callable[[], str] | None = None,
) -> HttpResponse:
    """Run the operation; `act` returns what happened in words. `at` is the entry, `forth` gives the one to go to."""
    try:
        require_storable(request)
        said = act()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except REFUSALS as error:
        return _refused(request, error, article.pk, at)
    then = forth() if forth else at
    board = _board(request, article.pk)
    left = board.entries.progress.left
    said = f"{said} {left} left." if left else f"{said} Nothing is left to check."
    if wants_json(request):
        return JsonResponse(pieces(request, board) | {"said": said, "entry": then})
    messages.success(request, said)
    place = f"?{urlencode({'at': then})}#{quote(then)}"
    return HttpResponseRedirect(reverse("check_article", args=[article.pk]) + place)


def _refused(request: HttpRequest, error: Exception, pk: int, at: str) -> HttpResponse:
    status, reasons = refusal_of(error)
    board = _board(request, pk)
    changes = changes_since_seen(board, board.entries.named(at), request.POST.get("seen", ""))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    field = _field_of(error, request)
    if field:
        reasons = [f"{_FIELDS[field]}: {reason}" for reason in reasons]
    refused = Refused(at, reasons, typed, changes if status == 409 else [], field)
    if wants_json(request):
        answer = pieces(request, board) | {
            "error": "changed" if status == 409 else "refused",
            "message": " ".join(reasons),
            "reasons": reasons,
            "entry": at,
            "field": field,
            "changes": _as_html(refused),
        }
        return JsonResponse(answer, status=status)
    return whole_page(request, board, opened=at, refused=refused, status=status)


def _field_of(error: Exception, request: HttpRequest) -> str:
    """The name of the one field that the refusal is about; blank where it is about none, or about several."""
    found = ""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict") and len(error.error_dict) == 1:
        found = next(iter(error.error_dict))
    elif isinstance(error, EvidenceRefused):
        found = "evidence_file"
    elif isinstance(error, ReasonMissing):
        found = "reason" if "reason" in request.POST else "note"
    elif isinstance(error, NotADate):
        found = "expires_on"
    elif isinstance(error, PassageNotFound):
        found = "exact"
    return found if found in _FIELDS else ""


def _as_html(refused: Refused) -> str:
    """The difference to what the person was looking at, as HTML."""
    return render_to_string("_difference.html", {"changes": refused.changes}) if refused.changes else ""


def _board(request: HttpRequest, pk: int) -> Board:
    """The board as it stands now, after the operation."""
    board = board_of(person(request), article_for(request, pk))
    remember_contents(board)
    return board


# What was posted


def _checked(article: Article, kind: str, key: str) -> Checked:
    found = next((one for one in checked_items(article) if (one.kind, one.key) == (kind, key)), None)
    if found is None:
        raise ItemGone
    return found


def _statement(request: HttpRequest) -> dict[str, Any]:
    """What verdicts and clearances have in common. Raises `EvidenceRefused`."""
    return {
        "seen": request.POST.get("seen"),
        "evidence_url": request.POST.get("evidence_url", "").strip(),
        "archived_url": request.POST.get("archived_url", "").strip(),
        "evidence_file": _file(request),
        "note": _text(request, "note"),
    }


def _file(request: HttpRequest) -> EvidenceFile | None:
    file = request.FILES.get("evidence_file")
    return read_evidence(file, file.name or "") if file else None  # type: ignore[arg-type]


def _text(request: HttpRequest, name: str) -> str:
    """Forms send line breaks as CR LF; texts have LF."""
    return request.POST.get(name, "").replace("\r\n", "\n")


def _choice(request: HttpRequest, name: str, offered: list[str]) -> str:
    value = request.POST.get(name, "")
    if value not in offered:
        raise NotOneOf(name, value)
    return value


def _date(request: HttpRequest) -> date | None:
    value = request.POST.get("expires_on", "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise NotADate(value) from error
