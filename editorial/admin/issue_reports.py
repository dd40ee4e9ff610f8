"""The reports of an issue: the rights of its images and the record of what was decided, as pages and as files."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from editorial.admin.access import signed_in
from editorial.content.permissions import DESK, roles_of
from editorial.issues.models import Issue
from editorial.issues.record import issue_record
from editorial.issues.rights_csv import rights_csv
from editorial.issues.rights_report import ImageRights, rights_report
from editorial.web.differences import changes_since


class IssueReports:
    """Mixed into the desk's page of issues, whose readers read the reports. `_seen` raises `Http404` for others."""

    def report_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        views: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("rights/", self.rights, "rights"),
            ("rights.csv", self.rights_as_csv, "rights_csv"),
            ("record/", self.record, "record"),
            ("record.json", self.record_as_json, "record_json"),
        ]
        return [
            path(f"<int:pk>/{address}", wrap(require_safe(view)), name=f"editorial_issue_{name}")
            for address, view, name in views
        ]

    def rights(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the rights report as a page."""
        issue: Issue = self._seen(request, pk)  # type: ignore[attr-defined]
        report = rights_report(issue, reader=signed_in(request))
        return self._page(
            request, issue, "rights", f"Image rights: {issue}",
            {"report": report, "articles": [(article, [_shown(row) for row in article.images]) for article in report.articles]},
        )  # fmt: skip

    def rights_as_csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the rights report as a file for a spreadsheet."""
        issue: Issue = self._seen(request, pk)  # type: ignore[attr-defined]
        data = rights_csv(rights_report(issue, reader=signed_in(request)))
        return _download(data, "text/csv; charset=utf-8", f"{issue.reference}-rights.csv")

    def record(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the record of the issue as a page."""
        issue: Issue = self._seen(request, pk)  # type: ignore[attr-defined]
        record = issue_record(issue, reader=signed_in(request))
        return self._page(request, issue, "record", f"Record: {issue}", {"record": record})

    def record_as_json(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the record of the issue as a file for the archive (docs/reports.md)."""
        issue: Issue = self._seen(request, pk)  # type: ignore[attr-defined]
        record = issue_record(issue, reader=signed_in(request))
        data = json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()
        return _download(data, "application/json", f"{issue.reference}-record.json")

    def _page(
        self, request: HttpRequest, issue: Issue, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        shared = {
            "title": title,
            "issue": issue,
            "may_read_articles": bool(roles_of(request.user) & DESK),
        }
        every = admin.site.each_context(request) | shared | context
        return render(request, f"admin/editorial/issue/{name}.html", every)


def _shown(row: ImageRights) -> dict[str, Any]:
    return {"row": row, "changes": changes_since(row.status)}


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
