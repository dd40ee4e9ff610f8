"""Filters under a name: saved, shared, renamed and deleted by those who may."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.search.models import SavedFilter
from editorial.search.operations import NotYourFilter, delete_filter, rename_filter, save_filter
from editorial.search.queries import filters_of
from tests import factories as f
from tests.at_once import at_once
from tests.integration.admin.pages import browser
from tests.integration.workspace.pages import words_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:editorial_article_changelist")
SAVE = reverse("admin:editorial_article_filter_save")


def saved(by: User, name: str = "Ports", *, shared: bool = False) -> SavedFilter:
    return save_filter(name=name, query="q=port", shared=shared, by=by)


def act(client: Client, what: str, pk: int, **data: str) -> int:
    return client.post(reverse(f"admin:editorial_article_filter_{what}", args=[pk]), data).status_code


def test_a_filter_is_saved_from_the_page_and_listed_above_it() -> None:
    editor, colleague = f.editor(), f.fact_checker()
    client = browser(editor)
    query = "page=3&q=port&state=in_review&state=draft&issue=&order=title"
    answer = client.post(SAVE, {"name": "  Open  ports ", "query": query, "shared": "yes"})
    assert answer.status_code == 302
    assert answer.url == f"{LIST}?order=title&q=port&state=in_review&state=draft"
    page = client.get(answer.url).content.decode()
    assert 'aria-current="page">Open ports</a>' in page
    assert f"Open ports of {editor.get_full_name()}" in words_of(
        browser(colleague).get(LIST).content.decode()
    )
    client.post(SAVE, {"name": "Open ports", "query": "q=quay"})  # the same name: in its place
    assert [(one.query, one.shared) for one in filters_of(editor)] == [("q=quay", False)]
    assert "Open ports" not in browser(colleague).get(LIST).content.decode()


def test_what_cannot_be_saved_is_refused_with_words() -> None:
    client = browser(f.editor())
    for data, said in (
        ({"name": " ", "query": "q=x"}, "Give the filter a name"),
        ({"name": "x" * 90, "query": "q=x"}, "at most 80 characters"),
        ({"name": "A", "query": "page=2&q="}, "nothing to save"),
        ({"name": "A", "query": "q=" + "x" * 5000}, "too long to be saved"),
        ({"name": "A\x00", "query": "q=x"}, "NUL"),
    ):
        answer = client.post(SAVE, data)
        assert answer.status_code == 422
        assert said in words_of(answer.content.decode())
    assert not SavedFilter.objects.exists()


def test_fifty_are_enough() -> None:
    editor = f.editor()
    for number in range(50):
        saved(editor, f"Filter {number}")
    with pytest.raises(ValidationError, match="Delete one first"):
        saved(editor, "One more")
    saved(editor, "Filter 3")


def test_who_renames_and_who_deletes() -> None:
    owner, other, boss = f.editor(), f.editor(), f.administrator()
    private, shared = saved(owner), saved(owner, "For all", shared=True)
    for who, renames, deletes in ((other, 403, 403), (boss, 403, 302)):
        assert act(browser(who), "rename", private.pk, name="X") == 404
        assert act(browser(who), "delete", private.pk) == 404
        assert act(browser(who), "rename", shared.pk, name="X") == renames
        assert act(browser(who), "delete", shared.pk) == deletes
    shared = saved(owner, "For all", shared=True)
    assert act(browser(owner), "rename", private.pk, name="For all") == 422
    assert act(browser(owner), "rename", private.pk, name="Quays") == 302
    assert act(browser(owner), "delete", shared.pk, query="q=x") == 302
    assert [one.name for one in SavedFilter.objects.all()] == ["Quays"]
    with pytest.raises(NotYourFilter):
        rename_filter(pk=saved(owner, "S", shared=True).pk, name="T", by=other)
    with pytest.raises(SavedFilter.DoesNotExist):
        delete_filter(pk=private.pk, by=other)


def test_a_filter_that_names_what_is_gone_says_so() -> None:
    editor = f.editor()
    save_filter(name="Old", query="section=12345", shared=False, by=editor)
    answer = browser(editor).get(f"{LIST}?section=12345")
    assert answer.status_code == 422
    assert "or be gone" in words_of(answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_one_name_at_once_none_fails() -> None:
    editor = f.editor()
    clients = [browser(editor) for _ in range(4)]
    sent = {"name": "Ports", "query": "q=port"}
    answers = at_once(*[lambda client=client: client.post(SAVE, sent).status_code for client in clients])
    assert set(answers) <= {302, 422}
    assert 302 in answers
    assert SavedFilter.objects.get().query == "q=port"


def test_a_name_that_was_taken_between_look_and_save_is_refused_with_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor = f.editor()
    saved(editor, "Ports")
    # As if the other window’s filter had not been there yet.
    monkeypatch.setattr(QuerySet, "first", lambda _rows: None)
    monkeypatch.setattr(QuerySet, "exists", lambda _rows: False)
    other = SavedFilter.objects.create(name="Quays", by=editor, query="q=quay", at=timezone.now())
    for act_at_once in (
        lambda: saved(editor, "Ports"),
        lambda: rename_filter(pk=other.pk, name="Ports", by=editor),
    ):
        with pytest.raises(ValidationError, match="just saved another filter named “Ports”"):
            act_at_once()
