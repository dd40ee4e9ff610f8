"""`manage.py demo_accounts`: how to sign in to the demo site."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from demo.story import PASSWORD, told
from editorial.content.permissions import roles_of


class Command(BaseCommand):
    help = "Print the sign-ins of the demo, where it was run."

    def handle(self, *args: Any, **options: Any) -> None:
        emails = [person["email"] for person in told()["people"]]
        accounts = [user for user in User.objects.filter(email__in=emails) if user.check_password(PASSWORD)]
        if not accounts:
            self.stdout.write(
                "No demo on this site. `make demo` makes one; `manage.py create_administrator` makes a first account."
            )
            return
        self.stdout.write(f"Sign in as one of these; the password is always {PASSWORD}")
        for user in accounts:
            roles = ", ".join(sorted(role.label for role in roles_of(user)))
            self.stdout.write(f"  {user.email:32} {user.get_full_name()}, {roles.lower()}")
