"""Reading tables of the registers."""

import pytest

from editorial.registers.tables import MAX_ROWS, TableUnreadable, decoded_table, read_table


def test_columns_stand_in_any_order_and_blank_rows_are_left_out() -> None:
    rows = read_table("outlets", "Country,Name\r\nQA, Al-Marfa \r\n\r\n,\r\nPK,Da Wagma\r\n")
    assert [(row.line, row.cells) for row in rows] == [
        (2, {"country": "QA", "name": "Al-Marfa"}),
        (5, {"country": "PK", "name": "Da Wagma"}),
    ]


def test_semicolons_part_cells_as_well() -> None:
    (row,) = read_table("people", "name;forms\nIlka Marend;Ilka Marendt|I. Marend\n")
    assert row.several("forms") == ["Ilka Marendt", "I. Marend"]
    assert row.several("spellings") is None


def test_a_row_over_several_lines_is_told_by_its_first() -> None:
    rows = read_table("outlets", 'name,note\nA,"one\ntwo"\nB,\n')
    assert [(row.line, row.cells["note"]) for row in rows] == [(2, "one two"), (4, "")]


def test_the_apostrophe_of_a_defused_cell_goes() -> None:
    rows = read_table("outlets", "name,note\n'+1 Radio,'tis so\n")
    assert rows[0].cells == {"name": "+1 Radio", "note": "'tis so"}


@pytest.mark.parametrize(
    "kind, text, words",
    [
        ("outlets", "", "no rows"),
        ("outlets", "name\n", "no rows"),
        ("outlets", "name,color\nA,red\n", "Line 1: The column “color” is not known"),
        ("outlets", "name,name\nA,B\n", "is there twice"),
        ("people", "note\nx\n", "The column “name” is missing"),
        ("outlets", "name,note\nA,b,c\n", "Line 2: The row has more cells"),
        ("outlets", 'name,note\nA,b\nB,"c" d\n', "Line 3: The row cannot be read"),
        ("outlets", "name\nA\x00\n", "no text"),
        ("outlets", "name\n" + "A\n" * (MAX_ROWS + 1), "more than"),
        ("outlets", "name\n" + "A" * 2_000_001, "larger"),
        ("outlets", 'name\n"' + "A" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_words(kind: str, text: str, words: str) -> None:
    with pytest.raises(TableUnreadable, match=words):
        read_table(kind, text)


def test_files_are_read_in_the_encodings_that_spreadsheets_write() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decoded_table("name\nصدى\n".encode(encoding)) == "name\nصدى\n"
    with pytest.raises(TableUnreadable, match="UTF-8"):
        decoded_table("naïve".encode("latin-1"))
