"""The rights report: one row an image, judged on the issue's day by the gates' own words, safe in a spreadsheet."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Article, Image
from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.models import Clearance
from editorial.factcheck.operations import record_clearance
from editorial.issues.models import Edition, Issue
from editorial.issues.rights_csv import FORMULA, HEADER, defused, rights_csv
from editorial.issues.rights_report import RightsReport, rights_report
from editorial.licensing.policy import Policy
from editorial.workflow.gates import Case, blockers
from tests import factories as f
from tests.lifting import rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PDF = b"%PDF-1.7 a letter of permission"


def report_of(issue: Issue, reader: Any = None) -> RightsReport:
    return rights_report(Issue.objects.get(pk=issue.pk), reader=reader or f.fact_checker())


def rows_of(issue: Issue, reader: Any = None) -> list[dict[str, str]]:
    text = rights_csv(report_of(issue, reader)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_cleared_image_is_ready_with_all_that_says_so() -> None:
    article = f.walked_to("fact_check")
    checker, image = f.fact_checker(), article.images.get()
    f.check_everything(article, checker)
    record_clearance(
        image=image, decision="cleared", by=checker, evidence_url="https://permits.example/7",
        archived_url="https://archive.example/7", note="By letter,\nof 3 May", expires_on=date(2099, 5, 1),
        evidence_file=read_evidence(io.BytesIO(PDF), "letter.pdf"),
    )  # fmt: skip
    f.move(article, "clear", checker)
    issue = f.issue_of([article])
    Issue.objects.filter(pk=issue.pk).update(publication_date=date(2027, 1, 4))
    clearance = Clearance.objects.first()
    assert rows_of(issue) == [
        dict(
            zip(
                HEADER,
                [
                    "1", article.title, "1", "Ready", "", image.sha256, "8", "6", "The harbour at dawn", "", "Mo Maker",
                    "Commons", "https://commons.example/harbour", "CC BY 4.0", "CC-BY-4.0",
                    "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/", "",
                    "", "Mo Maker, Commons, Creative Commons Attribution 4.0 International.",
                    "Permitted with conditions", report_of(issue).images[0].policy.reason,
                    " ".join(report_of(issue).images[0].policy.conditions), "", "Cleared", checker.get_full_name(),
                    clearance.at.date().isoformat(), "Current", "", "https://permits.example/7",
                    "https://archive.example/7", "letter.pdf", clearance.evidence_sha256, "By letter,\nof 3 May",
                    "2099-05-01", "2027-01-04", "Yes", "",
                ],
                strict=True,
            )
        )
    ]  # fmt: skip


def test_rows_come_in_the_issue_s_order_and_articles_without_an_image_are_named() -> None:
    two, none, one = (f.walked_to("in_review", f.complete_article(images=n)) for n in (2, 0, 1))
    issue = f.issue_of([two, none, one])
    rows = rows_of(issue)
    assert [(r["Place in the issue"], r["Article"], r["Image"]) for r in rows] == [
        ("1", two.title, "1"), ("1", two.title, "2"), ("2", none.title, ""), ("3", one.title, "1"),
    ]  # fmt: skip
    assert [r["Status"] for r in rows] == ["Not ready", "Not ready", "No image", "Not ready"]
    assert rows[0]["What is missing"] == "Nobody has cleared its rights yet."
    assert rows[0]["Holds on that day"] == "No"
    assert [a.title for a in report_of(issue).without_image] == [none.title]


@pytest.mark.parametrize(
    "fields",
    [
        {"license": "unclear"}, {"license": ""}, {"creator": ""}, {"source": ""}, {"alt_text": ""}, {"attribution": ""},
        {"license": "public-domain"}, {"license": "CC-BY-ND-4.0", "changes": "cropped"}, {"license": "CC-BY-NC-4.0"},
        {"file": "", "sha256": ""}, {},
    ],
)  # fmt: skip
def test_an_image_is_ready_exactly_when_the_gates_have_nothing_to_say_of_it(fields: dict[str, Any]) -> None:
    article = f.walked_to("approved")
    Image.objects.filter(article=article).update(**fields)
    issue = f.issue_of([article])
    row = report_of(issue).images[0]
    said = blockers(("images_described", "images_cleared"), Case(f.fresh(article)))
    assert row.ready is (not said)
    assert [words.lower() for words in row.missing] == [
        blocker.message.removeprefix("Image 1: ").lower() for blocker in said
    ]
    assert row.ready is (not fields)


def test_conditions_that_are_not_met_are_named_by_the_house_s_policy(settings: Any) -> None:
    article = f.walked_to("approved")
    issue = f.issue_of([article])
    assert report_of(issue).images[0].unmet == ()
    Image.objects.filter(article=article).update(creator="", license="CC-BY-3.0", license_url="")
    assert [one.field for one in report_of(issue).images[0].unmet] == ["creator", "title"]
    assert [one.blocks for one in report_of(issue).images[0].unmet] == [True, False]
    settings.RIGHTS_POLICY = Policy(refused=frozenset({"CC-BY-3.0"}))
    assert rows_of(issue)[0]["House policy"] == "Refused"


def test_a_void_clearance_says_what_changed_since() -> None:
    article = f.walked_to("approved")
    issue = f.issue_of([article])
    Image.objects.filter(article=article).update(creator="Mo Maker the Younger")
    row = report_of(issue).images[0]
    assert (row.clearance_word, row.holds, row.ready) == ("Void", False, False)
    assert [(words, one.field) for words, one in row.changed_since] == [("creator", "creator")]
    said = rows_of(issue)[0]
    assert said["Changed since"] == "creator: “Mo Maker” became “Mo Maker the Younger”"
    assert said["Still current"] == "Void"
    rewrite(Clearance.objects.all(), content=None)
    assert rows_of(issue)[0]["Changed since"] == "Something; what it was is not on record"


def test_a_refusal_is_current_and_not_ready() -> None:
    article = f.walked_to("fact_check")
    record_clearance(image=article.images.get(), decision="refused", by=f.fact_checker(), note="Not theirs")
    row = report_of(f.issue_of([article])).images[0]
    assert (row.clearance_word, row.clearance.decision, row.holds, row.ready) == (
        "Current",
        "refused",
        False,
        False,
    )


@pytest.mark.parametrize(
    "published, expires, holds",
    [
        (date(2026, 10, 5), date(2026, 10, 5), True),
        (date(2026, 10, 5), date(2026, 10, 4), False),
        (date(2099, 1, 9), date(2099, 1, 8), False),
        (date(2099, 1, 9), None, True),
        (None, date(2026, 11, 30), True),
        (None, date(2026, 11, 29), False),
    ],
)
def test_the_day_that_counts_is_the_issue_s(
    published: date | None, expires: date | None, holds: bool
) -> None:
    issue = f.issue_of([f.walked_to("approved")])
    Issue.objects.filter(pk=issue.pk).update(month=date(2026, 11, 1), publication_date=published)
    rewrite(Clearance.objects.all(), expires_on=expires)
    row = report_of(issue).images[0]
    assert (row.holds, row.ready) == (holds, holds)
    assert row.on == (published or date(2026, 11, 30))


def test_a_clearance_that_ran_out_after_the_publication_still_held_on_its_day() -> None:
    issue = f.issue_of([f.walked_to("approved")])
    Issue.objects.filter(pk=issue.pk).update(publication_date=date(2026, 10, 5))
    rewrite(Clearance.objects.all(), expires_on=date(2026, 10, 6))
    issue = f.move_issue(Issue.objects.get(pk=issue.pk), "close", f.editor())
    issue = f.move_issue(issue, "approve", f.publications())
    f.finish_rendition(f.pdf_of(issue))
    issue = f.move_issue(issue, "publish", f.publications())
    report = report_of(issue)
    assert (report.open, report.images[0].holds, report.images[0].valid_until) == (
        [],
        True,
        date(2026, 10, 6),
    )


# What the edition froze


def test_a_published_issue_is_compared_with_what_its_edition_froze() -> None:
    issue = f.published_issue([f.walked_to("approved", f.complete_article(images=2))])
    report = report_of(issue)
    assert (report.edition, report.moved, report.gone) == (Edition.objects.get(), [], ())
    first, second = Image.objects.order_by("position")
    Image.objects.filter(pk=first.pk).update(license="CC0-1.0", caption="Another harbour")
    [row] = report_of(issue).moved
    assert row.image == first
    assert {one.field: (one.frozen, one.today) for one in row.frozen} == {
        "caption": ("The harbour at dawn", "Another harbour"),
        "license": ("CC-BY-4.0", "CC0-1.0"),
        "printed credit": (
            "Mo Maker, Commons, Creative Commons Attribution 4.0 International.",
            row.credit.text,
        ),
    }
    assert "caption: frozen “The harbour at dawn”, today" in rows_of(issue)[0]["Different from the edition"]
    Image.objects.filter(pk=second.pk).delete()
    assert len(report_of(issue).gone) == 1


def test_an_image_that_came_after_the_edition_is_said_not_to_be_in_it() -> None:
    issue = f.published_issue()
    image = Image.objects.get()
    image.pk, image.key, image.position = None, "later", 2
    image.save()
    assert [row.image.key for row in report_of(issue).moved] == ["later"]


@pytest.mark.parametrize("move", ["close", "reopen"])
def test_only_an_edition_that_stands_is_compared_with(move: str) -> None:
    issue = f.issue_of([f.walked_to("approved")])
    issue = f.move_issue(issue, "close", f.editor())
    if move == "reopen":
        issue = f.move_issue(issue, "approve", f.publications())
        assert report_of(issue).edition is not None
        issue = f.move_issue(issue, "reopen", f.publications())
    Image.objects.update(caption="Another harbour")
    assert (report_of(issue).edition, report_of(issue).moved) == (None, [])


# The table


@pytest.mark.parametrize("begin", FORMULA)
def test_no_cell_is_a_formula(begin: str) -> None:
    article = f.walked_to("approved")
    nasty = f"{begin}cmd|' /C calc'!A0"
    Image.objects.filter(article=article).update(creator=nasty, attribution=nasty)
    Article.objects.filter(pk=article.pk).update(title=nasty)
    rewrite(Clearance.objects.all(), note=nasty)
    [row] = rows_of(f.issue_of([article]))
    cells = ["Article", "Creator", "Attribution as given", "Credit as printed", "Evidence note"]
    # In the first four the database keeps no white space at the beginning.
    for name in cells[4:] if begin.isspace() else cells:
        assert row[name].startswith(f"'{begin}"), name
    assert not [value for value in row.values() if value.startswith(FORMULA)]


@pytest.mark.parametrize("sign", "=+-@−﹢﹣＝＋－＠")
@pytest.mark.parametrize(
    "front",
    [
        "",
        " ",
        "  ",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u2003",
        "\u202e",
        "\u00ad",
        " \u200b\u3000",
        "\x00",
        "\u2060",
    ],
)
def test_nothing_in_front_hides_a_formula(front: str, sign: str) -> None:
    assert defused(f"{front}{sign}1+1") == f"'{front}{sign}1+1"


def test_what_is_no_formula_stays_as_it_is() -> None:
    for value in (
        "",
        "A - B",
        "1=1",
        7,
        "–",
        "“=1”",
        " A = B",
        "\u00a0港",
        "   ",
        "https://example.org/?a=b",
    ):
        assert defused(value) == value


def test_the_file_is_utf8_with_a_mark_and_lines_end_as_the_standard_says() -> None:
    article = f.walked_to("in_review")
    Image.objects.filter(article=article).update(caption='Hafen, „früh“, "quoted" 港')
    data = rights_csv(report_of(f.issue_of([article])))
    assert data.startswith(b"\xef\xbb\xbfPlace in the issue,Article,")
    assert data.endswith(b"\r\n")
    assert b'"Hafen, \xe2\x80\x9efr\xc3\xbch\xe2\x80\x9c, ""quoted"" \xe6\xb8\xaf"' in data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(HEADER)}


def test_an_empty_issue_has_a_header_and_nothing_else() -> None:
    assert rows_of(f.issue_of([])) == []


# Who reads what, and how many queries


def test_a_draft_that_was_never_submitted_is_its_author_s_alone() -> None:
    secret = f.complete_article(title="A secret")
    issue = f.issue_of([secret, f.walked_to("in_review")])
    for reader in (f.editor(), f.fact_checker(), f.publications()):
        report = report_of(issue, reader)
        assert [a.known for a in report.articles] == [False, True]
        assert b"A secret" not in rights_csv(report)
        assert rows_of(issue, reader)[0]["Article"] == "A draft that is not submitted yet"
    assert b"A secret" in rights_csv(report_of(issue, f.administrator()))


@pytest.mark.parametrize("state, queries", [("in_review", 2), ("published", 6)])
def test_the_report_asks_no_more_of_many_articles_than_of_one(state: str, queries: int) -> None:
    section, reader = f.section(), f.fact_checker()
    counts = []
    for number in (1, 3):
        articles = [
            f.walked_to("approved" if state == "published" else state, f.complete_article(section=section, images=2))
            for _ in range(number)
        ]  # fmt: skip
        issue = f.published_issue(articles) if state == "published" else f.issue_of(articles)
        issue = Issue.objects.get(pk=issue.pk)
        assert rights_report(issue, reader=reader).issue == issue  # the reader's roles are cached
        with CaptureQueriesContext(connection) as made:
            rights_csv(rights_report(issue, reader=reader))
        counts.append(len(made))
    assert counts == [queries, queries]
