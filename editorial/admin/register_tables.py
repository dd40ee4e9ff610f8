"""The registers' tables at the desk: taking one home as CSV, and bringing one in after having seen what it does."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from editorial.admin.access import DeskAdmin, signed_in
from editorial.issues.rights_csv import BOM, defused
from editorial.registers.imports import RegisterMoved, RowsRefused, import_register, preview_import
from editorial.registers.operations import KEEPERS
from editorial.registers.tables import (
    COLUMNS,
    KEY,
    MAX_LETTERS,
    MAX_ROWS,
    TableUnreadable,
    decoded_table,
    table_of,
)
from editorial.states import Role

_SHOWN = 200
_MOST_CHANGES = 500  # in one request, which has half a minute; `manage.py import_register` takes any number


class RegisterTables(DeskAdmin):
    """Base of the registers' pages: everybody at the desk reads them, editors and administrators keep them."""

    readers = frozenset(Role)
    writers = KEEPERS
    table: str
    change_list_template = "admin/editorial/register/change_list.html"

    def address(self, name: str, *args: Any) -> str:
        """The address of one of the register's pages."""
        return reverse(f"admin:editorial_{self.opts.model_name}_{name}", args=args)

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"editorial_{self.opts.model_name}"
        return [
            path("export/", wrap(self.export_view), name=f"{name}_export"),
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        own = {
            "export_url": self.address("export"),
            "import_url": self.address("import") if self.has_add_permission(request) else "",
        }
        return super().changelist_view(request, own | (extra_context or {}))

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the whole register as CSV, as `import/` takes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows([defused(cell) for cell in row] for row in table_of(self.table))
        response = HttpResponse((BOM + text.getvalue()).encode(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.table}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the form. POST `file` or `table`: what it would do; with `shown` as well: do it."""
        if not self.has_add_permission(request):
            raise PermissionDenied("Only editors keep the registers.")
        if request.method in ("GET", "HEAD"):
            return self._form(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        try:
            text = self._sent(request)
            if not request.POST.get("shown"):
                found = preview_import(
                    kind=self.table, text=text, by=signed_in(request), most_changes=_MOST_CHANGES
                )
                return self._preview(request, found, text)
            return self._bring_in(request, text)
        except TableUnreadable as error:
            return self._form(request, error=str(error), status=422)

    def _sent(self, request: HttpRequest) -> str:
        file = request.FILES.get("file")
        if file is None:
            text = request.POST.get("table", "")
            if not text.strip():
                raise TableUnreadable(0, "Choose a file.")
            return text
        if (file.size or 0) > 4 * MAX_LETTERS:
            raise TableUnreadable(0, "The file is larger than 8 MB. Split it.")
        return decoded_table(file.read())

    def _bring_in(self, request: HttpRequest, text: str) -> HttpResponse:
        try:
            found = import_register(
                kind=self.table,
                text=text,
                by=signed_in(request),
                shown=request.POST["shown"],
                most_changes=_MOST_CHANGES,
            )
        except RegisterMoved as moved:
            return self._preview(request, moved.found, text, error=str(moved), status=409)
        except RowsRefused as refused:
            return self._preview(request, refused.found, text)
        messages.success(request, f"Brought in: {found.in_words()}.")
        return HttpResponseRedirect(self.address("changelist"))

    def _form(self, request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
        return self._page(request, "import_form", {"error": error}, status)

    def _preview(
        self, request: HttpRequest, found: Any, text: str, *, error: str = "", status: int = 200
    ) -> HttpResponse:
        wrong = found.wrong
        moving = [one for one in found.outcomes if one.verb in ("new", "changed")]
        context = {
            "found": found,
            "wrong": wrong[:_SHOWN],
            "moving": moving[:_SHOWN],
            "more": max(0, len(moving) - _SHOWN) if not wrong else max(0, len(wrong) - _SHOWN),
            "table_text": text,
            "error": error,
        }
        return self._page(request, "import_preview", context, 422 if wrong else status)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
        common = {
            "title": f"Bring in a table of {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "columns": COLUMNS[self.table],
            "key": KEY[self.table],
            "max_rows": MAX_ROWS,
            "list_url": self.address("changelist"),
            "import_url": self.address("import"),
        }
        return TemplateResponse(
            request,
            f"admin/editorial/register/{name}.html",
            self.admin_site.each_context(request) | common | context,
            status=status,
        )
