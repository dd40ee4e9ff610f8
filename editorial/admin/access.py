"""Who gets into which part of the desk: from roles and objects, not from Django's model permissions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from js_asset import Media

from editorial.content.permissions import roles_of
from editorial.states import Role
from editorial.web.acts import REFUSALS, refusal_of
from editorial.web.resend import not_saved


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that came through the admin's own check of the session."""
    assert isinstance(request.user, User)
    return request.user


class TellingAdmin(admin.ModelAdmin):
    """A save that the operation refuses is answered with why, and with what was typed."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The stock page; what somebody else did between the look and the save is told with what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as error:
            status, reasons = refusal_of(error)
            return not_saved(request, reasons=reasons, status=status, may_resend=False, back=request.path)


class DeskAdmin(TellingAdmin):
    """Base of the desk's pages: nobody deletes, and history pages are for reading only.

    `readers` may look, `writers` may also change and add; object rules come on top in subclasses.
    """

    readers: frozenset[Role] = frozenset(Role)
    writers: frozenset[Role] = frozenset()
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only reads sees nothing of what a form carries for itself (`stale_forms`)."""
        fields, mark = super().get_fields(request, obj), getattr(self.form, "mark_name", "")
        if not mark or self.has_change_permission(request, obj):
            return fields
        return [name for name in fields if name != mark]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user) & (self.readers | self.writers))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(roles_of(request.user) & (self.readers | self.writers))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(roles_of(request.user) & self.writers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user) & self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the history keeps this, with user and reason; Django's own admin log would say it twice."""

    log_change = log_addition

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under the plain name of what it lists; the whole of it where PostgreSQL takes no such filter (NUL)."""
        if any("\x00" in f"{name}{value}" for name, value in request.GET.items() if name != SEARCH_VAR):
            return HttpResponseRedirect(request.path)
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The rich text editor's import map is an inline script: it carries the page's nonce."""
        context["media"] = Media.from_media(context["media"], nonce=getattr(request, "csp_nonce", ""))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Django looks a model up by an empty field name when the address says `_to_field=`."""
        return super().get_object(request, object_id, from_field or None)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The object's history, for those who may see the object now; others learn nothing of it. For reading only."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if self.get_object(request, object_id) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)
