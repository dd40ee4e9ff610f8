"""The index is right whoever writes: operations, the ORM in bulk, SQL; and it survives everything that is typed."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.operations import save_author, save_item
from editorial.search import triggers
from editorial.search.asked import read
from editorial.search.models import CitedOutlet, SearchDocument, Unindexed
from editorial.search.operations import index_waiting
from editorial.search.queries import (
    citing,
    matching,
    names_in_country,
    names_of_outlet,
    ranked,
    snippets,
    waiting,
)
from editorial.search.tasks import index_what_waits
from tests import factories as f
from tests.lifting import erase

pytestmark = pytest.mark.django_db
ARABIC = "<p>أُغْلِقَ الميناءُ ثلاثةَ أيامٍ، وقال الوزير إنّ السفن تنتظر.</p>"


def found(typed: str) -> set[int]:
    """Ids of the articles, and that ranking finds the same."""
    index_waiting()
    asked = read(typed)
    ids = set(matching(Article.objects.all(), asked).values_list("pk", flat=True))
    if asked.terms:
        assert set(ranked(Article.objects.all(), asked)) == ids
    return ids


def test_no_trigger_is_missing_after_all_migrations() -> None:
    gone = triggers.missing(connection)
    assert gone == [], (
        f"A migration made a table anew and lost {', '.join(gone)}. End it with "
        "migrations.RunPython(triggers.install, triggers.nothing) of editorial.search.triggers."
    )


def test_triggers_may_be_installed_again_and_again_and_lost_ones_are_named() -> None:
    with connection.cursor() as cursor:
        on = " ON editorial_footnote" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER search_editorial_footnote_update{on}")
    assert triggers.missing(connection) == ["search_editorial_footnote_update"]

    class Editor:
        pass

    editor = Editor()
    editor.connection = connection
    for _ in range(2):
        triggers.install(None, editor)
        assert triggers.missing(connection) == []
    triggers.remove(None, editor)
    assert triggers.missing(connection) == sorted(triggers.names())


def test_every_part_of_an_article_is_found() -> None:
    writer = f.author()
    article = f.complete_article(
        writer, title="The quiet lighthouse", dek="Lamps above water", pull_quote="“Nobody rowed.”"
    )
    other = f.complete_article(writer)
    excerpt = f.add_excerpt(
        article, writer, original_title="Маяк молчит", translated_title="The beacon is silent",
        outlet="Вестник Севера", outlet_descriptor="regional weekly", authors=["Олёна Ткач"],
        body="<p>Fog horns everywhere.</p>", original_text=ARABIC, translator_name="Zed Quill",
        url="https://vestnik.example/mayak-42", original_language="ru",
    )  # fmt: skip
    f.add_footnote(article, writer, "three", "<p>Ledgers of the pilotage.</p>")
    f.add_image(article, writer, caption="Gulls", alt_text="A cormorant on a pole", creator="Vi Lens")
    for typed in (
        "lighthouse", "lamps water", "rowed", "маяк", "МАЯК молчит", "beacon", "вестник", "weekly", "олена ткач",
        "fog horns", "الميناء", "“الميناء ثلاثة أيام”", "اُغلق", "quill", "https://vestnik.example/mayak-42",
        "ledgers", "cormorant", "gulls", "lens", "fog -harbor", "harbour lighthouse",
    ):  # fmt: skip
        assert found(typed) == {article.pk}, typed
    assert found("harbour") == {article.pk, other.pk}
    assert found("harbour -lighthouse") == {other.pk}
    assert found("-lighthouse") == {other.pk}
    assert found("harbour lighthouse nowhere") == set()
    assert found('"horns fog"') == set()
    assert found('"lamps above water nobody"') == set()  # no phrase runs over the end of a paragraph
    assert set(citing(Article.objects.all(), names_of_outlet("ВЕСТНИК севера"))) == {article}
    excerpt.delete()
    assert found("маяк") == set()
    assert not CitedOutlet.objects.filter(name="вестник севера").exists()


def test_scripts_without_spaces_are_found_by_any_part() -> None:
    writer = f.author()
    article = f.draft(
        writer, title="北京大学新闻", commentary="<p>港口关闭了三天。ภาษาไทยง่าย カタカナ COVID疫情</p>"
    )
    other = f.draft(writer, title="Something else", commentary="<p>关于港 口</p>")
    for typed in ("北", "学", "大学", "京大学新", "港口关闭", "ไทย", "カナ", "covid疫情", "“疫情”", "闻"):
        assert article.pk in found(typed), typed
    assert other.pk not in found("港口")
    assert found("学北") == set()


def test_hindi_and_hebrew_and_persian() -> None:
    article = f.draft(f.author(), commentary="<p>हिन्दी समाचार · שָׁלוֹם עולם · می‌شود ایران ۱۲۳</p>")
    for typed in ("हिन्दी", "समाचार", "שלום", "ميشود", "می‌شود", "ايران", "123", "١٢٣"):
        assert found(typed) == {article.pk}, typed


@pytest.mark.parametrize("by", ["operation", "update", "sql"])
def test_the_index_follows_every_way_of_writing(by: str) -> None:
    writer = f.author()
    article = f.complete_article(writer)
    index_waiting()
    if by == "operation":
        article.title = "Zeppelin rising"
        save_item(item=article, by=writer)
        note = article.footnotes.first()
        note.text = "<p>Obscure marginalia</p>"
        save_item(item=note, by=writer)
    elif by == "update":
        Article.objects.filter(pk=article.pk).update(title="Zeppelin rising")
        Footnote.objects.filter(article=article, key="one").update(text="<p>Obscure marginalia</p>")
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE editorial_article SET title = 'Zeppelin rising' WHERE id = %s", [article.pk]
            )
            cursor.execute(
                "UPDATE editorial_footnote SET text = '<p>Obscure marginalia</p>' "
                "WHERE article_id = %s AND key = 'one'",
                [article.pk],
            )
    assert found("zeppelin marginalia") == {article.pk}


def test_what_is_made_changed_moved_and_deleted_by_sql_is_noted() -> None:
    writer = f.author()
    one, two = f.complete_article(writer), f.complete_article(writer)
    index_waiting()
    Excerpt.objects.filter(article=one, position=1).update(outlet="The Glowworm", position=9)
    assert found("glowworm") == {one.pk}
    Excerpt.objects.filter(outlet="The Glowworm").update(article=two)
    assert found("glowworm") == {two.pk}
    Image.objects.filter(article=two).update(caption="A wicker chair")
    assert found("wicker") == {two.pk}
    Byline.objects.filter(article=one).update(author=Author.objects.create(name="Ola Fernweh"))
    assert found("fernweh") == {one.pk}
    with connection.cursor() as cursor:
        for table in ("excerpt", "footnote", "image", "byline"):
            cursor.execute(f"DELETE FROM editorial_{table} WHERE article_id = %s", [two.pk])
    assert found("glowworm") == found("wicker") == set()
    assert found(f"“{two.title}”") == {two.pk}


def test_a_save_that_changes_no_word_leaves_nothing_to_do() -> None:
    article = f.complete_article()
    index_waiting()
    Article.objects.get(pk=article.pk).save()
    Article.objects.filter(pk=article.pk).update(submitted_at="2026-01-01T00:00Z")
    assert not Unindexed.objects.exists()


def test_a_renamed_author_is_found_under_the_new_name() -> None:
    writer = f.author()
    articles = [f.draft(writer) for _ in range(3)]
    index_waiting()
    name = Author.objects.get(user=writer)
    old = name.name
    name.name = "Imogen Tern"
    save_author(author=name, by=writer)
    assert waiting() == 1
    assert found("tern") == {article.pk for article in articles}
    assert found(f'"{old}"') == set()


def test_a_translator_who_is_renamed_is_found_under_the_new_name() -> None:
    article, other = f.complete_article(), f.complete_article()
    translator = f.author()
    f.add_excerpt(article, article.created_by, translator=translator, translator_name="")
    assert found(f"{translator.last_name} ") == {article.pk}
    User.objects.filter(pk=translator.pk).update(last_name="Quartermain")
    assert set(Unindexed.objects.values_list("article_id", flat=True)) == {article.pk}
    assert found("quartermain") == {article.pk}
    User.objects.filter(pk=translator.pk).update(is_staff=True, last_login=other.created_at)
    assert not Unindexed.objects.exists()


def test_an_article_that_is_deleted_leaves_nothing_behind() -> None:
    article = f.draft(title="Ephemera")
    index_waiting()
    pk = article.pk
    erase(Article.history.all())
    Article.objects.get(pk=pk).delete()
    assert index_waiting() == 0
    assert not SearchDocument.objects.filter(pk=pk).exists()
    assert found("ephemera") == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editorial_search_words")
        assert cursor.fetchone()[0] == SearchDocument.objects.count()


def test_indexing_is_bounded_and_goes_on() -> None:
    writer = f.author()
    for _ in range(7):
        f.draft(writer)
    left = [index_waiting(limit=3) for _ in range(4)]
    assert left == [4, 1, 0, 0]


def test_the_beat_indexes_what_waits() -> None:
    articles = {f.draft().pk for _ in range(5)}
    index_what_waits()
    assert waiting() == 0
    assert set(SearchDocument.objects.values_list("pk", flat=True)) == articles


def test_indexing_that_fails_leaves_everything_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    f.draft()
    before = waiting()
    monkeypatch.setattr("editorial.search.operations.document_of", lambda _article: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        index_waiting()
    assert waiting() == before > 0


def test_titles_come_before_citations_and_those_before_the_text() -> None:
    writer = f.author()
    body = f.draft(writer, title="One", commentary="<p>The obelisk fell.</p>")
    f.add_excerpt(body, writer, translated_title="The column stands")
    cited = f.draft(writer, title="Two", commentary="<p>Nothing.</p>")
    f.add_excerpt(cited, writer, translated_title="The obelisk stands")
    title = f.draft(writer, title="The obelisk", commentary="<p>Nothing.</p>")
    f.add_excerpt(title, writer, translated_title="The column stands")
    index_waiting()
    assert ranked(Article.objects.all(), read("obelisk")) == [title.pk, cited.pk, body.pk]
    assert ranked(Article.objects.all(), read("obelisk"), 1, 2) == [cited.pk]
    assert ranked(Article.objects.exclude(pk=title.pk), read("obelisk")) == [cited.pk, body.pk]
    assert ranked(Article.objects.none(), read("obelisk")) == []


def test_a_snippet_shows_the_passage_with_its_letters_as_they_are() -> None:
    writer = f.author()
    article = f.draft(writer, title="One", commentary="<p>First.</p><p>Here “Łódź” &lt;b&gt; lay in fog.</p>")
    f.add_excerpt(article, writer, original_text=ARABIC)
    index_waiting()
    cut = snippets([article.pk], read("lodz fog"))[article.pk]
    assert cut.pieces == (
        ("Here “", False),
        ("Łódź", True),
        ("” <b> lay in ", False),
        ("fog", True),
        (".", False),
    )
    arabic = snippets([article.pk], read("الميناء"))[article.pk]
    assert [text for text, hit in arabic.pieces if hit] == ["الميناءُ"]
    assert snippets([article.pk], read("one ")) == {}


def test_outlets_of_a_country_are_found_under_every_spelling() -> None:
    from editorial.registers.models import Outlet, Spelling

    writer = f.author()
    article, other = f.draft(writer), f.draft(writer)
    f.add_excerpt(article, writer, outlet="AL-MARFA’ news")
    f.add_excerpt(other, writer, outlet="Elsewhere")
    outlet = Outlet(name="The Harbor News", country="QA")
    outlet.save()
    Spelling(text="Al-Marfa' News", outlet=outlet).save()
    index_waiting()
    articles = Article.objects.all()
    assert set(citing(articles, names_in_country("QA"))) == {article}
    assert set(citing(articles, names_in_country("PK"))) == set()
    assert set(citing(articles, names_of_outlet("the harbor news"))) == {article}


def test_a_text_as_long_as_a_text_can_be_is_indexed() -> None:
    many = " ".join(f"word{number:x}" for number in range(40_000))
    article = f.draft(title="Long", commentary=f"<p>{many}</p>")
    assert found("word7 long") == {article.pk}
    assert found("word9999") == {article.pk}


def test_whatever_is_typed_is_an_answer() -> None:
    f.complete_article()
    for typed in (
        '"', '""', "-", '-"', "AND", "OR NOT", "NEAR(a b)", "a:b", "title:x", "(", ")", "*", "^a", "{a}", "'", "\\",
        "\x00", "a\x00b", "x" * 10_000, "a " * 5000, "%", "_", "<->", "!a", "a & | b", ":*", "\ud800", "\ue001", "🙂", "é́́",
        "-a -b -c", '-"a b" c', "“unclosed phrase", "١", "ा", "\u202e", "\u200b",
    ):  # fmt: skip
        assert isinstance(found(typed), set), typed


def test_the_command_indexes_and_makes_everything_anew(capsys: pytest.CaptureFixture[str]) -> None:
    article = f.draft(title="Kestrel")
    call_command("index_articles")
    assert "1 indexed" in capsys.readouterr().out
    assert found("kestrel") == {article.pk}
    call_command("index_articles")
    assert "Nothing waited" in capsys.readouterr().out
    SearchDocument.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM editorial_search_words")
    assert found("kestrel") == set()


@pytest.mark.django_db(transaction=True)
def test_everything_is_made_anew_while_the_site_runs(capsys: pytest.CaptureFixture[str]) -> None:
    article = f.draft(title="Kestrel")
    gone = SearchDocument.objects.create(article_id=article.pk + 1000, title="Nobody")
    call_command("index_articles", "--all")
    assert found("kestrel") == {article.pk}
    assert triggers.missing(connection) == []
    assert not SearchDocument.objects.filter(pk=gone.pk).exists()
