"""What editors do about findings on the page of an article. Verdicts and clearances are recorded in one place: the
fact-checker's page (`editorial.checking`).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from editorial.admin.access import signed_in
from editorial.factcheck.operations import dismiss_finding
from editorial.web.acts import perform_act


class CheckActs:
    """Mixed into the admin of articles; each method is one POST and one operation."""

    admin_site: Any

    def check_urls(self) -> list[URLPattern]:
        """The path of the act below."""
        wrap = self.admin_site.admin_view
        return [path("<int:pk>/dismiss/", wrap(self.dismiss), name="editorial_article_dismiss")]

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `kind`, `key`, `code`, `found`, `fingerprint`, `reason`."""
        article = self._seen(request, pk)  # type: ignore[attr-defined]

        def act() -> None:
            dismiss_finding(
                article=article,
                item_kind=request.POST.get("kind", ""),
                item_key=request.POST.get("key", ""),
                code=request.POST.get("code", ""),
                text=request.POST.get("found", "").replace("\r\n", "\n"),
                fingerprint=request.POST.get("fingerprint", ""),
                reason=request.POST.get("reason", ""),
                by=signed_in(request),
            )

        back = f"{self._back(article)}#findings"  # type: ignore[attr-defined]
        return perform_act(request, act, done="Finding dismissed.", back=back, title="Dismiss a finding")
