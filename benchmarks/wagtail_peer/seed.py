"""As many articles, excerpts and history rows as the desk has, written in bulk."""

import json
import random
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page, PageLogEntry, Revision

from benchmarks.generator import ARABIC, paragraph, words
from benchmarks.wagtail_peer.models import ArticlePage, ExcerptBlock

STEP = 1_000
chance = random.Random(5)
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def seed(*, articles: int, excerpts: int, history: int) -> int:
    """`excerpts` and `history` in all, spread evenly. Returns the primary key of the page that is opened."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("editor", "editor@example.org", "x")
    root = Page.get_first_root_node()
    section = root.add_child(instance=Page(title="Digest", slug="digest-of-articles"))
    kind = ContentType.objects.get_for_model(ArticlePage)
    for batch in _batches(articles):
        _pages(batch, section, kind, user)
    _excerpts(articles, excerpts)
    _history(history, user, kind)
    section.numchild = articles
    section.save(update_fields=["numchild"])
    call_command("update_index", verbosity=0)
    return ArticlePage.objects.order_by("pk").values_list("pk", flat=True)[articles // 2]


def _batches(number: int) -> list[range]:
    return [range(start, min(start + STEP, number)) for start in range(0, number, STEP)]


def _pages(numbers: range, section: Page, kind: ContentType, user: User) -> None:
    """Rows of both tables of a page: Django's bulk_create does not write models that inherit from another table."""
    titles = [words(chance, 8) for _ in numbers]
    pages = [
        Page(
            title=titles[n - numbers[0]],
            draft_title=titles[n - numbers[0]],
            slug=f"article-{n}",
            path=section._get_path(section.path, section.depth + 1, n + 1),
            depth=section.depth + 1,
            numchild=0,
            url_path=f"{section.url_path}article-{n}/",
            content_type=kind,
            owner=user,
            live=n % 3 > 0,
            has_unpublished_changes=n % 3 == 0,
            latest_revision_created_at=BEGUN + timedelta(minutes=n),
            locale_id=section.locale_id,
        )
        for n in numbers
    ]
    made = Page.objects.bulk_create(pages)
    table = ArticlePage._meta.db_table
    rows = [(page.pk, words(chance, 12), words(chance, 14), _rich(3, 4)) for page in made]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (page_ptr_id, dek, pull_quote, commentary) VALUES (%s, %s, %s, %s)",  # noqa: S608
            rows,
        )


def _rich(count: int, sentences: int) -> str:
    return "".join(f"<p>{paragraph(chance, sentences)}</p>" for _ in range(count))


def _excerpts(articles: int, excerpts: int) -> None:
    keys = list(ArticlePage.objects.order_by("pk").values_list("pk", flat=True))
    for batch in _batches(excerpts):
        ExcerptBlock.objects.bulk_create(
            ExcerptBlock(
                article_id=keys[n % articles],
                sort_order=n // articles,
                original_title=" ".join(chance.choices(ARABIC, k=5)),
                original_language="ar",
                translated_title=words(chance, 7),
                outlet=f"The Herald {n % 400}",
                published_on=(BEGUN + timedelta(days=n % 300)).date(),
                url=f"https://example.org/{n}",
                body=_rich(1, 3),
            )
            for n in batch
        )


def _history(history: int, user: User, kind: ContentType) -> None:
    """Half revisions, half entries of the log: what Wagtail writes for each save."""
    keys = list(ArticlePage.objects.order_by("pk").values_list("pk", flat=True))
    base = ContentType.objects.get_for_model(Page)
    middle = keys[len(keys) // 2]
    article = ArticlePage.objects.get(pk=middle)
    content = json.loads(json.dumps(article.serializable_data(), default=str))
    for batch in _batches(history // 2):
        made = Revision.objects.bulk_create(
            Revision(
                content_type=kind,
                base_content_type=base,
                object_id=str(keys[n % len(keys)]),
                created_at=BEGUN + timedelta(minutes=n),
                user=user,
                object_str=f"Article {n}",
                content=content | {"pk": keys[n % len(keys)], "title": f"Article {n}"},
            )
            for n in batch
        )
        PageLogEntry.objects.bulk_create(
            PageLogEntry(
                page_id=keys[n % len(keys)],
                content_type=kind,
                label=f"Article {n}",
                action="wagtail.edit",
                timestamp=BEGUN + timedelta(minutes=n),
                user=user,
                revision=revision,
                content_changed=True,
            )
            for n, revision in zip(batch, made, strict=True)
        )
    for page in ArticlePage.objects.filter(pk=middle):
        page.latest_revision = page.revisions.order_by("-pk").first()
        page.save(update_fields=["latest_revision"], clean=False)
