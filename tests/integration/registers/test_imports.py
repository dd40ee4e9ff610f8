"""Bringing tables in: all or nothing, told by line, and first what would happen."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial.errors import NotAllowed
from editorial.registers.imports import RegisterMoved, RowsRefused, import_register, preview_import
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person
from editorial.registers.queries import registers_token
from editorial.registers.tables import table_of
from tests import factories as f
from tests.integration.registers.test_operations import outlet, person, spelled

pytestmark = pytest.mark.django_db

OUTLETS = """name,descriptor,country,language,spellings
Al-Marfa,port daily,Qatar,ar,المرفأ | El Marfah
Da Wagma,weekly,PK,ps,
Zenda Post,,,,
"""
ISSUES = """month,volume,number,complete,title,authors,page
2019-11,9,11,yes,Keys of the Port,Ivo Lenk | Mara Odd,4
2019-11,9,11,yes,Seals,,
2019-12,9,12,no,,,
"""


def told(kind: str, text: str) -> list[tuple[int, str]]:
    return [(one.line, one.verb) for one in preview_import(kind=kind, text=text, by=f.editor()).outcomes]


def test_a_preview_says_what_an_import_does_and_stores_nothing() -> None:
    outlet("Da Wagma", descriptor="daily")
    outlet("Zenda Post")
    before = registers_token()
    found = preview_import(kind="outlets", text=OUTLETS, by=f.editor())
    assert [(one.line, one.verb) for one in found.outcomes] == [(2, "new"), (3, "changed"), (4, "same")]
    assert "descriptor: “daily” becomes “weekly”" in found.outcomes[1].words
    assert (Outlet.objects.count(), registers_token()) == (2, before)
    done = import_register(kind="outlets", text=OUTLETS, by=f.editor(), shown=found.digest)
    assert (done.digest, done.in_words()) == (found.digest, "1 new, 1 changed, 1 as they are")
    marfa = Outlet.objects.get(name="Al-Marfa")
    assert (marfa.country, sorted(spelled(marfa))) == ("QA", ["El Marfah", "المرفأ"])
    assert Outlet.objects.get(name="Da Wagma").country == "PK"


def test_one_wrong_row_keeps_all_out_and_is_told_by_line() -> None:
    table = "name,country,language\nA,QA,ar\nB,Ruritania,ar\n,QA,ar\nC,QA,no tongue\nA,QA,ar\n"
    assert told("outlets", table) == [(2, "new"), (3, "wrong"), (4, "wrong"), (5, "wrong"), (6, "wrong")]
    with pytest.raises(RowsRefused) as caught:
        import_register(kind="outlets", text=table, by=f.editor())
    assert "line 3: country" in str(caught.value)
    assert "line 6: Line 2 is about the same entry" in str(caught.value)
    assert not Outlet.objects.exists()


def test_a_column_left_out_changes_nothing_and_an_empty_cell_empties() -> None:
    outlet("Al-Marfa", "Marfah", country="QA", descriptor="daily")
    import_register(kind="outlets", text="name,descriptor\nAl-Marfa,\n", by=f.editor())
    found = Outlet.objects.get()
    assert (found.descriptor, found.country, spelled(found)) == ("", "QA", ["Marfah"])
    import_register(kind="outlets", text="name,spellings\nAl-Marfa,\n", by=f.editor())
    assert spelled(found) == []


def test_outlets_of_one_name_are_told_apart_by_country() -> None:
    outlet("El Mundo", country="ES")
    outlet("El Mundo", country="VE")
    assert told("outlets", "name,note\nEl Mundo,x\n") == [(2, "wrong")]
    assert told("outlets", "name,country,note\nEl Mundo,VE,x\nEl Mundo,CO,x\n") == [
        (2, "changed"),
        (3, "new"),
    ]


def test_spellings_that_lead_elsewhere_are_wrong() -> None:
    person("Ilka Marend")
    found = preview_import(kind="people", text="name,forms\nIlka Moor,Ilka Marend\n", by=f.editor())
    assert "already leads to “Ilka Marend”" in found.wrong[0].words


def test_what_changed_after_the_look_is_shown_again() -> None:
    found = preview_import(kind="people", text="name\nIlka Marend\n", by=f.editor())
    person("Ilka Marend")
    with pytest.raises(RegisterMoved) as caught:
        import_register(kind="people", text="name\nIlka Marend\n", by=f.editor(), shown=found.digest)
    assert [one.verb for one in caught.value.found.outcomes] == ["same"]


def test_back_issues_come_article_by_article() -> None:
    editor = f.editor()
    assert told("back-issues", ISSUES) == [(2, "new"), (3, "new"), (4, "new")]
    import_register(kind="back-issues", text=ISSUES, by=editor)
    november = BackIssue.objects.get(month=date(2019, 11, 1))
    assert (november.volume, november.number, november.complete) == (9, 11, True)
    keys = BackIssueArticle.objects.get(title="Keys of the Port")
    assert (keys.authors, keys.page, keys.issue) == (["Ivo Lenk", "Mara Odd"], 4, november)
    assert BackIssue.objects.count() == 2
    assert told("back-issues", ISSUES) == [(2, "same"), (3, "same"), (4, "same")]
    changed = ISSUES.replace("Ivo Lenk | Mara Odd", "Ivo Lenk").replace("2019-12,9,12", "2019-12,9,13")
    assert told("back-issues", changed) == [(2, "changed"), (3, "same"), (4, "changed")]


@pytest.mark.parametrize(
    "row, line",
    [
        ("2019-13,1,1,yes,A,,", 2), ("soon,1,1,yes,A,,", 2), ("2019-01,one,1,yes,A,,", 2),
        ("2019-01,1,1,perhaps,A,,", 2), ("2019-01,1,1,yes,A,,iv", 2),
        ("2019-01,1,1,yes,A,,\n2019-01,1,1,yes,A,,", 3), ("2019-01,1,1,yes,A,,\n2019-01,1,2,yes,B,,", 3),
    ],
)  # fmt: skip
def test_rows_that_make_no_back_issue_are_wrong(row: str, line: int) -> None:
    head = ISSUES.splitlines()[0]
    found = preview_import(kind="back-issues", text=f"{head}\n{row}\n", by=f.editor())
    assert [one.line for one in found.wrong] == [line]


def test_what_goes_out_comes_in_again_as_it_is() -> None:
    import_register(kind="outlets", text=OUTLETS, by=f.editor())
    import_register(kind="back-issues", text=ISSUES, by=f.editor())
    person("Ilka Marend", "Ilka Marendt")
    for kind in ("outlets", "people", "back-issues"):
        rows = [",".join(f'"{cell}"' for cell in row) for row in table_of(kind)]
        found = preview_import(kind=kind, text="\n".join(rows), by=f.editor())
        assert {one.verb for one in found.outcomes} == {"same"}, (kind, found)


def test_authors_bring_nothing_in() -> None:
    with pytest.raises(NotAllowed):
        preview_import(kind="outlets", text=OUTLETS, by=f.author())


def test_the_command(tmp_path: Path) -> None:
    editor, out = f.editor(), io.StringIO()
    file = tmp_path / "people.csv"
    file.write_text("name,forms\nIlka Marend,Ilka Marendt\n", encoding="utf-8")
    options = {"email": editor.email, "stdout": out}
    call_command("import_register", "people", str(file), dry_run=True, **options)
    assert "line 2, new: Ilka Marend" in out.getvalue()
    assert "1 new; nothing was stored." in out.getvalue()
    assert not Person.objects.exists()
    call_command("import_register", "people", str(file), **options)
    assert Person.objects.get().history.get().history_user == editor
    file.write_text("name,forms\nA,\n,\nB,Ilka Marend\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 row"):
        call_command("import_register", "people", str(file), **options)
    assert "line 4, wrong" in out.getvalue()
    assert Person.objects.count() == 1
    with pytest.raises(CommandError, match="no account"):
        call_command("import_register", "people", str(file), email="nobody@example.org", stdout=out)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_register", "people", str(tmp_path / "none.csv"), **options)
