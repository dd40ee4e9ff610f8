"""Keeping the registers: who may, what is refused, what the history says."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from editorial.content.operations import EditConflict
from editorial.errors import NotAllowed
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling
from editorial.registers.operations import (
    NothingToMerge,
    NotSeen,
    SpellingTaken,
    merge_outlets,
    merge_people,
    save_back_issue,
    save_outlet,
    save_person,
    take_outlet,
)
from editorial.registers.queries import ARCHIVE_TOKEN, registers_token
from tests import factories as f

pytestmark = pytest.mark.django_db


def outlet(name: str = "Al-Marfa", *spellings: str, **fields: str) -> Outlet:
    return save_outlet(outlet=Outlet(name=name, **fields), spellings=spellings, by=f.editor())


def person(name: str, *forms: str) -> Person:
    return save_person(person=Person(name=name), forms=forms, by=f.editor())


def spelled(entry: Outlet | Person) -> list[str]:
    return [one.text for one in entry.spellings.all()]


def test_an_outlet_keeps_its_spellings_once_each_and_says_who_wrote_them() -> None:
    editor = f.editor()
    made = save_outlet(
        outlet=Outlet(name=" Al-Marfa ", country="QA", language="ar"),
        spellings=["المرفأ", "El Marfah", "el  marfah", "", "Al-Marfa"],
        by=editor,
        reason="New",
    )
    assert (made.name, made.folded, made.version) == ("Al-Marfa", "marfa", 1)
    assert sorted(spelled(made)) == ["El Marfah", "المرفأ"]
    rows = [made.history.get(), *Spelling.history.all()]
    assert {(row.history_user, row.history_change_reason) for row in rows} == {(editor, "New")}


def test_a_save_that_changes_nothing_writes_nothing() -> None:
    made = outlet("Al-Marfa", "El Marfah")
    token = registers_token()
    save_outlet(outlet=Outlet.objects.get(), spellings=["El Marfah"], by=f.editor())
    save_outlet(outlet=Outlet.objects.get(), by=f.editor())
    assert registers_token() == token
    save_outlet(outlet=made, spellings=[], by=f.editor())
    assert (spelled(made), Spelling.history.first().history_type) == ([], "-")
    assert registers_token() != token


def test_only_editors_and_administrators_keep_the_registers() -> None:
    entry = outlet()
    save_outlet(outlet=entry, spellings=["X"], by=f.administrator())
    for by in (f.author(), f.fact_checker(), f.publications()):
        for act in (
            lambda by=by: save_outlet(outlet=Outlet(name="B"), by=by),
            lambda by=by: save_person(person=Person(name="B"), by=by),
            lambda by=by: save_back_issue(issue=BackIssue(month=date(2019, 1, 1)), by=by),
            lambda by=by: merge_outlets(kept=entry, gone=entry, by=by),
            lambda by=by: take_outlet(name="X", by=by),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_the_second_of_two_people_to_save_is_told() -> None:
    entry = outlet()
    entry.note = "First"
    save_outlet(outlet=entry, by=f.editor(), expected_version=1)
    with pytest.raises(EditConflict):
        save_outlet(outlet=entry, by=f.editor(), expected_version=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "}, {"name": "A" * 301}, {"name": "A", "country": "XX"}, {"name": "A", "country": "qa"},
        {"name": "A", "language": "arabic!"}, {"name": "A", "website": "ftp://a.example"},
    ],
)  # fmt: skip
def test_what_cannot_be_an_outlet_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        save_outlet(outlet=Outlet(**fields), by=f.editor())
    assert not Outlet.objects.exists()


def test_one_name_may_stand_for_outlets_of_two_countries_only() -> None:
    outlet("El Mundo", country="ES")
    outlet("El Mundo", country="VE")
    with pytest.raises(ValidationError, match="this name and country"):
        outlet("El Mundo", country="VE")


def test_a_spelling_leads_to_one_preferred_name() -> None:
    outlet("Al-Marfa", "Marfah", country="QA")
    with pytest.raises(SpellingTaken) as caught:
        outlet("Sada", "al marfa", country="QA")
    assert (caught.value.text, caught.value.owner) == ("al marfa", "Al-Marfa")
    with pytest.raises(SpellingTaken):
        outlet("Marfah", country="QA")
    assert outlet("Marfah", country="PK").pk  # another country's
    assert outlet("Naseem", "Marfah", country="QA").pk  # leads to both
    person("Ilka Marend", "Ilka Marendt")
    with pytest.raises(SpellingTaken):
        person("Ilka Marendt")


def test_two_outlets_become_one() -> None:
    kept = outlet("Al-Marfa", "Marfah", note="Kept.")
    gone = outlet("Al Marfa Daily", "Marfah", "المرفأ", country="QA", descriptor="daily", note="Gone.")
    editor = f.editor()
    merged = merge_outlets(kept=kept, gone=gone, by=editor)
    assert Outlet.objects.get() == merged
    assert sorted(spelled(merged)) == ["Al Marfa Daily", "Marfah", "المرفأ"]
    assert (merged.country, merged.descriptor, merged.note) == ("QA", "daily", "Kept. Gone.")
    last = Outlet.history.filter(history_type="-").get()
    assert (last.name, last.history_user) == ("Al Marfa Daily", editor)
    assert "merged into “Al-Marfa”" in last.history_change_reason
    with pytest.raises(NothingToMerge):
        merge_outlets(kept=merged, gone=merged, by=editor)
    with pytest.raises(Outlet.DoesNotExist):
        merge_outlets(kept=merged, gone=Outlet(pk=999_999, name="None"), by=editor)


def test_two_people_become_one() -> None:
    merged = merge_people(kept=person("Ilka Marend"), gone=person("Ilka Marendt", "I. Marend"), by=f.editor())
    assert sorted(spelled(merged)) == ["I. Marend", "Ilka Marendt"]


def test_an_outlet_of_articles_is_taken_as_it_was_last_described() -> None:
    article = f.complete_article()
    for fields in (
        {"outlet": "Sada al-Marfa", "outlet_descriptor": "daily", "original_language": "ar"},
        {"outlet": "sada el-marfa", "outlet_descriptor": "port daily", "original_language": "ar"},
        {"outlet": "Sada al-Marfa", "outlet_descriptor": ""},
    ):
        f.add_excerpt(article, article.created_by, **fields)
    with pytest.raises(NotSeen):  # a draft tells nothing
        take_outlet(name="Sada al-Marfa", by=f.editor())
    f.move(f.fresh(article), "submit", article.created_by)
    taken = take_outlet(name="Sada al-Marfa", by=f.editor())
    assert (taken.name, taken.descriptor, taken.language) == ("Sada al-Marfa", "daily", "ar")
    with pytest.raises(NotSeen):
        take_outlet(name="Sada al-Marfa", by=f.editor())


def test_a_back_issue_is_stored_with_its_articles() -> None:
    editor = f.editor()
    issue = BackIssue(month=date(2019, 11, 1), volume=9, number=11)
    first = BackIssueArticle(title="Keys of the Port", authors=["Ivo Lenk"], page=4)
    save_back_issue(issue=issue, articles=[first, BackIssueArticle(title="Seals")], by=editor)
    assert {article.title for article in issue.articles.all()} == {"Keys of the Port", "Seals"}
    assert first.history.get().history_user == editor
    save_back_issue(issue=issue, removed=[first], by=editor, expected_version=1)
    assert [article.title for article in issue.articles.all()] == ["Seals"]
    assert BackIssueArticle.history.filter(history_type="-").get().history_user == editor
    for wrong in (date(2019, 12, 2), date(2019, 11, 1)):
        with pytest.raises(ValidationError):
            save_back_issue(issue=BackIssue(month=wrong), by=editor)
    with pytest.raises(ValidationError):
        save_back_issue(issue=issue, articles=[BackIssueArticle(title="Seals")], by=editor)


def test_every_change_makes_the_finders_read_anew(django_capture_on_commit_callbacks) -> None:
    for act in (
        lambda: outlet("A"),
        lambda: person("B"),
        lambda: save_back_issue(issue=BackIssue(month=date(2019, 11, 1)), by=f.editor()),
    ):
        before = registers_token()
        cache.set(ARCHIVE_TOKEN, "old")
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert cache.get(ARCHIVE_TOKEN) is None
        assert registers_token() != before


def test_two_who_store_the_same_at_once_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outlet("Al-Marfa")
    monkeypatch.setattr(Outlet, "full_clean", lambda self, **_: None)  # both asked before either stored
    with pytest.raises(ValidationError, match="just stored the same"):
        outlet("Al-Marfa")
    assert Outlet.objects.count() == 1


def test_the_demo_keeps_registers_and_tells_it_once() -> None:
    from demo.registers import BACK_ISSUES, OUTLETS, PEOPLE, keep_registers

    said: list[str] = []
    for _ in range(2):
        keep_registers(editor=f.editor(), say=said.append)
    assert (Outlet.objects.count(), Person.objects.count(), BackIssue.objects.count()) == (
        len(OUTLETS), len(PEOPLE), len(BACK_ISSUES)
    )  # fmt: skip
    assert "keeps the registers" in said[0]
