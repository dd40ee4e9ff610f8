"""Errors to Sentry, when SENTRY_DSN is set: what broke and where, and nothing of what people wrote or who they are.

Left out: bodies, headers, cookies, addresses with their tokens, values of variables, people, and what an error says in words,
for it may quote a draft or a row. The log has the words, under the same request id or job; types, places and stacks are sent.
"""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import ignore_logger
from sentry_sdk.transport import Transport

from editorial.log_context import current
from oewatch.logs import scrub

IN_THE_LOG = "in the log"


def start(
    *,
    dsn: str,
    release: str,
    environment: str,
    site: str,
    folder: str,
    transport: type[Transport] | None = None,
) -> tuple[str, str] | None:
    """Begin to send. Returns what is wrong with the DSN and what to do, or None. `transport` is for tests."""
    ignore_logger("django.security.DisallowedHost")  # whoever scans the net would fill the list
    try:
        sentry_sdk.init(
            dsn=dsn,
            release=release or None,
            environment=environment,
            server_name=site or None,
            project_root=folder,
            transport=transport,
            integrations=[
                DjangoIntegration(middleware_spans=False, signals_spans=False),
                CeleryIntegration(),
            ],
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            max_breadcrumbs=0,
            traces_sample_rate=None,
            auto_session_tracking=False,
            before_send=harmless,
        )
    except sentry_sdk.utils.BadDsn:
        return (
            "SENTRY_DSN is no address that Sentry gave out.",
            "Copy it from the project’s settings in Sentry.",
        )
    return None


def harmless(event: Any, hint: dict[str, Any]) -> Any:
    """The event without anything about people; request, job and person only by their ids."""
    method = event.get("request", {}).get("method")
    event["request"] = {"method": method} if method else {}
    for part in ("user", "breadcrumbs", "extra", "modules"):
        event.pop(part, None)
    for error in (event.get("exception") or {}).get("values", []):
        error["value"] = IN_THE_LOG
    if logged := event.get("logentry"):
        event["logentry"] = {
            "message": logged.get("message", "")
        }  # as it stands in the code, without what was filled in
    about = current()
    clean = _scrubbed(event)
    clean["tags"] = {**clean.get("tags", {}), **{name: str(value) for name, value in about.items()}}
    return clean


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(inner) for inner in value]
    return value
