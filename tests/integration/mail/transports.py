"""Mail servers in several moods."""

import smtplib
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Failing(BaseEmailBackend):
    error: Exception = OSError()

    def send_messages(self, email_messages: Any) -> int:
        raise self.error


class Away(Failing):
    error = ConnectionRefusedError("nobody listens")


class Greylists(Failing):
    error = smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"come back later")})


class Busy(Failing):
    error = smtplib.SMTPDataError(452, b"too much mail")


class KnowsNobody(Failing):
    error = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")})


class DislikesIt(Failing):
    error = smtplib.SMTPDataError(554, b"spam")


class KnowsUsNot(Failing):
    error = smtplib.SMTPAuthenticationError(535, b"wrong password")
