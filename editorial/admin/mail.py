"""The desk's list of e-mails: what went out, what did not and why. Their words are shown to nobody."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from editorial.admin.access import DeskAdmin, signed_in
from editorial.jobs.operations import restart
from editorial.mail.models import Email
from editorial.states import Role
from editorial.web.acts import perform_act


@admin.register(Email)
class EmailAdmin(DeskAdmin):
    """E-mails, for administrators to look at and to send again."""

    readers = frozenset({Role.ADMINISTRATOR})
    list_display = ["recipient", "subject", "state_badge", "queued_at", "error_reason"]
    list_filter = ["status"]
    search_fields = ["recipient", "subject"]
    fields = [
        "recipient", "sender", "subject", "status", "attempts", "queued_at", "finished_at", "error_reason", "error_detail",
    ]  # fmt: skip
    change_form_template = "admin/editorial/email/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="State", ordering="status")
    def state_badge(self, email: Email) -> str:
        return format_html(
            '<span class="badge badge-job-{}">{}</span>', email.status, email.get_status_display()
        )

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(self.send_again)
        return [path("<int:pk>/again/", again, name="editorial_email_again"), *super().get_urls()]

    def send_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: a failed e-mail gets all its attempts again."""

        def act() -> None:
            email = Email.objects.get(pk=pk) if self.has_view_permission(request) else None
            if email is None:
                raise Email.DoesNotExist
            restart(job=email, by=signed_in(request), at=timezone.now())

        back = reverse("admin:editorial_email_change", args=[pk])
        return perform_act(request, act, done="It is sent again.", back=back, title="Send an e-mail again")
