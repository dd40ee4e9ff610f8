"""What a link to a proof opens, for people without an account (`issues.proof_links`).

The address is the secret, so it goes nowhere: no other page learns it (Referrer-Policy), no search engine lists it, no
browser keeps it. A link that never was, has expired or was taken back gives one and the same page.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.accounts.limits import client_of
from editorial.accounts.queries import display_name
from editorial.content.files import stored_digest
from editorial.dates import month_and_year
from editorial.house.queries import known_house
from editorial.issues.models import ProofLink
from editorial.issues.proof_links import is_there, link_of, note_opened
from editorial.issues.snapshot import articles_in
from editorial.web.files import NEVER, download_name
from editorial.web.sending import hand_out


@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET: what the PDF is and until when it can be opened. Previews of chat programs get this and change nothing."""
    link = link_of(token)
    if link is None:
        return _closed(request)
    if not is_there(link):
        return _gone(request, link)
    context = {
        "title": "A proof",
        "link": link,
        "token": token,
        "maker": display_name(link.made_by),
        **_printed(link),
    }
    return _secret(render(request, "proofs/proof.html", context))


@require_safe
def proof_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET: the PDF. That it was opened goes into the security log, and changes nothing else."""
    link = link_of(token)
    if link is None:
        return _closed(request)
    made = link.rendition
    if not is_there(link) or stored_digest(made.file) != link.sha256:
        return _gone(request, link)
    if request.method == "GET":
        note_opened(link=link, client=client_of(request))
    return _secret(
        hand_out(made.file, media_type="application/pdf", called=download_name(made), caching=NEVER)
    )


def _printed(link: ProofLink) -> dict[str, Any]:
    """What the page says of the proof: only what the PDF has, also where the issue has changed since."""
    snapshot = link.rendition.snapshot or {}
    issue = snapshot["issue"]
    return {
        "house": snapshot["house"]["name"],
        "month": month_and_year(date.fromisoformat(issue["month"])) if issue else "",
        "issue": issue,
        "articles": articles_in(snapshot),
        "one_article": link.rendition.article_id is not None,
    }


def _closed(request: HttpRequest) -> HttpResponse:
    """One page for whatever opens nothing: nobody learns whether there ever was a link."""
    context = {"title": "This link opens nothing", "house": known_house().name}
    return _secret(render(request, "proofs/closed.html", context, status=404))


def _gone(request: HttpRequest, link: ProofLink) -> HttpResponse:
    """The link is good, but the file that was shared is not there: removed, exchanged, or made anew with another content."""
    context = {"title": "The PDF is not there any more", "maker": display_name(link.made_by)}
    return _secret(render(request, "proofs/gone.html", context, status=410))


def _secret(response: Any) -> Any:
    """The answer, without a trace of its address elsewhere."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = NEVER
    return response
