"""The words of an e-mail: news grouped by what it is about, in text and in HTML."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from editorial.notify.models import Notification
from editorial.notify.wording import one_line, parts

LONGEST_SUBJECT = 120
LONGEST_DETAIL = 2000
SERVED_HERE = "http://localhost:8000"  # where `serve` listens, for a house that has set no PUBLIC_URL


@dataclass(frozen=True)
class Message:
    """An e-mail, ready to be written down."""

    subject: str
    text: str
    html: str


@dataclass
class Piece:
    """One piece of news as an e-mail shows it; `detail` are the lines of the reason or the comment."""

    text: str
    detail: list[str]
    at: datetime
    link: str

    @property
    def parts(self) -> list[tuple[bool, str]]:
        """See `wording.parts`."""
        return parts(self.text)


@dataclass
class Group:
    """What is about one article, or one issue; `link` leads to the newest of it."""

    heading: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def link(self) -> str:
        """Where the newest of it leads."""
        return self.pieces[-1].link


def compose(news: list[Notification], *, daily: bool, more: int = 0) -> Message:
    """The e-mail of this news, the oldest first; `more` is how many pieces it leaves out. Text and HTML say the same."""
    groups = _grouped(news)
    subject = _subject(news, groups, daily=daily)
    context = {
        "subject": subject,
        "groups": groups,
        "single": len(news) == 1 and not daily,
        "daily": daily,
        "more": more,
        "intro": _intro(news, daily=daily),
        "list_link": public_link("notifications"),
        "settings_link": public_link("notification_settings"),
    }
    return Message(
        subject=subject,
        text=render_to_string("email/notify/news.txt", context),
        html=render_to_string("email/notify/news.html", context),
    )


def public_link(name: str, *args: int) -> str:
    """The full address of one of our pages, as it goes out in e-mails."""
    return f"{settings.PUBLIC_URL or SERVED_HERE}{reverse(name, args=args)}"


def _grouped(news: list[Notification]) -> list[Group]:
    groups: dict[tuple[int | None, int | None], Group] = {}
    for one in news:
        about = (one.article_id, None if one.article_id else one.issue_id)
        group = groups.setdefault(about, Group(one_line(str(one.article or one.issue or "Your work"))))
        link = public_link("notification", one.pk)
        group.pieces.append(Piece(one_line(one.text), _lines(one.detail), timezone.localtime(one.at), link))
    return list(groups.values())


def _intro(news: list[Notification], *, daily: bool) -> str:
    return f"{_count(news)} since your last daily e-mail" if daily else f"{_count(news)} for you"


def _count(news: list[Notification]) -> str:
    return "One piece of news" if len(news) == 1 else f"{len(news)} pieces of news"


def _subject(news: list[Notification], groups: list[Group], *, daily: bool) -> str:
    """One line, whatever stands in titles."""
    if len(news) == 1:
        words = news[0].text
    elif len(groups) == 1:
        words = f"“{groups[0].heading}”: {_count(news)}"
    else:
        words = f"{_count(news)} for you"
    words = one_line(words)
    if len(words) > LONGEST_SUBJECT:
        words = f"{words[: LONGEST_SUBJECT - 1].rstrip()}…"
    return f"oewatch today: {words}" if daily else words


def _lines(detail: str) -> list[str]:
    if len(detail) > LONGEST_DETAIL:
        detail = f"{detail[:LONGEST_DETAIL].rstrip()}…"
    return [line for line in (one_line(line) for line in detail.splitlines()) if line]
