"""Pictures, licenses, outlets and proofs, as the editor asks for them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article
from editorial.issues.models import Rendition
from tests import factories as f
from tests.integration.workspace.pages import browser

pytestmark = pytest.mark.django_db


def upload(client: Client, article: Article, key: str = "abc", data: bytes | None = None) -> Any:
    file = SimpleUploadedFile("a.png", f.picture_file().getvalue() if data is None else data)
    return client.post(reverse("upload_image", args=[article.pk]), {"key": key, "file": file})


def test_a_picture_makes_an_image_and_a_second_one_replaces_it() -> None:
    article = f.complete_article(images=0)
    client = browser(article.created_by)
    first = upload(client, article).json()
    assert (first["kind"], first["key"], first["picture"]["width"]) == ("image", "abc", 8)
    assert client.get(first["picture"]["url"]).status_code == 200
    second = upload(client, article).json()
    assert second["picture"]["url"] != first["picture"]["url"]
    assert second["version"] > first["version"]
    assert f.fresh(article).images.count() == 1


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    article = f.complete_article(images=0)
    response = upload(browser(article.created_by), article, data=data)
    assert response.status_code in (400, 422)
    assert response.json()["error"].endswith(".")
    assert f.fresh(article).images.count() == 0


def test_a_picture_needs_a_key_and_somebody_who_may_edit() -> None:
    article = f.complete_article()
    author = article.created_by
    for key in ("", "a b", "x" * 41, "../x"):
        assert upload(browser(author), article, key).status_code == 400
    assert browser(author).post(reverse("upload_image", args=[article.pk]), {"key": "x"}).status_code == 400
    assert browser(author).get(reverse("upload_image", args=[article.pk])).status_code == 405
    assert upload(browser(None), article).status_code == 401
    assert upload(browser(f.author()), article).status_code == 404
    f.move(article, "submit", author)
    assert upload(browser(author), article).status_code == 403


@pytest.mark.parametrize(
    ("attribution", "license_id", "certainty", "may_print"),
    [
        ("CC BY-SA 4.0", "CC-BY-SA-4.0", "certain", True),
        ("Wikimedia, CC BY 3.0 DEED", "CC-BY-3.0", "certain", True),
        ("https://creativecommons.org/licenses/by/2.0/", "CC-BY-2.0", "certain", True),
        ("Public domain", "public-domain", None, False),
        ("found it on Facebook", "unclear", "unclear", False),
    ],
)
def test_a_license_is_read_as_people_type_it(
    attribution: str, license_id: str, certainty: str | None, may_print: bool
) -> None:
    asked = {"attribution": attribution, "creator": "Mo Maker", "source": "Commons"}
    answer = browser(f.author()).get(reverse("lookup_license"), asked).json()
    assert answer["license"] == answer["reading"]["license"] == license_id
    assert answer["may_print"] is may_print
    assert certainty is None or answer["reading"]["certainty"] == certainty
    assert answer["credit"].startswith("Mo Maker, Commons")
    assert answer["reason"]


def test_the_license_that_was_chosen_counts_and_the_credit_says_what_it_needs() -> None:
    client = browser(f.author())
    asked = {"attribution": "who knows", "license": "CC-BY-4.0"}
    answer = client.get(reverse("lookup_license"), asked).json()
    assert (answer["license"], answer["missing"]) == ("CC-BY-4.0", ["creator", "source"])
    # Older licenses want the title printed if there is one; nobody is asked for what a picture does not have.
    asked = {"attribution": "CC BY 3.0", "creator": "Mo Maker", "source": "Commons"}
    assert client.get(reverse("lookup_license"), asked).json()["missing"] == []
    asked = {"attribution": "Public domain", "basis": "work of the U.S. Government, 17 U.S.C. § 105"}
    assert client.get(reverse("lookup_license"), asked).json()["may_print"]
    for nonsense in ({}, {"attribution": "\x00" * 50 + "x" * 20_000}, {"license": "no such thing"}):
        assert client.get(reverse("lookup_license"), nonsense).json()["may_print"] is False
    assert browser(None).get(reverse("lookup_license")).status_code == 401


def test_outlets_are_offered_from_what_one_may_know_of() -> None:
    mine, hidden, submitted = f.complete_article(), f.complete_article(), f.complete_article()
    f.add_excerpt(mine, mine.created_by, outlet="Gazette of Mine", outlet_descriptor="weekly")
    f.add_excerpt(hidden, hidden.created_by, outlet="Gazette of Secrets")
    f.add_excerpt(
        submitted, submitted.created_by, outlet="The Open Gazette", original_language="ar", place="Tunis"
    )
    f.move(f.fresh(submitted), "submit", submitted.created_by)
    client = browser(mine.created_by)
    found = client.get(reverse("lookup_outlets"), {"q": "gazette"}).json()["outlets"]
    assert [outlet["outlet"] for outlet in found] == ["Gazette of Mine", "The Open Gazette"]
    assert found[0]["outlet_descriptor"] == "weekly"
    assert (found[1]["original_language"], found[1]["place"]) == ("ar", "Tunis")
    assert client.get(reverse("lookup_outlets"), {"q": "\x00"}).json() == {"outlets": []}
    assert browser(None).get(reverse("lookup_outlets")).status_code == 401


def test_who_has_no_role_learns_nothing_from_the_lookups() -> None:
    article = f.complete_article()
    f.add_excerpt(article, article.created_by, outlet="The Open Gazette")
    f.move(f.fresh(article), "submit", article.created_by)
    client = browser(f.person())
    for name, asked in (
        ("lookup_outlets", {"q": "gazette"}),
        ("lookup_license", {"attribution": "CC BY 4.0"}),
    ):
        answer = client.get(reverse(name), asked)
        assert answer.status_code == 403
        assert set(answer.json()) == {"error"}
        assert "no role" in answer.json()["error"]


def test_a_proof_is_asked_for_once_and_followed() -> None:
    article = f.complete_article()
    author, stranger = article.created_by, browser(f.author())
    asked = reverse("proof_article", args=[article.pk])
    assert stranger.post(asked).status_code == 404
    assert browser(author).get(asked).status_code == 405
    answer = browser(author).post(asked).json()
    rendition = Rendition.objects.get(article=article)
    assert answer["where"] == reverse("proof_status", args=[rendition.pk])
    assert (answer["status"], answer["pdf"]) == ("queued", None)
    assert stranger.get(answer["where"]).status_code == 404
    f.finish_rendition(rendition)
    done = browser(author).get(answer["where"]).json()
    assert done["pdf"] == reverse("pdf", args=[rendition.pk])
    assert browser(author).post(asked).json()["pdf"] == done["pdf"]
    assert Rendition.objects.filter(article=article).count() == 1
    f.approved_issue()
    other = Rendition.objects.filter(article=None).first()
    assert other is not None
    assert browser(author).get(reverse("proof_status", args=[other.pk])).status_code == 404
