"""Who is on the page of a fact-check."""

import pytest
from django.core.cache import cache

from editorial.factcheck.presence import Looking, note_gone, note_presence, who_is_looking
from tests import factories as f


@pytest.fixture(autouse=True)
def nobody_yet() -> None:
    cache.clear()


@pytest.mark.django_db
def test_people_are_seen_at_the_item_before_them_until_they_leave() -> None:
    one, two, other = f.fact_checker(), f.fact_checker(), f.fact_checker()
    everybody = [one.pk, two.pk, other.pk]
    note_presence(article_id=1, by=one, kind="excerpt", key="abc")
    note_presence(article_id=1, by=two)
    note_presence(article_id=2, by=other)
    assert {(seen.user_id, seen.kind, seen.key) for seen in who_is_looking(1, everybody)} == {
        (one.pk, "excerpt", "abc"), (two.pk, "", ""),
    }  # fmt: skip
    note_presence(article_id=1, by=one, kind="footnote", key="i")
    note_gone(article_id=1, by=two)
    assert who_is_looking(1, everybody) == [Looking(one.pk, one.get_full_name(), "footnote", "i")]
    assert who_is_looking(1, [two.pk]) == []
