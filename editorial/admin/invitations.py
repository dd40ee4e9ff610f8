"""The desk's pages of invitations: who was invited, inviting, taking back, sending again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from editorial.accounts.links import public_address
from editorial.accounts.models import Invitation
from editorial.accounts.operations import (
    AddressTaken,
    invite,
    may_manage,
    resend_invitation,
    revoke_invitation,
)
from editorial.accounts.queries import InvitationState, grantable_roles, role_names, sees_links, state_of
from editorial.admin.access import DeskAdmin, signed_in
from editorial.admin.confirming import ReauthenticationRequired, ask_first, require_confirmed_for
from editorial.content.models import Author
from editorial.content.permissions import roles_of
from editorial.errors import NotAllowed
from editorial.states import Role
from editorial.web.acts import perform_act

BADGES = {"open": "in_review", "accepted": "published", "revoked": "withdrawn", "expired": "warn"}
# In Django's log of the desk: this person could have accepted the invitation themselves.
LINK_SHOWN = "The link was shown on the page."


class InviteForm(forms.Form):
    """Whom to invite. What is right about it is decided by `invite`."""

    email = forms.CharField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label="Full name", max_length=150, help_text="As in bylines.")
    roles = forms.MultipleChoiceField(
        label="Roles",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    known_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]

    def warned(self) -> bool:
        """Whether the page said of this very name that it is in the register."""
        return bool(self.cleaned_data["known_name"] == self.cleaned_data["name"])


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
        "link_shown",
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

    @admin.display(description="Link", empty_value="")
    def link_shown(self, invitation: Invitation) -> str | None:
        name = getattr(invitation, "link_shown_to", None)
        return f"link shown to {name}" if name else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        shown = LogEntry.objects.filter(
            content_type__app_label=self.opts.app_label,
            content_type__model=self.opts.model_name,
            object_id=Cast(OuterRef("pk"), TextField()),
            change_message=LINK_SHOWN,
        ).order_by("pk")
        full_name = NullIf(Trim(Concat("user__first_name", Value(" "), "user__last_name")), Value(""))
        name = shown.values_list(Coalesce(full_name, "user__username"))[:1]
        invitations = super().get_queryset(request).select_related("invited_by", "revoked_by")
        return invitations.annotate(link_shown_to=Subquery(name))

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
        known = request.method == "POST" and form.is_valid() and self._meets_known_author(request, form)
        if request.method == "POST" and form.is_valid() and not known:
            fields = {name: form.cleaned_data[name] for name in ("email", "name", "roles")}
            try:
                require_confirmed_for(request, fields["roles"])
                invitation, token = invite(
                    **fields, by=signed_in(request), link=lambda token: self._link(request, token)
                )
            except ReauthenticationRequired:
                return ask_first(request)
            except (AddressTaken, NotAllowed) as error:
                form.add_error("email", str(error))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._sent(request, invitation, token)
        if known:  # asked for once more, with the name that was warned of
            data = request.POST.copy()
            data["known_name"] = form.cleaned_data["name"]
            form.data = data
        context = {
            "title": "Invite somebody",
            "form": form,
            "known": known,
            "sees_link": sees_links(request.user),
        }
        return self._page(request, "invite", context)

    def _meets_known_author(self, request: HttpRequest, form: InviteForm) -> bool:
        """Whether accepting would make a second entry of a name in the register, and the page has not said so yet."""
        ties = Role.ADMINISTRATOR in roles_of(request.user)  # then the entry there is becomes theirs
        if ties or form.warned() or Role.AUTHOR not in form.cleaned_data["roles"]:
            return False
        name = " ".join(form.cleaned_data["name"].split())
        return Author.objects.filter(name=name, user=None).exists()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What became of one invitation, and what can be done about it."""
        invitation = self.get_object(request, unquote(object_id))
        if invitation is None or not self.has_view_permission(request, invitation):
            raise Http404
        state = state_of(invitation, timezone.now())
        manages = may_manage(invitation, signed_in(request))
        context = {
            "title": str(invitation.name),
            "invitation": invitation,
            "roles": role_names(invitation.roles),
            "state": state,
            "badge": BADGES[state],
            "link_shown": self.link_shown(invitation),
            "may_revoke": manages and state == InvitationState.OPEN,
            "may_resend": manages and state != InvitationState.ACCEPTED,
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
        back = reverse("admin:editorial_invitation_change", args=[pk])
        try:
            require_confirmed_for(request, invitation.roles)
            again, token = resend_invitation(
                invitation=invitation, by=signed_in(request), link=lambda token: self._link(request, token)
            )
        except ReauthenticationRequired:
            return ask_first(request)
        except (AddressTaken, NotAllowed, ValidationError) as error:
            refused = error

            def refuse() -> None:
                raise refused

            return perform_act(request, refuse, done="", back=back, title=f"Invite {invitation.name} again")
        return self._sent(request, again, token)

    def _seen(self, request: HttpRequest, pk: int) -> Invitation:
        invitation = Invitation.objects.filter(pk=pk).first()
        if invitation is None or not self.has_view_permission(request, invitation):
            raise Http404
        return invitation

    def _link(self, request: HttpRequest, token: str) -> str:
        return public_address(request.build_absolute_uri(reverse("accept_invitation", args=[token])))

    def _sent(self, request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
        """That the invitation is on its way; with the link for those who may see it, which is put on record first."""
        context = {"title": f"{invitation.name} is invited", "invitation": invitation}
        by = signed_in(request)
        if sees_links(by):
            LogEntry.objects.log_actions(by.pk, [invitation], ADDITION, LINK_SHOWN, single_object=True)
            context["link"] = self._link(request, token)
        return self._page(request, "sent", context)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        context = {"title": "Invite somebody", "reasons": ["Editors and administrators invite people."]}
        full = self.admin_site.each_context(request) | context
        full["back"] = reverse("admin:index")
        return TemplateResponse(request, "admin/editorial/refused.html", full, status=403)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        full = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/editorial/invitation/{name}.html", full)
