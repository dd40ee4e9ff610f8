"""A mail server that refuses every recipient, naming each in its answer."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class RefusingBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        recipients = [one for message in email_messages for one in message.recipients()]
        raise smtplib.SMTPRecipientsRefused(
            {one: (550, f"{one}: no such user".encode()) for one in recipients}
        )
