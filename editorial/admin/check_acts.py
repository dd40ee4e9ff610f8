"""The acts of fact-checkers on the page of an article: a verdict, a clearance, a dismissal."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from editorial.admin.access import signed_in
from editorial.content.models import Article
from editorial.content.queries import item_label
from editorial.factcheck.checked import checked_items
from editorial.errors import EditorialError
from editorial.factcheck.models import Decision, ItemKind, Verdict
from editorial.factcheck.operations import dismiss_finding, record_check, record_clearance
from editorial.web.acts import perform_act


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


class CheckActs:
    """Mixed into the admin of articles; each method is one POST and one operation."""

    admin_site: Any

    def check_urls(self) -> list[URLPattern]:
        """The paths of the acts below."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/check/", wrap(self.verdict), name="editorial_article_check"),
            path("<int:pk>/clearance/", wrap(self.clearance), name="editorial_article_clearance"),
            path("<int:pk>/dismiss/", wrap(self.dismiss), name="editorial_article_dismiss"),
        ]

    def verdict(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `kind`, `key`, `seen`, `verdict`, `evidence_url`, `archived_url`, `note`."""
        article = self._seen(request, pk)  # type: ignore[attr-defined]
        item = _item(article, request) if request.method == "POST" else article

        def act() -> None:
            verdict = _choice(request, "verdict", Verdict.values)
            record_check(
                item=item,
                verdict=verdict,
                by=signed_in(request),
                translation=request.POST.get("kind") == ItemKind.TRANSLATION,
                seen=request.POST.get("seen"),
                evidence_url=request.POST.get("evidence_url", "").strip(),
                archived_url=request.POST.get("archived_url", "").strip(),
                note=request.POST.get("note", ""),
            )

        label = item_label(item)
        back = f"{self._back(article)}#item-{item.kind}-{item.key}"  # type: ignore[attr-defined]
        return perform_act(
            request, act, done=f"{label}: verdict recorded.", back=back, title=f"Check: {label}"
        )

    def clearance(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `key`, `seen`, `decision`, `evidence_url`, `note`, `expires_on`."""
        article = self._seen(request, pk)  # type: ignore[attr-defined]
        image = article.images.filter(key=request.POST.get("key", "")).first()
        if image is None and request.method == "POST":
            raise Http404

        def act() -> None:
            record_clearance(
                image=image,
                decision=_choice(request, "decision", Decision.values),
                by=signed_in(request),
                seen=request.POST.get("seen"),
                evidence_url=request.POST.get("evidence_url", "").strip(),
                note=request.POST.get("note", ""),
                expires_on=_date(request.POST.get("expires_on", "")),
            )

        anchor = f"#item-image-{image.key}" if image else ""
        back = f"{self._back(article)}{anchor}"  # type: ignore[attr-defined]
        return perform_act(request, act, done="Clearance recorded.", back=back, title="Image rights")

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `kind`, `key`, `code`, `found`, `reason`."""
        article = self._seen(request, pk)  # type: ignore[attr-defined]

        def act() -> None:
            dismiss_finding(
                article=article,
                item_kind=request.POST.get("kind", ""),
                item_key=request.POST.get("key", ""),
                code=request.POST.get("code", ""),
                text=request.POST.get("found", "").replace("\r\n", "\n"),
                reason=request.POST.get("reason", ""),
                by=signed_in(request),
            )

        back = f"{self._back(article)}#findings"  # type: ignore[attr-defined]
        return perform_act(request, act, done="Finding dismissed.", back=back, title="Dismiss a finding")


def _item(article: Article, request: HttpRequest) -> Any:
    wanted = (request.POST.get("kind", ""), request.POST.get("key", ""))
    for checked in checked_items(article):
        if (checked.kind, checked.key) == wanted and checked.kind != ItemKind.IMAGE:
            return checked.item
    raise Http404


def _choice(request: HttpRequest, name: str, offered: list[str]) -> str:
    value = request.POST.get(name, "")
    if value not in offered:
        raise NotOneOf(name, value)
    return value


def _date(value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise NotADate(value) from error
