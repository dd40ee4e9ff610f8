"""The table of who hears of what, and the page that is written from it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial.issues.permissions import READERS
from editorial.issues.reminders import WORK
from editorial.issues.telling import ISSUE_NEWS
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.notify.models import Channel, Notification
from editorial.notify.people import ISSUE_READERS
from editorial.notify.table import TABLE, Group, who_hears
from editorial.workflow.telling import NEWS
from editorial.workflow.transitions import TRANSITIONS


def test_every_row_is_whole() -> None:
    width = Notification._meta.get_field("kind").max_length
    for kind, row in TABLE.items():
        assert kind == row.kind and len(kind) <= width
        assert row.hear and row.label and row.usual in Channel
        assert set(row.instead) <= row.hear, "who hears in place of a group that hears"


def test_when_something_is_returned_everyone_who_acted_hears_at_once() -> None:
    assert {Group.AUTHORS, Group.ACTED} <= TABLE["returned"].hear
    assert TABLE["returned"].usual == Channel.AT_ONCE


def test_every_move_has_its_news_and_every_news_its_row() -> None:
    assert set(NEWS) == {*TRANSITIONS, "publish_correction"}  # published again is news of its own
    assert set(ISSUE_NEWS) == set(ISSUE_TRANSITIONS)
    told = [kind for kind, _words in (*NEWS.values(), *ISSUE_NEWS.values(), *WORK.values())]
    assert set(told) <= set(TABLE)
    assert len(told) == len(set(told))


def test_news_of_issues_is_for_those_who_read_issues() -> None:
    assert ISSUE_READERS == READERS


def test_groups_are_said_in_words() -> None:
    assert who_hears(TABLE["accepted"]) == (
        "its authors and whoever has it now (all fact-checkers while nobody has it)"
    )


def test_the_page_of_the_documentation_is_what_the_table_says(tmp_path: Path) -> None:
    call_command("notification_docs", check=True)
    page = tmp_path / "page.md"
    with pytest.raises(CommandError, match="notification_docs"):
        call_command("notification_docs", check=True, output=page)
    call_command("notification_docs", output=page, verbosity=0)
    call_command("notification_docs", check=True, output=page)
    text = page.read_text(encoding="utf-8")
    assert all(row.label in text for row in TABLE.values())
