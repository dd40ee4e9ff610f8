"""The house's settings: who keeps them, what is refused and kept, two people at once."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editorial.house.models import House
from editorial.house.queries import the_house
from editorial.states import Role
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "Far Shore", "tagline": "What the papers say", "publisher": "Saltmarsh", "web_address": "https://far.example",
    "issn": "9999-9994", "release_statement": "For everybody.", "disclaimer": "", "rights_statement": "",
    "primary_color": "#162a3c", "accent_color": "#9a4527", "page_size": "a4", "logo_alt_text": "",
}  # fmt: skip


def address() -> str:
    return reverse("office_house")


def logo(size: tuple[int, int] = (300, 100)) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", size, (20, 40, 60)).save(file, "PNG")
    return SimpleUploadedFile("logo.png", file.getvalue())


def send(role: Role = Role.PUBLICATIONS, **changes: Any) -> Any:
    data = GIVEN | {"expected_version": str(the_house().version)} | changes
    return browser(f.person(role)).post(address(), data)


@pytest.mark.parametrize("role", [Role.PUBLICATIONS, Role.ADMINISTRATOR])
def test_its_keepers_fill_it_in(role: Role) -> None:
    answer = send(role, logo_file=logo(), logo_alt_text="A lighthouse")
    assert answer.status_code == 302
    kept = House.objects.get()
    assert {name: getattr(kept, name) for name in GIVEN} == GIVEN | {"logo_alt_text": "A lighthouse"}
    assert (kept.logo_width, kept.logo_height, kept.version) == (300, 100, 1)
    assert kept.history.first().history_user.groups.get().name == role.value
    client = browser(f.person(role))
    page = client.get(address()).content.decode()
    assert 'value="9999-9994"' in page and "office/house/logo/" in page
    shown = client.get(reverse("office_house_logo"))
    assert shown["Content-Type"] == "image/png" and b"".join(shown.streaming_content)[:4] == b"\x89PNG"
    assert send(role, remove_logo="on", logo_alt_text="A lighthouse").status_code == 302
    assert not House.objects.get().logo_sha256
    assert client.get(reverse("office_house_logo")).status_code == 404


def test_the_browser_keeps_what_is_typed_by_its_keepers_alone() -> None:
    keeper = f.publications()
    html = browser(keeper).get(reverse("office_house")).content.decode()
    assert (
        html.count(f'data-keep="{keeper.pk}"') == 11
    )  # all that is typed; the page size and the logo are chosen
    assert "data-keep" not in browser(f.editor()).get(reverse("office_house")).content.decode()


def test_editors_read_it_and_others_do_not_know_of_it() -> None:
    f.house(name="Far Shore")
    page = browser(f.editor()).get(address())
    assert page.status_code == 200 and "Save the house" not in page.content.decode()
    answer = send(Role.EDITOR, name="Mine")
    assert answer.status_code == 403 and House.objects.get().name == "Far Shore"
    for role in (Role.AUTHOR, Role.FACT_CHECKER):
        assert browser(f.person(role)).get(address()).status_code == 404
        assert send(role).status_code == 404
    assert browser(None).get(address()).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("issn", "1234-5678", "The check digit of this ISSN is wrong"),
        ("primary_color", "#ffee00", "too light for text on white"),
        ("accent_color", "red", "Give a color as # and six digits"),
        ("web_address", "javascript:alert(1)", ""),
        ("page_size", "folio", "folio"),
        ("name", "A\x00B", "Null characters are not allowed"),
    ],
)
def test_what_is_refused_stays_in_its_field_with_the_reason(field: str, value: str, reason: str) -> None:
    answer = send(**{field: value}, tagline="<script>alert('x')</script>")
    page = answer.content.decode()
    assert answer.status_code == 422 and not House.objects.exists()
    assert reason in words_of(page)
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page and "<script>alert" not in page
    assert 'value="Saltmarsh"' in page
    assert field in ("page_size", "name") or value in page


@pytest.mark.parametrize(
    "changes",
    [
        {"logo_file": SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'/>"), "logo_alt_text": "A logo"},
        {"logo_file": "picture", "logo_alt_text": ""},
    ],
)
def test_a_logo_that_is_no_picture_or_not_described_is_refused(changes: dict[str, Any]) -> None:
    if changes["logo_file"] == "picture":
        changes = changes | {"logo_file": logo()}
    answer = send(**changes)
    page = words_of(answer.content.decode())
    assert answer.status_code == 422 and not House.objects.exists()
    assert "not a PNG, JPEG or WebP" in page or "Say what the logo shows" in page
    assert "Choose the file again" in page


def test_two_people_at_once_lose_nothing() -> None:
    f.house(name="Far Shore", tagline="Theirs")
    answer = send(expected_version="0", name="Near Shore", tagline="Mine", disclaimer="My words.")
    page = answer.content.decode()
    assert answer.status_code == 409 and House.objects.get().tagline == "Theirs"
    assert 'value="Mine"' in page and "My words." in page
    assert "What stands now Theirs" in words_of(page) and "What stands now Far Shore" in words_of(page)
    version = the_house().version
    assert f'name="expected_version" value="{version}"' in page
    assert send(expected_version=str(version), tagline="Mine").status_code == 302
    assert House.objects.get().tagline == "Mine"


def test_what_one_left_alone_is_not_put_back() -> None:
    f.house(**(GIVEN | {"tagline": "Before", "accent_color": "#9a4527"}))
    f.house(tagline="Theirs", accent_color="#7a2f18")
    answer = send(expected_version="1", tagline="Before", name="Near Shore")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Theirs"' in page and 'value="#7a2f18"' in page and 'value="Near Shore"' in page
    assert words_of(page).count("What stands now") == 1


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "²"])
def test_a_version_that_no_page_sends_replaces_nothing(version: str) -> None:
    f.house(name="Far Shore")
    assert send(expected_version=version, name="Mine").status_code == 409
    assert House.objects.get().name == "Far Shore"


@pytest.mark.parametrize(
    ("given", "ok", "words"),
    [
        ("#162a3c", True, "contrast is 14"),
        ("#ffee00", False, "too light"),
        ("nothing", False, "six digits"),
        ("", True, "Blank"),
    ],
)
def test_the_rule_for_a_color_is_said_while_one_types(given: str, ok: bool, words: str) -> None:
    client = browser(f.publications())
    answer = json.loads(client.get(reverse("office_house_color"), {"color": given}).content)
    assert answer["ok"] is ok and words in answer["words"]
    assert browser(f.author()).get(reverse("office_house_color")).status_code == 404


def test_the_sketch_of_the_cover_has_the_houses_colors() -> None:
    f.house(name="Far Shore", primary_color="#123456", page_size="a4")
    page = browser(f.editor()).get(address()).content.decode()
    assert 'fill="#123456"' in page and 'viewBox="0 0 170 240"' in page


def test_the_page_takes_few_queries() -> None:
    f.house(name="Far Shore")
    assert queries_of(browser(f.publications()), address()) <= 7
