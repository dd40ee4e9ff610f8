"""The page of one proof's links for people without an account: making them, seeing them, taking them back."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from editorial.accounts.links import public_address
from editorial.accounts.queries import display_name
from editorial.errors import EditorialError
from editorial.issues.models import ProofLink, Rendition
from editorial.issues.proof_links import (
    MOST_LETTERS,
    LinkState,
    is_there,
    links_to,
    may_share,
    proof_by_id,
    revoke_link,
    share_proof,
    state_of,
)
from editorial.issues.proof_rights import uncleared_pictures
from editorial.office.access import for_the_office, reads_articles
from editorial.web.access import person
from editorial.web.acts import perform_act, refusal_of

BADGES = {
    LinkState.OPEN: "badge-published",
    LinkState.EXPIRED: "badge-warn",
    LinkState.REVOKED: "badge-withdrawn",
    LinkState.ENDED: "badge-withdrawn",
}


class ShareForm(forms.Form):
    """Who gets a link and for how long. What is right about it is decided by `share_proof`."""

    for_whom = forms.CharField(
        label="Who gets it",
        help_text="A name, and where they work. They see it on the page.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "maxlength": MOST_LETTERS}),
        error_messages={"required": "Say who gets the link, such as a name and where they work."},
    )
    days = forms.IntegerField(
        label="For how many days", error_messages={"invalid": "Give a number of days, such as 7."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.PROOF_LINK_MOST_DAYS
        days = self.fields["days"]
        days.initial, days.help_text = (
            settings.PROOF_LINK_DAYS,
            f"At most {most}. You can take it back at any time.",
        )
        days.widget.attrs |= {"min": 1, "max": most}


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the links of a proof. POST `for_whom`, `days`: make one; the answer shows its address this one time."""
    proof = _proof(request, pk)
    if request.method != "POST":
        return _page(request, proof, ShareForm())
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, proof, form, status=422)
    try:
        link, token = share_proof(rendition=proof, **form.cleaned_data, by=person(request))
    except Rendition.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, proof, form, status=422)
    except EditorialError as error:
        status, reasons = refusal_of(error)
        return _page(request, _proof(request, pk), form, status=status, reasons=reasons)
    address = public_address(request.build_absolute_uri(reverse("proof", args=[token])))
    return _page(request, proof, ShareForm(), made=link, address=address)


@require_POST
@for_the_office
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: take a link back."""
    link = ProofLink.objects.filter(pk=pk).first()
    if link is None:
        raise Http404
    return perform_act(
        request,
        lambda: revoke_link(link=link, by=person(request)),
        done=f"The link for {link.for_whom} opens nothing any more.",
        back=reverse("office_share", args=[link.rendition_id]),
        title="Take back a link to a proof",
    )


def _proof(request: HttpRequest, pk: int) -> Rendition:
    """The proof, for who may share it. Raises `Http404`."""
    found = proof_by_id(pk)
    if found is None or not may_share(person(request), found):
        raise Http404
    return found


def _page(
    request: HttpRequest,
    proof: Rendition,
    form: ShareForm,
    *,
    made: ProofLink | None = None,
    address: str = "",
    status: int = 200,
    reasons: list[str] | None = None,
) -> HttpResponse:
    """The page; right after a link was `made`, with its `address`."""
    now = timezone.now()
    listed = [(link, state_of(link, now)) for link in links_to(proof)]
    context = {
        "title": f"Share the proof: {proof.issue or proof.article}",
        "proof": proof,
        "form": form,
        "made": made,
        "address": address,
        "reasons": [*(reasons or []), *(str(one) for one in form.non_field_errors())],
        "links": [_shown(link, state) for link, state in listed],
        "open": sum(state == LinkState.OPEN for _link, state in listed),
        "uncleared": uncleared_pictures(proof),
        "at_desk": reads_articles(person(request)),
    }
    return TemplateResponse(request, "office/share.html", context, status=status)


def _shown(link: ProofLink, state: LinkState) -> dict[str, Any]:
    """A link as the list shows it; `file_gone`: it is open, and the PDF is not there."""
    return {
        "link": link,
        "state": state,
        "badge": BADGES[state],
        "maker": display_name(link.made_by),
        "revoker": display_name(link.revoked_by) if link.revoked_by else "",
        "may_revoke": state in (LinkState.OPEN, LinkState.ENDED),
        "file_gone": state == LinkState.OPEN and not is_there(link),
    }
