"""The registers' pages at the desk."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person
from editorial.registers.operations import SpellingTaken, save_back_issue, save_outlet
from editorial.states import Role
from tests import factories as f
from tests.integration.admin.pages import browser, forms_of
from tests.integration.registers.test_operations import outlet, person, spelled
from tests.integration.workspace.pages import queries_of, words_of

pytestmark = pytest.mark.django_db
REGISTERS = ("outlet", "person", "backissue")


def at(register: str, page: str, *args: Any) -> str:
    return reverse(f"admin:editorial_{register}_{page}", args=args)


def filled_in(client: Client, address: str, **typed: str) -> dict[str, str]:
    """The fields of the entry's form as the page has them, with what is typed."""
    html = client.get(address).content.decode()
    form = next(form for form in forms_of(html) if "expected_version" in form["fields"])
    kept = {name: value for name, value in form["fields"].items() if "__prefix__" not in name}
    return kept | typed | {"_save": "Save"}


def upload(client: Client, register: str, text: str) -> Any:
    return client.post(at(register, "import"), {"file": SimpleUploadedFile("a.csv", text.encode())})


def test_an_editor_adds_an_outlet_with_its_spellings() -> None:
    editor = f.editor()
    client = browser(editor)
    data = filled_in(
        client, at("outlet", "add"), name="المرفأ", other="Al-Marfa\nEl Marfah", country="QA", language="ar"
    )
    assert client.post(at("outlet", "add"), data).status_code == 302
    made = Outlet.objects.get()
    assert (made.name, made.country, sorted(spelled(made))) == ("المرفأ", "QA", ["Al-Marfa", "El Marfah"])
    assert made.history.get().history_user == editor
    page = client.get(at("outlet", "change", made.pk)).content.decode()
    assert "Outlet saved" in words_of(page)
    listed = words_of(client.get(at("outlet", "changelist"), {"q": "el marf"}).content.decode())
    assert "المرفأ" in listed and "Qatar" in listed and "Arabic" in listed


def test_lists_are_searched_by_any_spelling_and_filtered() -> None:
    outlet("Al-Marfa", "Harbor Voice", country="QA", language="ar")
    outlet("Da Wagma", country="PK", language="ps")
    client = browser(f.fact_checker())
    for asked, seen in (
        ({"q": "harbor voice"}, True), ({"q": "wagma"}, False), ({"country": "QA"}, True), ({"language": "ps"}, False),
        ({"q": "\x00"}, True),
    ):  # fmt: skip
        page = client.get(at("outlet", "changelist"), asked)
        assert page.status_code == 200
        assert ("Al-Marfa" in page.content.decode()) is seen, asked
    person("Ilka Marend", "Ilke Mahrend")
    assert "Ilka Marend" in client.get(at("person", "changelist"), {"q": "mahrend"}).content.decode()


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.PUBLICATIONS])
def test_everybody_at_the_desk_reads_and_only_editors_write(role: Role) -> None:
    mine, someone = outlet("Al-Marfa", "Harbor Voice"), person("Ilka Marend")
    issue = save_back_issue(
        issue=BackIssue(month=date(2019, 11, 1)),
        articles=[BackIssueArticle(title="Seals", authors=["Ivo Lenk"])],
        by=f.editor(),
    )
    client = browser(f.person(role))
    for register, entry, words in (
        ("outlet", mine, "Harbor Voice"), ("person", someone, "Ilka Marend"), ("backissue", issue, "Ivo Lenk"),
    ):  # fmt: skip
        page = client.get(at(register, "change", entry.pk))
        assert page.status_code == 200, register
        assert words in page.content.decode()
        assert "_save" not in page.content.decode()
        assert client.get(at(register, "changelist")).status_code == 200
        assert client.get(at(register, "export")).status_code == 200
        for address in (at(register, "add"), at(register, "import")):
            assert client.get(address).status_code == 403, address
            assert client.post(address, {"name": "X", "table": "name\nX\n"}).status_code == 403, address
        assert client.post(at(register, "change", entry.pk), {"name": "X"}).status_code == 403
    assert client.get(at("outlet", "merge", mine.pk)).status_code == 403
    assert client.post(at("outlet", "merge", mine.pk), {"kept": mine.pk}).status_code == 403
    assert client.post(at("outlet", "take"), {"name": "X"}).status_code == 403
    assert client.get(at("outlet", "seen")).status_code == 200


def test_authors_and_strangers_do_not_get_in() -> None:
    for register in REGISTERS:
        for page in ("changelist", "export", "import", "add"):
            assert browser(f.author()).get(at(register, page)).status_code == 302
            assert Client().get(at(register, page)).status_code == 302


def test_nobody_deletes_and_acts_are_posts() -> None:
    entry = outlet()
    client = browser(f.administrator())
    assert client.post(at("outlet", "delete", entry.pk), {"post": "yes"}).status_code == 403
    assert client.get(at("outlet", "take")).status_code == 405
    assert client.put(at("outlet", "import")).status_code == 405
    assert client.post(at("outlet", "export")).status_code == 405
    assert client.get(at("outlet", "merge", 999_999)).status_code == 404
    record = at("outlet", "history", entry.pk)
    assert client.get(record)["Location"] == f"{at('outlet', 'change', entry.pk)}#record"
    assert client.post(record, {"name": "X"}).status_code == 405
    assert client.get(at("outlet", "history", 999_999)).status_code == 404


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"name": ""}, "required"),
        ({"name": "Sada"}, "of this name and country"),
        ({"other": "sada"}, "already leads to “Sada”"),
        ({"other": "A" * 301}, "at most 300"),
        ({"language": "no tongue"}, "not a language tag"),
        ({"country": "XX"}, "valid choice"),
        ({"website": "here"}, "full web address"),
        ({"name": "A\x00"}, "Null characters"),
    ],
)
def test_what_is_refused_is_told_and_loses_nothing(typed: dict[str, str], words: str) -> None:
    outlet("Sada")
    entry = outlet("Al-Marfa")
    client = browser(f.editor())
    data = filled_in(client, at("outlet", "change", entry.pk), note="Words that took an hour", **typed)
    page = client.post(at("outlet", "change", entry.pk), data)
    assert page.status_code == 200
    assert words in words_of(page.content.decode())
    assert "Words that took an hour" in page.content.decode()
    assert Outlet.objects.get(pk=entry.pk).version == 1


def test_the_second_of_two_people_to_save_is_told_and_may_save_knowingly() -> None:
    entry = outlet("Al-Marfa", descriptor="daily")
    client, address = browser(f.editor()), at("outlet", "change", entry.pk)
    data = filled_in(client, address, descriptor="port daily", other="Mine")
    entry.descriptor = "weekly"
    save_outlet(outlet=entry, spellings=["Theirs"], by=f.editor())
    page = client.post(address, data).content.decode()
    assert "Descriptor is now “weekly”." in words_of(page)
    assert "Other spellings are now: Theirs" in words_of(page)
    again = next(form for form in forms_of(page) if "expected_version" in form["fields"])["fields"]
    assert again["descriptor"] == "port daily"
    assert client.post(address, again | {"_save": "Save"}).status_code == 302
    found = Outlet.objects.get()
    assert (found.descriptor, found.version, spelled(found)) == ("port daily", 3, ["Mine"])


def test_a_back_issue_is_kept_with_its_articles() -> None:
    client = browser(f.editor())
    data = filled_in(
        client, at("backissue", "add"),
        month="2019-11-01", volume="9", number="11",
        **{"articles-0-title": "Keys of the Port", "articles-0-author_names": "Ivo Lenk; Mara Odd", "articles-0-page": "4"},
    )  # fmt: skip
    assert client.post(at("backissue", "add"), data).status_code == 302
    issue, article = BackIssue.objects.get(), BackIssueArticle.objects.get()
    assert (article.issue, article.authors, article.page) == (issue, ["Ivo Lenk", "Mara Odd"], 4)
    address = at("backissue", "change", issue.pk)
    data = filled_in(client, address, **{"articles-0-author_names": "Ivo Lenk"})
    assert client.post(address, data).status_code == 302
    assert BackIssueArticle.objects.get().authors == ["Ivo Lenk"]
    data = filled_in(client, address, **{"articles-0-DELETE": "on"})
    assert client.post(address, data).status_code == 302
    assert not BackIssueArticle.objects.exists()
    data = filled_in(client, address, month="2019-11-02")
    assert "Give the first day" in words_of(client.post(address, data).content.decode())


def test_two_outlets_are_merged() -> None:
    kept, gone = outlet("Al-Marfa"), outlet("Al-Marfa Daily", "Marfah")
    client = browser(f.editor())
    page = words_of(client.get(at("outlet", "merge", gone.pk), {"q": "marfa"}).content.decode())
    assert "“ Al-Marfa Daily ” goes" in page
    assert "Which one stays?" in page
    for typed in ("", "x", "999999"):
        assert client.post(at("outlet", "merge", gone.pk), {"kept": typed}).status_code == 404
    assert client.post(at("outlet", "merge", gone.pk), {"kept": gone.pk}).status_code == 422
    answer = client.post(at("outlet", "merge", gone.pk), {"kept": kept.pk})
    assert answer["Location"] == at("outlet", "change", kept.pk)
    assert sorted(spelled(Outlet.objects.get())) == ["Al-Marfa Daily", "Marfah"]
    first, second = person("Ilka Marend"), person("Ilka Marendt")
    assert client.post(at("person", "merge", second.pk), {"kept": first.pk}).status_code == 302
    assert Person.objects.get() == first


def test_an_outlet_of_articles_is_taken_with_one_click() -> None:
    article = f.complete_article()
    f.add_excerpt(
        article,
        article.created_by,
        outlet="Sada al-Marfa",
        outlet_descriptor="port daily",
        original_language="ar",
    )
    f.move(f.fresh(article), "submit", article.created_by)
    client = browser(f.editor())
    html = client.get(at("outlet", "seen")).content.decode()
    assert "Sada al-Marfa" in html and "port daily" in html
    form = next(form for form in forms_of(html) if form["fields"].get("name") == "Sada al-Marfa")
    answer = client.post(form["action"], form["fields"])
    made = Outlet.objects.get()
    assert answer["Location"] == at("outlet", "change", made.pk)
    assert (made.descriptor, made.language) == ("port daily", "ar")
    assert "Sada al-Marfa" not in client.get(at("outlet", "seen")).content.decode()
    assert client.post(form["action"], form["fields"]).status_code == 422
    assert client.post(at("outlet", "take"), {"name": "\x00"}).status_code == 422


def test_a_table_is_shown_before_it_is_brought_in() -> None:
    outlet("Da Wagma", descriptor="daily")
    client = browser(f.editor())
    page = upload(
        client, "outlet", "name,descriptor,country\nAl-Marfa,port daily,Qatar\nDa Wagma,weekly,PK\n"
    )
    html = page.content.decode()
    assert (page.status_code, Outlet.objects.count()) == (200, 1)
    assert "This is what will happen: 1 new, 1 changed" in words_of(html)
    assert "descriptor: “daily” becomes “weekly”" in words_of(html)
    form = next(form for form in forms_of(html) if "shown" in form["fields"])
    save_outlet(outlet=Outlet(name="Al-Marfa", country="QA"), by=f.editor())
    moved = client.post(form["action"], form["fields"])
    assert moved.status_code == 409
    form = next(form for form in forms_of(moved.content.decode()) if "shown" in form["fields"])
    assert client.post(form["action"], form["fields"]).status_code == 302
    assert set(Outlet.objects.values_list("name", "descriptor")) == {
        ("Al-Marfa", "port daily"),
        ("Da Wagma", "weekly"),
    }


@pytest.mark.parametrize(
    "text, words",
    [
        ("name,country\nA,QA\nB,Ruritania\n", "Line 3, B : country"),
        ("name,color\nA,red\n", "The column “color” is not known"),
        ("", "no rows"),
        ("name\nA\x00\n", "no text"),
    ],
)
def test_a_wrong_table_is_told_by_line_and_stores_nothing(text: str, words: str) -> None:
    page = upload(browser(f.editor()), "outlet", text)
    assert page.status_code == 422
    assert words in words_of(page.content.decode())
    assert not Outlet.objects.exists()


def test_files_that_are_no_table() -> None:
    client = browser(f.editor())
    picture = SimpleUploadedFile("a.csv", f.picture_file().getvalue())
    assert client.post(at("outlet", "import"), {"file": picture}).status_code == 422
    assert client.post(at("outlet", "import"), {}).status_code == 422
    large = SimpleUploadedFile("a.csv", b"name\n" + b"A" * 8_000_001)
    assert client.post(at("outlet", "import"), {"file": large}).status_code == 422


def test_an_export_is_what_an_import_takes_and_calculates_nothing() -> None:
    outlet("=Al-Marfa", "Marfah", country="QA")
    client = browser(f.editor())
    answer = client.get(at("outlet", "export"))
    assert answer["Content-Disposition"] == 'attachment; filename="outlets.csv"'
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[1] == "'=Al-Marfa,,QA,,,,Marfah"
    assert (
        "Everything in the table is in the register already"
        in upload(client, "outlet", text).content.decode()
    )


def fill(size: int) -> None:
    by = f.editor()
    article = f.complete_article()
    for number in range(size):
        outlet(f"Gazette {number}", f"Gazeta {number}", country="QA", language="ar")
        person(f"Ilka Marend {number}", f"Ilke Mahrend {number}")
        save_back_issue(
            issue=BackIssue(month=date(2000 + number, 1, 1)),
            articles=[BackIssueArticle(title=f"Seals {n}") for n in range(3)],
            by=by,
        )
        f.add_excerpt(article, article.created_by, outlet=f"Unknown {number}")
    f.move(f.fresh(article), "submit", article.created_by)


def test_pages_ask_as_much_of_many_rows_as_of_few() -> None:
    counted: list[dict[str, int]] = []
    client = browser(f.editor())
    for size in (2, 14):
        for model in (Outlet, Person, BackIssue):
            model.objects.all().delete()
        fill(size)
        first = {"outlet": Outlet, "person": Person, "backissue": BackIssue}
        pages = {f"{name} list": at(name, "changelist") for name in REGISTERS}
        pages |= {
            f"{name} page": at(name, "change", model.objects.first().pk) for name, model in first.items()
        }
        pages |= {
            "seen": at("outlet", "seen"),
            "search": f"{at('outlet', 'changelist')}?q=gaz&country=QA",
            "merge": f"{at('outlet', 'merge', Outlet.objects.first().pk)}?q=gaz",
            "export": at("outlet", "export"),
        }
        counted.append({name: queries_of(client, page) for name, page in pages.items()})
    assert counted[0] == counted[1]
    assert max(counted[1].values()) <= 12, counted[1]


def test_what_is_refused_after_the_form_was_read_is_told_with_what_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = outlet("Al-Marfa")
    client, address = browser(f.editor()), at("outlet", "change", entry.pk)
    data = filled_in(client, address, descriptor="Words that took an hour")

    def taken(**_: Any) -> None:
        raise SpellingTaken("Al-Marfa", "Sada")

    monkeypatch.setattr("editorial.admin.registers.save_outlet", taken)
    page = client.post(address, data)
    assert page.status_code == 422
    assert "already leads to “Sada”" in words_of(page.content.decode())
    assert "Words that took an hour" in page.content.decode()


def test_addresses_and_keys_that_no_database_takes_are_no_errors() -> None:
    entry = outlet("Al-Marfa")
    client = browser(f.editor())
    for register in REGISTERS:
        for query in ("name__icontains=%00", "month__contains=%00", "country=%00", "%00=1"):
            answer = client.get(f"{at(register, 'changelist')}?{query}")
            assert (answer.status_code, answer["Location"]) == (302, at(register, "changelist"))
        assert client.get(f"{at(register, 'changelist')}?q=%00").status_code == 200
    for kept in ("9" * 30, "9" * 5000, "²", ""):
        assert client.post(at("outlet", "merge", entry.pk), {"kept": kept}).status_code == 404
    assert Outlet.objects.get() == entry


def test_a_table_that_would_change_too_much_in_one_request_is_told_where_to_split(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("editorial.admin.register_tables._MOST_CHANGES", 2)
    client = browser(f.editor())
    outlet("Here Already")
    few = "name\nHere Already\nOne\nTwo\n"
    assert upload(client, "outlet", few).status_code == 200
    for sent in ({}, {"shown": "x"}):
        answer = client.post(at("outlet", "import"), {"table": few + "Three\n"} | sent)
        assert answer.status_code == 422
        assert "Line 5: The lines before this one add or change 2 entries" in words_of(
            answer.content.decode()
        )
    assert Outlet.objects.count() == 1
