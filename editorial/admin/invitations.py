"""The desk's pages of invitations: who was invited, inviting, taking back, sending again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from editorial.accounts.models import Invitation
from editorial.accounts.operations import (
    AddressTaken,
    invite,
    require_may_manage,
    resend_invitation,
    revoke_invitation,
)
from editorial.accounts.queries import InvitationState, grantable_roles, role_names, state_of
from editorial.admin.access import DeskAdmin, signed_in
from editorial.errors import NotAllowed
from editorial.states import Role
from editorial.web.acts import perform_act

BADGES = {"open": "in_review", "accepted": "published", "revoked": "withdrawn", "expired": "warn"}


class InviteForm(forms.Form):
    """Whom to invite. What is right about it is decided by `invite`."""

    email = forms.CharField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label="Full name", max_length=150, help_text="As in bylines.")
    roles = forms.MultipleChoiceField(
        label="Roles",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


@admin.register(Invitation)
class InvitationAdmin(DeskAdmin):
    """Invitations, for those who may send them. Nothing about one is edited: it is taken back, or sent anew."""

    readers = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    list_display = [
        "name",
        "address",
        "role_list",
        "state_badge",
        "invited_by_name",
        "invited_at",
        "expires_at",
    ]
    search_fields = ["name", "email"]
    ordering = ["-invited_at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(grantable_roles(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    @admin.display(description="E-mail", ordering="email")
    def address(self, invitation: Invitation) -> str:
        return invitation.email

    @admin.display(description="Roles")
    def role_list(self, invitation: Invitation) -> str:
        return role_names(invitation.roles)

    @admin.display(description="State")
    def state_badge(self, invitation: Invitation) -> str:
        state = state_of(invitation, timezone.now())
        return format_html('<span class="badge badge-{}">{}</span>', BADGES[state], state.label)

    @admin.display(description="Invited by", ordering="invited_by__last_name")
    def invited_by_name(self, invitation: Invitation) -> str:
        return invitation.invited_by.get_full_name() or invitation.invited_by.get_username()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).select_related("invited_by", "revoked_by")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/revoke/", wrap(self.revoke), name="editorial_invitation_revoke"),
            path("<int:pk>/resend/", wrap(self.resend), name="editorial_invitation_resend"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form; after inviting, the page that shows the link this once."""
        if not self.has_add_permission(request):
            return self._refuse(request)
        form = InviteForm(
            request.POST if request.method == "POST" else None, roles=grantable_roles(request.user)
        )
        if request.method == "POST" and form.is_valid():
            try:
                invitation, token = invite(
                    **form.cleaned_data, by=signed_in(request), link=lambda token: self._link(request, token)
                )
            except (AddressTaken, NotAllowed) as error:
                form.add_error("email" if isinstance(error, AddressTaken) else "roles", str(error))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._sent(request, invitation, token)
        return self._page(request, "invite", {"title": "Invite somebody", "form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What became of one invitation, and what can be done about it."""
        invitation = self.get_object(request, unquote(object_id))
        if invitation is None or not self.has_view_permission(request, invitation):
            raise Http404
        state = state_of(invitation, timezone.now())
        try:
            require_may_manage(invitation, signed_in(request))
            may_manage = True
        except NotAllowed:
            may_manage = False
        context = {
            "title": str(invitation.name),
            "invitation": invitation,
            "roles": role_names(invitation.roles),
            "state": state,
            "badge": BADGES[state],
            "may_revoke": may_manage and state == InvitationState.OPEN,
            "may_resend": may_manage and state != InvitationState.ACCEPTED,
        }
        return self._page(request, "detail", context)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: the link opens nothing from now on."""
        invitation = self._seen(request, pk)
        return perform_act(
            request,
            lambda: revoke_invitation(invitation=invitation, by=signed_in(request)),
            done=f"The invitation of {invitation.name} is taken back.",
            back=reverse("admin:editorial_invitation_changelist"),
            title=f"Take back the invitation of {invitation.name}",
        )

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: a new link to the same person; the old one opens nothing any more."""
        invitation = self._seen(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            again, token = resend_invitation(
                invitation=invitation, by=signed_in(request), link=lambda token: self._link(request, token)
            )
        except (AddressTaken, NotAllowed) as error:
            refused = error

            def refuse() -> None:
                raise refused

            back = reverse("admin:editorial_invitation_change", args=[pk])
            return perform_act(request, refuse, done="", back=back, title=f"Invite {invitation.name} again")
        return self._sent(request, again, token)

    def _seen(self, request: HttpRequest, pk: int) -> Invitation:
        invitation = Invitation.objects.filter(pk=pk).first()
        if invitation is None or not self.has_view_permission(request, invitation):
            raise Http404
        return invitation

    def _link(self, request: HttpRequest, token: str) -> str:
        return request.build_absolute_uri(reverse("accept_invitation", args=[token]))

    def _sent(self, request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
        context = {
            "title": f"{invitation.name} is invited",
            "invitation": invitation,
            "link": self._link(request, token),
        }
        return self._page(request, "sent", context)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        context = {"title": "Invite somebody", "reasons": ["Editors and administrators invite people."]}
        full = self.admin_site.each_context(request) | context
        full["back"] = reverse("admin:index")
        return TemplateResponse(request, "admin/editorial/refused.html", full, status=403)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        full = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/editorial/invitation/{name}.html", full)
