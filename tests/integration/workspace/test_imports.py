"""Bringing in a text or a Word file: nothing typed is lost, the result is shown before anything is created."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article
from editorial.importing.models import Import
from editorial.importing.operations import receive_text
from editorial.states import JobStatus
from editorial.workspace.import_page import result_context
from tests import factories
from tests.integration.workspace.pages import browser, queries_of, words_of
from tests.integration.workspace.test_permissions import TEXT
from tests.unit.importing.word_files import HOUSE, docx, t

pytestmark = pytest.mark.django_db
NEW = "/imports/new/"
TWO = TEXT + "\n\n\n\n\n" + TEXT.replace("A title", "Another title")


@pytest.fixture
def author_client() -> Client:
    return browser(factories.author())


def word_record(**fields: object) -> Import:
    """A Word file as it stands in the database before its conversion, without a file in the store."""
    values = {
        "kind": "word", "name": "Ports.docx", "file": "imports/aa/aa.docx", "sha256": "a" * 64, "size": 10,
        "queued_at": timezone.now(), "at": timezone.now(), "by": factories.author(),
    }  # fmt: skip
    return Import.objects.create(**(values | fields))


def test_the_form_works_without_scripts(author_client: Client) -> None:
    html = author_client.get(NEW).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert 'accept=".docx' in html
    assert "up to 25 MB" in html
    assert 'name="way" value="word"' in html and 'name="way" value="text"' in html


def test_pasted_text_is_shown_part_by_part_before_anything_is_created(author_client: Client) -> None:
    answer = author_client.post(NEW, {"way": "text", "text": TEXT}, follow=True)
    record = Import.objects.get()
    assert answer.redirect_chain == [(reverse("import", args=[record.pk]), 302)]
    assert record.name == "Pasted text: A title"
    text = words_of(answer.content.decode())
    for shown in (
        "A title", "A line below", "“A pull quote.”", "Commentary.", "Jeanne Petit", "The Port", "Le Journal",
        "daily", "November 9, 2023", "https://journal.example/port", "The passage.", "A note.",
    ):  # fmt: skip
        assert shown in text, shown
    assert "Create draft" in text
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "way, said", [("text", "Paste the text first."), ("word", "Choose a Word file first.")]
)
def test_nothing_given_says_what_to_do(author_client: Client, way: str, said: str) -> None:
    answer = author_client.post(NEW, {"way": way, "text": "   "})
    assert answer.status_code == 422
    assert said in words_of(answer.content.decode())
    assert not Import.objects.exists()


def test_a_text_that_is_no_article_is_kept_in_the_form(author_client: Client) -> None:
    answer = author_client.post(NEW, {"way": "text", "text": "Dear all,\n\nsee you on <Monday>.\n"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "see you on &lt;Monday&gt;." in html
    assert 'aria-invalid="true"' in html
    assert "house layout" in words_of(html)


def test_a_refused_file_says_why_and_keeps_the_text_that_was_pasted_beside_it(author_client: Client) -> None:
    file = SimpleUploadedFile("letter.docx", b"%PDF-1.7 not a Word file")
    answer = author_client.post(NEW, {"way": "word", "file": file, "text": "Words that I pasted."})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "This is a PDF." in words_of(html)
    assert "Words that I pasted." in html
    assert not Import.objects.exists()


def test_signed_out_in_between_the_pasted_text_is_kept() -> None:
    answer = browser(None).post(NEW, {"way": "text", "text": TEXT})
    assert answer.status_code == 403
    assert "The passage." in answer.content.decode()


def test_while_it_is_converted_the_page_says_how_far_it_is() -> None:
    record = word_record()
    client = browser(record.by)
    html = client.get(reverse("import", args=[record.pk])).content.decode()
    progress = reverse("import_progress", args=[record.pk])
    assert f'data-progress="{progress}"' in html
    assert client.get(progress).json() == {
        "status": "queued", "label": "Queued", "progress": "", "done": 0, "of": 0, "reason": "",
    }  # fmt: skip


def test_a_failed_conversion_says_why_and_what_to_do() -> None:
    record = word_record(
        status=JobStatus.FAILED,
        finished_at=timezone.now(),
        error_reason="The file is damaged. Save it again.",
    )
    html = browser(record.by).get(reverse("import", args=[record.pk])).content.decode()
    assert "The file is damaged. Save it again." in words_of(html)
    assert f'href="{reverse("new_import")}"' in html
    assert reverse("import_file", args=[record.pk]) in html


def test_findings_stand_at_their_place_and_in_a_list(author_client: Client) -> None:
    text = TEXT.replace("Commentary.[i]", "Commentary.[i] More.[ii]").replace(
        " https://journal.example/port", ""
    )
    author_client.post(NEW, {"way": "text", "text": text})
    record = Import.objects.get()
    article = result_context(record)["articles"][0]
    placed = [found for part in article.parts for found in part.findings]
    assert sorted(found.anchor for found in placed) == sorted(found.anchor for found in article.findings)
    assert len({found.anchor for found in placed}) == len(placed) > 0
    severities = [found.severity for found in article.findings]
    assert severities == sorted(severities, key=["block", "warn", "info"].index)
    html = author_client.get(reverse("import", args=[record.pk])).content.decode()
    for found in placed:
        assert f'id="{found.anchor}"' in html
        assert f'href="#{found.place}"' in html
        assert html.count(f'id="{found.place}"') == 1


def test_a_finding_leads_to_the_paragraph_or_note_that_it_is_about(author_client: Client) -> None:
    text = TEXT.replace("Commentary.[i]", "Commentary.[i]\n\nMore.[ii]").replace(
        "[i] A note.", "[i] A note .."
    )
    author_client.post(NEW, {"way": "text", "text": text})
    article = result_context(Import.objects.get())["articles"][0]
    places = {found.passage: found.place for found in article.findings}
    assert places["[ii]"].startswith("a1-line-")
    html = author_client.get(reverse("import", args=[Import.objects.get().pk])).content.decode()
    assert f'<p id="{places["[ii]"]}">More.' in html


def test_what_is_only_form_says_that_there_may_be_nothing_to_do(author_client: Client) -> None:
    text = TEXT.replace("Jeanne Petit, “", "Jeanne Petit “")
    assert text != TEXT
    author_client.post(NEW, {"way": "text", "text": text})
    record = Import.objects.get()
    article = result_context(record)["articles"][0]
    said = [found.message for found in article.findings if "comma between author" in found.message]
    assert said == [
        "Nothing to do if the fields below are right. The comma between author and title is missing. Add it."
    ]
    assert not any("Nothing to do" in finding["message"] for finding in record.findings)


PROSE = (
    "Notes From the Harbor Office\n\nThe harbor was closed for three days, and nobody said why.[i] The boats waited "
    "outside.\n\n\n\nThen it opened again, as if nothing had happened.\n\n[i] The office did not answer.\n"
)


def test_prose_in_another_layout_stays_in_the_form_and_may_become_a_draft_anyway(
    author_client: Client,
) -> None:
    answer = author_client.post(NEW, {"way": "text", "text": PROSE})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The harbor was closed for three days" in html
    assert '<button name="way" value="freely">Make a draft of it anyway</button>' in html
    assert not Import.objects.exists()
    answer = author_client.post(NEW, {"way": "freely", "text": PROSE}, follow=True)
    text = words_of(answer.content.decode())
    assert "This text is not in the house layout." in text
    assert "blank lines" not in text
    author_client.post(reverse("confirm_import", args=[Import.objects.get().pk]))
    article = Article.objects.get()
    assert article.title == "Notes From the Harbor Office"
    assert article.commentary.count("<p>") == 2
    assert "data-footnote" in article.commentary
    assert [note.text for note in article.footnotes.all()] == ["<p>The office did not answer.</p>"]


@pytest.mark.parametrize(
    "text",
    [
        "Milk, bread, eggs.",
        "<html><body><p>" + PROSE + "</p></body></html>",
        '{"title": "x", "text": "' + "words of prose " * 20 + '"}',
        "%PDF-1.7\n" + PROSE,
        "A title\n\n" + "123 456 789\n" * 40,
    ],
)
def test_what_is_no_prose_is_not_made_a_draft_at_all(author_client: Client, text: str) -> None:
    for way in ("text", "freely"):
        answer = author_client.post(NEW, {"way": way, "text": text})
        assert answer.status_code == 422
        assert "anyway" not in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_cannot_be_stored_says_so_and_leaves_nothing(
    author_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    file = SimpleUploadedFile("ports.docx", docx(t(*HOUSE, "A line that no other file has.")))
    answer = author_client.post(NEW, {"way": "word", "file": file})
    assert answer.status_code == 422
    assert "The file could not be stored" in words_of(answer.content.decode())
    assert not Import.objects.exists()


def test_the_page_of_a_result_is_not_parsed_again_each_time(
    author_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    author_client.post(NEW, {"way": "text", "text": TEXT})
    address = reverse("import", args=[Import.objects.get().pk])
    first = author_client.get(address)
    monkeypatch.setattr("editorial.importing.operations.read", None)
    assert author_client.get(address).content.decode().count("A title") == first.content.decode().count(
        "A title"
    )


def test_text_without_a_place_and_the_image_s_information_are_shown(author_client: Client) -> None:
    more = "\n\nImage Information:\nCaption: Boats at dawn\nSource: Commons\nAttribution: CC BY 4.0\n"
    author_client.post(NEW, {"way": "text", "text": f"{TEXT}{more}\n\n\nWords after everything else.\n"})
    record = Import.objects.get()
    html = author_client.get(reverse("import", args=[record.pk])).content.decode()
    assert '<li dir="auto">Words after everything else.</li>' in html
    text = words_of(html)
    assert "Boats at dawn" in text
    assert "License CC-BY-4.0" in text


def test_confirming_one_article_opens_its_editor() -> None:
    author, section = factories.author(), factories.section()
    issue = factories.issue_of([])
    record = receive_text(text=TEXT, name="text", by=author)
    answer = browser(author).post(
        reverse("confirm_import", args=[record.pk]), {"section": section.pk, "issue": issue.pk}
    )
    article = Article.objects.get()
    assert answer["Location"] == reverse("edit_article", args=[article.pk])
    assert (article.title, article.section, article.issue, article.created_by) == (
        "A title", section, issue, author,
    )  # fmt: skip


def test_confirming_several_articles_goes_home_with_a_message() -> None:
    author = factories.author()
    record = receive_text(text=TWO, name="text", by=author)
    client = browser(author)
    assert "Create 2 drafts" in words_of(client.get(reverse("import", args=[record.pk])).content.decode())
    answer = client.post(reverse("confirm_import", args=[record.pk]), follow=True)
    assert answer.redirect_chain == [("/", 302)]
    text = words_of(answer.content.decode())
    assert "Created from what you brought in. Nothing is submitted yet." in text
    assert "Another title" in text


def test_confirming_twice_creates_nothing_twice() -> None:
    author = factories.author()
    record = receive_text(text=TEXT, name="text", by=author)
    client = browser(author)
    path = reverse("confirm_import", args=[record.pk])
    first, second = client.post(path), client.post(path)
    assert first["Location"] == second["Location"]
    assert Article.objects.count() == 1
    html = client.get(reverse("import", args=[record.pk])).content.decode()
    assert "was brought in" in html
    assert reverse("article", args=[Article.objects.get().pk]) in html


@pytest.mark.parametrize("field", ["section", "issue"])
@pytest.mark.parametrize("value", ["999999", "x", "-1", "9" * 30])
def test_a_section_or_issue_that_is_not_there_is_refused(field: str, value: str) -> None:
    author = factories.author()
    record = receive_text(text=TEXT, name="text", by=author)
    answer = browser(author).post(reverse("confirm_import", args=[record.pk]), {field: value})
    assert answer.status_code == 422
    assert f"Choose the {field} from the list" in words_of(answer.content.decode())
    assert not Article.objects.exists()


def test_a_text_as_large_as_a_request_may_not_be_says_so(author_client: Client) -> None:
    answer = author_client.post(NEW, {"way": "text", "text": "a" * 10_100_000})
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()


def test_the_result_makes_as_many_queries_for_three_articles_as_for_one() -> None:
    author = factories.author()
    one = receive_text(text=TEXT, name="one", by=author)
    three = receive_text(
        text=TWO + "\n\n\n\n\n" + TEXT.replace("A title", "Third title"), name="three", by=author
    )
    client = browser(author)
    paths = [reverse("import", args=[record.pk]) for record in (one, three)]
    assert len(result_context(three)["articles"]) == 3
    assert queries_of(client, paths[0]) == queries_of(client, paths[1]) <= 6
