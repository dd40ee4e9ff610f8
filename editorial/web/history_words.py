"""The events of a timeline as sentences."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from editorial.dates import long_date
from editorial.factcheck.models import Decision, Verdict
from editorial.history.events import SEPARATOR
from editorial.history.timeline import Event, Touched
from editorial.states import JobStatus
from editorial.web.differences import field_name
from editorial.web.move_words import ARTICLE
from editorial.workflow.models import Assignment

_ITEMS = {"excerpt": "Excerpt", "translation": "Translation of excerpt", "footnote": "Note", "image": "Image"}
_COMMENTS = {
    "answer": "answered a comment", "suggestion": "suggested a change", "blocking": "made a blocking comment",
    "remark": "commented",
}  # fmt: skip
_SETTLED = {"accepted": "accepted a suggestion", "declined": "declined a suggestion"}
_VERDICTS = {
    Verdict.VERIFIED: "verified", Verdict.DISPUTED: "disputed", Verdict.CANNOT_VERIFY: "could not verify",
    Verdict.NEEDS_CHANGE: "asked for a change in",
}  # fmt: skip
_PLACED = {"issue": "moved it to another issue", "position": "changed its place in the issue"}


@dataclass(frozen=True)
class Line:
    """An event as it is read: who did what, what they said about it, and where to see more.

    `parts` are the items that were written in, each with the names of its fields; `passage` what it was about; `said` what
    the person said; `links` are (words, address).
    """

    at: datetime
    since: datetime
    who: str
    did: str
    kind: str
    parts: tuple[tuple[str, str], ...] = ()
    passage: str = ""
    said: str = ""
    although: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def day(self) -> date:
        """The day on which it happened, here."""
        return timezone.localtime(self.at).date()


def line(event: Event, links: tuple[tuple[str, str], ...]) -> Line:
    """The event in words; `links` stand behind what belongs to a version."""
    head = event.head
    words = _edit(event) if event.is_edit else _WORDS[head.source](event)
    kind = "restore" if event.restored else "edit" if event.is_edit else head.source
    shown = (*links, *words.pop("links", ()))
    return Line(at=head.at, since=event.since, who=head.who, kind=kind, links=shown, **words)


def item_name(kind: str, place: int | None) -> str:
    """What a reader calls an item today."""
    if kind not in _ITEMS:
        return "The article’s own text"
    return f"{_ITEMS[kind]} {place}" if place else f"{_ITEMS[kind]} that is there no more"


def _edit(event: Event) -> dict[str, Any]:
    if event.restored:
        did, _mark, said = event.restored.partition(". ")
        return {"did": did[0].lower() + did[1:], "said": said, "parts": _parts(event.touched)}
    if not event.before:
        return {"did": "began the article", "parts": _parts(event.touched)}
    names = {name for touched in event.touched for name in touched.fields}
    only = next(iter(names)) if len(names) == 1 else ""
    if only in _PLACED and all(touched.kind == "article" for touched in event.touched):
        return {"did": _PLACED[only]}
    return {"did": "wrote", "parts": _parts(event.touched)}


def _parts(touched: tuple[Touched, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((item_name(one.kind, one.place), _what(one)) for one in touched)


def _what(touched: Touched) -> str:
    if touched.what != "changed":
        return touched.what
    names = ", ".join(field_name(name) for name in touched.fields)
    return names[:1] + names[1:].lower()


def _about(event: Event) -> str:
    """The item that a statement or a remark is about, inside a sentence; "" where it is the article as a whole."""
    kind = event.head.item_kind
    if not kind:
        return ""
    name = "a claim" if kind == "claim" else item_name(kind, event.place)
    return name[0].lower() + name[1:]


def _move(event: Event) -> dict[str, Any]:
    head = event.head
    return {"did": ARTICLE.get(head.word, head.word), "said": head.text, "although": _overridden(head.more)}


def _overridden(stored: str) -> tuple[str, ...]:
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return ()
    return tuple(str(one.get("message", "")) for one in found if isinstance(one, dict))


def _comment(event: Event) -> dict[str, Any]:
    about = _about(event)
    did = _COMMENTS.get(event.head.word, "commented") + (f" on {about}" if about else "")
    return {"did": did, "said": event.head.text, "passage": event.head.more}


def _settled(event: Event) -> dict[str, Any]:
    did = _SETTLED.get(event.head.word, "resolved a comment")
    return {"did": did, "said": event.head.text, "passage": event.head.more}


def _statement(event: Event) -> dict[str, Any]:
    head = event.head
    passage, _mark, said = head.text.partition(SEPARATOR)
    if head.source == "dismissal":
        return {"did": f"let a finding pass in {_about(event)}", "passage": passage, "said": said}
    if head.source == "clearance":
        verb = "cleared the rights of" if head.word == Decision.CLEARED else "refused"
    else:
        verb = _VERDICTS.get(head.word, head.word)  # type: ignore[call-overload]
    links: tuple[tuple[str, str], ...] = ()
    if head.more:
        links = (("Evidence", reverse(f"{head.source}_evidence", args=[head.ref])),)
    return {"did": f"{verb} {_about(event)}", "passage": passage, "said": said, "links": links}


def _claim(event: Event) -> dict[str, Any]:
    did = "marked a claim" if event.head.source == "claim" else "dropped a claim"
    return {"did": did, "passage": event.head.more, "said": event.head.text}


def _assignment(event: Event) -> dict[str, Any]:
    head = event.head
    stage = dict(Assignment.Stage.choices).get(head.item_key, head.item_key).lower()
    full, _mark, account = head.text.partition(SEPARATOR)
    name = full.strip() or account
    until = f", due {_day(head.more)}" if head.more else ""
    if head.word == "-":
        return {"did": f"took back who has the {stage}"}
    if not name:
        return {"did": f"set a day for the {stage}{until}"}
    own = name == head.who
    return {"did": (f"took the {stage}" if own else f"gave the {stage} to {name}") + until}


def _day(stored: str) -> str:
    try:
        day = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    return long_date(day)


def _rendition(event: Event) -> dict[str, Any]:
    head = event.head
    what = "a proof" if head.word == "proof" else "the PDF of the issue"
    if head.text == JobStatus.SUCCEEDED:
        return {"did": f"had {what} made", "links": (("PDF", reverse("pdf", args=[head.ref])),)}
    status = dict(JobStatus.choices).get(head.text, head.text).lower()
    return {"did": f"asked for {what} ({status})"}


_WORDS = {
    "move": _move, "comment": _comment, "settled": _settled, "check": _statement, "clearance": _statement,
    "dismissal": _statement, "claim": _claim, "dropped": _claim, "assignment": _assignment, "rendition": _rendition,
}  # fmt: skip
