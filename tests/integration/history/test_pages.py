"""The pages of the history at the desk and for authors: who reads them, who restores, what an address may hold."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article, Excerpt
from editorial.history.versions import name_of
from editorial.states import Role
from editorial.workflow.comments import add_comment
from editorial.workflow.models import Assignment
from tests import factories as f
from tests.integration.admin.pages import forms_of
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db
DESK, OWN = "admin:editorial_article_", "history_"


def edited(state: str = "in_review") -> tuple[Article, str]:
    """An article that an editor changed, and the name of the version before."""
    article = f.walked_to(state)
    before = name_of(timezone.now())
    excerpt = article.excerpts.first()
    assert excerpt is not None
    excerpt.body = "<p>“The port is open,” the minister said.</p>"
    excerpt.url = "https://journal.example/harbour"
    content.save_item(item=excerpt, by=f.editor())
    return f.fresh(article), before


def addresses(side: str, article: Article, version: str) -> dict[str, str]:
    return {
        "timeline": reverse(f"{side}timeline", args=[article.pk]),
        "version": reverse(f"{side}version", args=[article.pk, version]),
        "print": reverse(f"{side}version_print", args=[article.pk, version]),
        "difference": f"{reverse(f'{side}difference', args=[article.pk])}?from={version}&to=today",
    }


def restoring(side: str, article: Article, version: str) -> str:
    return reverse(f"{side}restore", args=[article.pk, version])


def seen_on(client: Client, page: str) -> str:
    forms = forms_of(client.get(page).content.decode())
    return next(form["fields"]["seen"] for form in forms if "seen" in form["fields"])


def test_an_editor_reads_and_restores() -> None:
    article, version = edited()
    client = browser(f.editor())
    pages = addresses(DESK, article, version)
    text = words_of(client.get(pages["timeline"]).content.decode())
    assert "wrote" in text and "Excerpt 1: Web address, translated passage" in text and "submitted it" in text
    difference = client.get(pages["difference"]).content.decode()
    assert (
        "<del>" in difference and "closed" in difference and "https://journal.example/harbour" in difference
    )
    shown = client.get(pages["version"]).content.decode()
    assert "What restoring it would change" in shown and "Restore this version" in shown
    data = {"seen": seen_on(client, pages["version"]), "reason": "The first was right"}
    answer = client.post(restoring(DESK, article, version), data, follow=True)
    assert answer.status_code == 200
    assert "restored the version of" in words_of(answer.content.decode())
    assert "The first was right" in words_of(answer.content.decode())
    stored = Excerpt.objects.get(article=article, position=1)
    assert "closed" in stored.body
    again = client.get(pages["version"]).content.decode()
    assert "the article reads the same today" in again


def test_the_printed_version_is_the_old_one_in_a_frame_of_ours() -> None:
    article, version = edited()
    client = browser(f.editor())
    answer = client.get(addresses(DESK, article, version)["print"])
    assert "The port is closed,” the minister" in words_of(answer.content.decode())
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert client.get(addresses(DESK, article, version)["version"])["X-Frame-Options"] == "DENY"


def test_pictures_of_old_versions_are_served_to_those_who_follow() -> None:
    article = f.walked_to("in_review")
    version = name_of(timezone.now())
    image = article.images.get()
    old = image.sha256
    content.put_picture(image, f.picture_file())
    content.save_item(item=image, by=f.editor())
    page = browser(f.editor()).get(addresses(DESK, article, version)["print"]).content.decode()
    address = reverse("picture_version", args=[article.pk, old])
    assert address in page
    assert browser(f.fact_checker()).get(address)["Content-Type"] == "image/png"
    assert browser(article.created_by).get(address).status_code == 200
    for stranger in (f.author(), f.publications()):
        assert browser(stranger).get(address).status_code == 404
    other = f.walked_to("in_review")
    wrong = [
        reverse("picture_version", args=[other.pk, old]),
        reverse("picture_version", args=[article.pk, "0" * 64]),
    ]
    for path in wrong:
        assert browser(f.editor()).get(path).status_code == 404
    assert (
        browser(f.editor())
        .get(addresses(DESK, article, version)["difference"])
        .content.decode()
        .count("<img")
        == 2
    )


def test_authors_read_their_own_and_restore_their_draft() -> None:
    article = f.complete_article()
    version = name_of(timezone.now())
    article.dek = "Another dek"
    content.save_item(item=article, by=article.created_by)
    client = browser(article.created_by)
    assert (
        reverse("history_timeline", args=[article.pk])
        in client.get(reverse("article", args=[article.pk])).content.decode()
    )
    for path in addresses(OWN, article, version).values():
        assert client.get(path).status_code == 200, path
    data = {"seen": seen_on(client, addresses(OWN, article, version)["version"])}
    assert client.post(restoring(OWN, article, version), data).status_code == 302
    assert Article.objects.get(pk=article.pk).dek == "A port, three days"


def test_who_reads_is_who_follows() -> None:
    article, version = edited()
    draft = f.complete_article(title="A secret draft")
    begun = name_of(timezone.now())
    published = f.walked_to("published")
    end = name_of(timezone.now())
    strangers = [f.author(), f.publications(), f.person(Role.AUTHOR, Role.PUBLICATIONS)]
    for thing, moment, people in (
        (article, version, strangers),
        (draft, begun, [*strangers, f.editor(), f.fact_checker()]),
        (published, end, strangers),
    ):
        for user in people:
            client = browser(user)
            for side in (DESK, OWN):
                for path in addresses(side, thing, moment).values():
                    answer = client.get(path)
                    assert answer.status_code in (302, 404), (path, answer.status_code)
                    assert thing.title not in answer.content.decode()
                assert client.post(restoring(side, thing, moment), {}).status_code in (403, 404)
    for user in (f.editor(), f.fact_checker(), f.administrator()):
        assert browser(user).get(addresses(DESK, article, version)["timeline"]).status_code == 200


def test_a_stranger_is_asked_to_sign_in() -> None:
    article, version = edited()
    for side in (DESK, OWN):
        for path in addresses(side, article, version).values():
            answer = browser(None).get(path, follow=True)
            assert reverse("account_login") in answer.redirect_chain[-1][0]


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.ADMINISTRATOR, Role.EDITOR, Role.PUBLICATIONS])
def test_the_stock_history_is_no_way_around(role: Role) -> None:
    article, _version = edited()
    row = Excerpt.history.filter(article_id=article.pk).last()
    own = Article.history.filter(id=article.pk).last()
    before = (f.fresh(article).title, list(Excerpt.objects.filter(article=article).values()))
    client = browser(f.person(role))
    stock = reverse("admin:editorial_article_history", args=[article.pk])
    for method in ("post", "put", "patch", "delete"):
        for path in (stock, f"{stock}{own.pk}/", f"{stock}{row.pk}/change/"):
            data: Any = {"title": "Mine", "_change_history": "1"}
            answer = getattr(client, method)(path, data)
            assert answer.status_code in (302, 403, 404, 405), (method, path)
            if answer.status_code == 302:  # the stock admin leads unknown addresses to a page of its own
                assert answer["Location"] != path
    with pytest.raises(NoReverseMatch):
        reverse("admin:editorial_article_simple_history", args=[article.pk, own.pk])
    assert (f.fresh(article).title, list(Excerpt.objects.filter(article=article).values())) == before
    expected = 404 if role == Role.PUBLICATIONS else 302
    assert client.get(stock).status_code == expected
    if expected == 302:
        assert client.get(stock)["Location"] == reverse(f"{DESK}timeline", args=[article.pk])


def test_no_model_of_the_desk_takes_a_post_to_its_history() -> None:
    f.walked_to("published")
    client = browser(f.administrator())
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        found = model._default_manager.first()
        if found is None:
            continue
        stock = reverse(f"admin:{name}_history", args=[found.pk])
        before = list(model._default_manager.values())
        for path in (stock, f"{stock}1/"):
            answer = client.post(path, {"title": "Mine", "name": "Mine", "username": "mine"})
            refused = (302, 403, 404, 405) if hasattr(model, "history") else (200, 302, 403, 404, 405)
            assert answer.status_code in refused, path
        if hasattr(model, "history"):
            assert client.post(stock, {"title": "Mine"}).status_code in (403, 404, 405), stock
        assert list(model._default_manager.values()) == before
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}_simple_history", args=[found.pk, 1])
        if model._meta.app_label == "editorial":
            assert client.get(reverse(f"admin:{name}_history", args=[987654321])).status_code == 404, name


@pytest.mark.parametrize(
    "name",
    ["x", "today", "20261122T231627Z", "00000000T000000000000Z", "99991231T235959000000Z", "%00", "é" * 300],
)
def test_a_version_that_is_none_is_not_found(name: str) -> None:
    article, version = edited()
    client = browser(f.editor())
    for path in (
        f"/admin/editorial/article/{article.pk}/versions/{name}/",
        f"/admin/editorial/article/{article.pk}/versions/{name}/print/",
        f"/articles/{article.pk}/history/{name}/",
    ):
        assert client.get(path).status_code == 404, path
    difference = reverse(f"{DESK}difference", args=[article.pk])
    if name != "today":
        assert client.get(difference, {"from": name, "to": version}).status_code == 404
    assert client.get(difference).status_code == 404
    assert client.get(difference, {"since": name}).status_code == 404
    assert client.get(reverse(f"{DESK}timeline", args=[article.pk]), {"after": name}).status_code == 404
    assert (
        client.post(f"/admin/editorial/article/{article.pk}/versions/{name}/restore/", {}).status_code == 404
    )


def test_what_changed_since_it_was_submitted() -> None:
    article, _version = edited()
    client = browser(f.editor())
    page = client.get(reverse(f"{DESK}difference", args=[article.pk]), {"since": "submitted"})
    assert "Excerpt 1" in words_of(page.content.decode()) and page.content.decode().count("<h3>") == 1
    assert (
        client.get(reverse(f"{DESK}difference", args=[article.pk]), {"since": "accepted"}).status_code == 404
    )


def test_a_restore_is_refused_with_words_and_keeps_the_reason() -> None:
    article, version = edited()
    path = restoring(DESK, article, version)
    late = browser(f.editor()).post(path, {"seen": "old", "reason": "My words"})
    assert late.status_code == 409 and "Somebody changed the article" in words_of(late.content.decode())
    assert "My words" in late.content.decode()
    assert browser(f.fact_checker()).post(path, {"seen": "old"}).status_code == 403
    assert browser(f.editor()).post(path, {"seen": "old", "reason": "a\x00b"}).status_code == 422
    assert browser(f.editor()).post(path, {"seen": "old", "reason": "a" * 2001}).status_code == 422
    assert browser(f.editor()).get(path).status_code == 405
    assert browser(f.fact_checker()).get(addresses(DESK, article, version)["version"]).content.decode().count(
        "You cannot restore it now"
    ) == 1  # fmt: skip


def test_authors_are_not_told_who_has_it_until_when() -> None:
    article, _version = edited()
    desk = f.editor()
    Assignment.objects.create(article=article, stage="in_review", person=desk, by=desk, at=timezone.now())
    at_desk = browser(f.fact_checker()).get(reverse(f"{DESK}timeline", args=[article.pk])).content.decode()
    own = browser(article.created_by).get(reverse(f"{OWN}timeline", args=[article.pk])).content.decode()
    assert f"{desk.get_full_name()}" in at_desk and "review" in words_of(at_desk)
    assert desk.get_full_name() not in own


def test_what_people_typed_is_text_and_not_markup() -> None:
    article, version = edited()
    add_comment(article=article, text="<script>alert(1)</script>", by=f.editor())
    stored = f.fresh(article)
    stored.dek = "<b>bold</b>"
    content.save_item(item=stored, by=f.editor())
    client = browser(f.editor())
    for path in addresses(DESK, article, version).values():
        html = client.get(path).content.decode()
        assert "<script>alert" not in html and "<b>bold" not in html


def test_pages_take_few_queries_however_long_the_history() -> None:
    article, version = edited()
    client, own = browser(f.editor()), browser(article.created_by)

    def counted() -> dict[str, int]:
        desk = {f"desk {n}": queries_of(client, p) for n, p in addresses(DESK, article, version).items()}
        return desk | {f"own {n}": queries_of(own, p) for n, p in addresses(OWN, article, version).items()}

    few = counted()
    by = f.editor()
    for number in range(12):
        f.add_excerpt(article, by, outlet=f"Outlet {number}")
        f.add_footnote(article, by, f"note{number}")
        add_comment(article=article, text=f"Remark {number}", by=by)
    for excerpt in Excerpt.objects.filter(article=article):
        excerpt.place = "Lyon"
        content.save_item(item=excerpt, by=by)
    many = counted()
    assert few == many
    assert max(many.values()) <= 12, many
