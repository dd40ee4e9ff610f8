"""What the editor asks while one types: what an attribution means, and which outlets and people are known."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse

from editorial.content.models import Article, Excerpt
from editorial.content.permissions import roles_of, visible_articles
from editorial.errors import NotAllowed
from editorial.licensing.credit import CreditLine, credit_line
from editorial.licensing.policy import judge
from editorial.licensing.reading import LicenseReading, read_license
from editorial.licensing.rights import states_change
from editorial.licensing.terms import UNCLEAR, find_terms
from editorial.registers.countries import country_name
from editorial.registers.folding import folded
from editorial.registers.people_offered import offered_people
from editorial.registers.queries import OfferedOutlet, offered_outlets
from editorial.workspace.editor.access import in_json, writer

MAX_TEXT = 5_000
OFFERED = 8


@in_json("GET")
def lookup_license(request: HttpRequest) -> HttpResponse:
    """What the attribution is read as, whether the house may print it, and the credit that will stand under the picture."""
    _require_role(request)
    asked = {name: str(value).replace("\x00", "")[:MAX_TEXT].strip() for name, value in request.GET.items()}
    reading = read_license(asked.get("attribution") or None, source=asked.get("source") or None)
    chosen = asked.get("license") or (reading.license if asked.get("attribution") else "")
    basis = asked.get("basis") or (reading.basis if chosen == reading.license else None) or None
    changed = states_change(asked.get("changes", ""))
    decision = judge(chosen, changed=changed, basis=basis, policy=settings.RIGHTS_POLICY)
    credit = credit_line(
        license_id=chosen,
        creator=asked.get("creator") or None,
        title=asked.get("title") or None,
        source=asked.get("source") or None,
        source_url=asked.get("source_url") or None,
        changes=asked.get("changes") or None,
        basis=basis,
    )
    answer = {
        "reading": _reading(reading),
        "license": chosen,
        "name": _name(chosen),
        "url": _url(chosen),
        "basis": basis or "",
        "verdict": decision.verdict.value,
        "may_print": decision.may_print,
        "reason": decision.reason,
        "conditions": list(decision.conditions),
    }
    return JsonResponse(answer | _credit(credit))


@in_json("GET")
def lookup_outlets(request: HttpRequest) -> HttpResponse:
    """Outlets that have the words `q` in a name or spelling: first those of the register, in the preferred spelling, then
    others as articles last described them.

    From articles that this person may know of or that were submitted: other people's drafts tell nothing.
    """
    _require_role(request)
    words = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    if not words:
        return JsonResponse({"outlets": []})
    offered, known_spellings = offered_outlets(words, limit=OFFERED)
    first = [_registered(outlet) for outlet in offered]
    return JsonResponse({"outlets": (first + _cited(request, words, known_spellings))[:OFFERED]})


@in_json("GET")
def lookup_people(request: HttpRequest) -> HttpResponse:
    """People of the register whose name the words `q`, those before the cursor, end with or begin to spell."""
    _require_role(request)
    words = request.GET.get("q", "").replace("\x00", "")[-200:]
    return JsonResponse({"people": [asdict(one) for one in offered_people(words, limit=OFFERED)]})


def _require_role(request: HttpRequest) -> None:
    """Raise `NotAllowed` for somebody who only has an account: they write nothing, and learn nothing of what others cite."""
    user = writer(request)
    if not roles_of(user):
        raise NotAllowed(user, "You have no role here yet. Ask an administrator for one.")


def _registered(outlet: OfferedOutlet) -> dict[str, Any]:
    return {
        "outlet": outlet.name,
        "outlet_descriptor": outlet.descriptor,
        "original_language": outlet.language,
        "place": "",
        "country": country_name(outlet.country) if outlet.country else "",
        "instead_of": outlet.spelling,
        "registered": True,
    }


def _cited(request: HttpRequest, words: str, but: set[str]) -> list[dict[str, Any]]:
    """Outlets of articles, without those whose folded name is in `but`."""
    known = visible_articles(writer(request), Article.objects.all()).values("pk")
    rows = (
        Excerpt.objects.filter(Q(article__in=known) | Q(article__submitted_at__isnull=False))
        .filter(outlet__icontains=words)
        .order_by("-pk")
        .values("outlet", "outlet_descriptor", "original_language", "place")[:200]
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["outlet"].casefold(), dict(row))
    others = [row for row in found.values() if folded(row["outlet"]) not in but]
    return sorted(others, key=lambda row: not row["outlet"].casefold().startswith(words.casefold()))


def _reading(reading: LicenseReading) -> dict[str, Any]:
    return {
        "license": reading.license,
        "name": _name(reading.license),
        "url": _url(reading.license),
        "certainty": reading.certainty,
        "reason": reading.reason,
        "confirm": reading.needs_confirmation,
        "basis": reading.basis or "",
        "rest": reading.rest,
    }


def _credit(credit: CreditLine) -> dict[str, Any]:
    return {
        "credit": credit.text,
        "parts": [{"text": part.text, "url": part.url} for part in credit.parts],
        # A title is printed if the picture has one: the conditions say so, and nobody can be asked for what is not there.
        "missing": [name for name in credit.missing if name != "title"],
    }


def _name(license_id: str) -> str:
    if license_id == UNCLEAR:
        return "Unclear"
    terms = find_terms(license_id) if license_id else None
    return terms.name if terms else license_id


def _url(license_id: str) -> str:
    terms = find_terms(license_id) if license_id else None
    return (terms.url or "") if terms else ""
