"""Two writers, three tabs, random saves: whatever was sent is stored, in history, or was reported to its sender."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.saving import Change, FieldChange, save_changes
from editorial.content.written_fields import FIELDS, MODELS, written_values
from tests import factories as f

pytestmark = pytest.mark.django_db

PLACES = [
    ("article", "title"), ("article", "commentary"), ("excerpt", "place"), ("excerpt", "url"), ("footnote", "text"),
    ("image", "caption"),
]  # fmt: skip
BAD = ["\ud800 half a character", 7]


@dataclass
class Tab:
    """What one open page believes is stored, by item and field, and the versions it was told."""

    by: Any
    values: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    versions: dict[tuple[str, str], int | None] = field(default_factory=dict)


class Saving(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        first, second = f.editor(), f.editor()
        self.article = f.walked_to("in_review")
        self.now = timezone.now() + timedelta(hours=1)
        self.tabs = [Tab(first), Tab(second), Tab(first)]
        self.sent: list[tuple[Tab, str, str, Any]] = []
        self.number = 0
        for tab in self.tabs:
            self._reload(tab)

    def _items(self) -> list[Any]:
        article = Article.objects.get(pk=self.article.pk)
        return [article, *(i for m in (Excerpt, Footnote, Image) for i in m.objects.filter(article=article))]

    def _reload(self, tab: Tab) -> None:
        tab.values = {(i.kind, str(i.key)): written_values(i) for i in self._items()}
        tab.versions = {(i.kind, str(i.key)): i.version for i in self._items()}

    @rule(tab=st.integers(0, 2))
    def reload(self, tab: int) -> None:
        self._reload(self.tabs[tab])

    @rule(tab=st.integers(0, 2), place=st.sampled_from(PLACES), pick=st.integers(0, 5), bad=st.integers(0, 20),
          minutes=st.integers(0, 6), again=st.booleans(), new=st.integers(0, 4))  # fmt: skip
    def write(
        self, tab: int, place: tuple[str, str], pick: int, bad: int, minutes: int, again: bool, new: int
    ) -> None:
        page, (kind, name) = self.tabs[tab], place
        self.now += timedelta(minutes=minutes)
        known = sorted(key for key in page.values if key[0] == kind)
        if kind != "article" and (new == 0 or not known):
            at = (kind, f"new{pick}")
            version, before = None, None
        else:
            at = known[pick % len(known)]
            version, before = page.versions[at], page.values[at][name]
        value = BAD[bad] if bad < len(BAD) else self._words(kind, name)
        change = Change(*at, version, {name: FieldChange(before, value)})
        for _ in range(1 + again):
            self._send(page, change)

    def _words(self, kind: str, name: str) -> str:
        self.number += 1
        words = f"words{self.number}"
        if name in ("commentary", "text"):
            return f"<p>{words}</p>"
        return f"https://x.example/{words}" if name == "url" else words

    def _send(self, page: Tab, change: Change) -> None:
        before = {(i.kind, str(i.key)): written_values(i) for i in self._items()}
        result = save_changes(article_id=self.article.pk, changes=[change], by=page.by, at=self.now)
        after = {(i.kind, str(i.key)): written_values(i) for i in self._items()}
        at = (change.kind, change.key)
        self._nothing_else_changed(at, change, before, after)
        (name, sent), *_rest = change.fields.items()
        answers = {
            "saved": [x for x in result.saved if name in x.values],
            "conflict": [x for x in result.conflicts if name in x.fields or x.removed],
            "refused": [x for x in result.refused if x.field in (name, "")],
        }
        assert sum(map(bool, answers.values())) == 1, (change, result)
        if answers["saved"]:
            assert after[at][name] == answers["saved"][0].values[name] == sent.after
            # Nothing of anybody was there that this page had not shown, unless it was the very same.
            assert at not in before or before[at][name] in (sent.before or "", sent.after)
            page.values.setdefault(at, {}).update(after[at] if sent.before is None else {name: sent.after})
            page.versions[at] = result.saved[0].version
            self.sent.append((page, *at, sent.after))
        else:
            assert after == before or (at not in before and answers["refused"])
            if answers["conflict"] and not result.conflicts[0].removed:
                assert result.conflicts[0].fields == {name: before[at][name]}

    def _nothing_else_changed(self, at: tuple[str, str], change: Change, before: Any, after: Any) -> None:
        for key in before:
            if key != at:
                assert after[key] == before[key]
            else:
                others = set(before[key]) - set(change.fields)
                assert {n: after[key][n] for n in others} == {n: before[key][n] for n in others}

    @rule(tab=st.integers(0, 2), pick=st.integers(0, 8))
    def remove(self, tab: int, pick: int) -> None:
        page = self.tabs[tab]
        known = sorted(key for key in page.values if key[0] != "article")
        at = known[pick % len(known)] if known else None
        if at is None:
            return
        stored = MODELS[at[0]].objects.filter(article=self.article, key=at[1]).first()
        unseen = stored is not None and written_values(stored) != page.values[at]
        fields = {name: FieldChange(value, None) for name, value in page.values[at].items()}
        change = Change(*at, page.versions[at], fields, removed=True)
        result = save_changes(article_id=self.article.pk, changes=[change], by=page.by, at=self.now)
        gone = not MODELS[at[0]].objects.filter(article=self.article, key=at[1]).exists()
        assert gone == bool(result.saved)
        if unseen and stored.version != page.versions[at]:
            assert result.conflicts, "what this page never showed is not removed by it"
        if gone:
            del page.values[at], page.versions[at]

    def teardown(self) -> None:
        """Every text that was taken stands somewhere, or its own sender wrote over it."""
        texts: dict[str, str] = {}
        for model in (Article, Excerpt, Footnote, Image):
            rows = model.history.filter(**{"id" if model is Article else "article_id": self.article.pk})
            texts[model.kind] = str(
                list(rows.values(*[x.attname for x in FIELDS[model.kind].values() if x.name != "authors"]))
            )
        for place, (page, kind, key, value) in enumerate(getattr(self, "sent", [])):
            later = [x for x in self.sent[place + 1 :] if x[1:3] == (kind, key) and x[0].by == page.by]
            assert str(value) in texts[kind] or later, (kind, key, value)


class TestSaving(TestCase):
    def test_nothing_is_overwritten_silently(self) -> None:
        run_state_machine_as_test(
            Saving,
            settings=settings(
                max_examples=25, stateful_step_count=20, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
