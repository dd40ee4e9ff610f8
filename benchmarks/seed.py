"""A database of the size we plan for: `python -m benchmarks.seed`, into an empty, migrated database.

20,000 articles in 60 issues, 60,000 excerpts in six scripts, notes, pictures, and 200,000 rows of history; all of it
invented, and the same for the same seed. Written in bulk, past the operations: for measuring, never for real work.
"""

import argparse
import os
import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import models, transaction  # noqa: E402

from benchmarks.generator import paragraph, words  # noqa: E402
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image  # noqa: E402
from editorial.issues.models import Issue, Section  # noqa: E402
from editorial.registers.folding import folded  # noqa: E402
from editorial.registers.models import Outlet  # noqa: E402
from editorial.states import ArticleState, IssueState, Role  # noqa: E402
from editorial.workflow.models import Assignment, LogEntry  # noqa: E402

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BATCH = 1000
ISSUES = 60
SECTIONS = "Ports Rivers Markets Schools Weather Letters Roads Music".split()
# Language → words of which passages are made.
SCRIPTS = {
    "ar": "الميناء مغلق السفينة البحر الوزير قال الصيادون ينتظرون ثلاثة أيام القارب الريح المدينة الجديدة أُعلن".split(),
    "fa": "بندر بسته کشتی دریا وزیر گفت ماهیگیران منتظر سه روز قایق باد شهر می‌شود تازه".split(),
    "ru": "порт закрыт корабль море министр сказал рыбаки ждут три дня лодка ветер город новый объявлен".split(),
    "el": "λιμάνι κλειστό πλοίο θάλασσα υπουργός είπε ψαράδες περιμένουν τρεις ημέρες βάρκα άνεμος πόλη".split(),
    "zh-Hans": "港口 关闭 船只 大海 部长 表示 渔民 等待 三天 小船 大风 城市 新闻 宣布".split(),
    "fr": "port fermé navire mer ministre déclaré pêcheurs attendent trois jours bateau vent ville été".split(),
}
COUNTRIES = ["QA", "PK", "RU", "GR", "CN", "FR", "VE", "EG", "IR", "CY"]
LICENSES = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "public-domain", ""]
KINDS = (
    [ArticleState.DRAFT] * 2
    + [ArticleState.IN_REVIEW]
    + [ArticleState.FACT_CHECK]
    + [ArticleState.PUBLISHED] * 16
)


def passage(rng: random.Random, language: str, count: int) -> str:
    """A passage of that many words in the language's script."""
    joined = "" if language.startswith("zh") else " "
    return joined.join(rng.choices(SCRIPTS[language], k=count))


def store(rows: Iterable[models.Model], model: Any) -> int:
    """Write rows in batches; how many they were."""
    total = 0
    made = iter(rows)
    while batch := list(islice(made, BATCH)):
        model.objects.bulk_create(batch, batch_size=200)
        total += len(batch)
    return total


def people() -> list[User]:
    """Eight editors, eight fact-checkers and an administrator."""
    found = []
    for role, count in ((Role.EDITOR, 8), (Role.FACT_CHECKER, 8), (Role.ADMINISTRATOR, 1)):
        group = Group.objects.get_or_create(name=role.value)[0]
        for number in range(count):
            name = f"{role.value}{number}"
            user = User.objects.create(
                username=name,
                email=f"{name}@example.org",
                first_name="Kim",
                last_name=name.title(),
                is_staff=True,
            )
            user.groups.add(group)
            found.append(user)
    return found


def surroundings(
    rng: random.Random, staff: list[User]
) -> tuple[list[Section], list[Issue], list[Author], list[str]]:
    """Sections, issues, authors, and names of outlets in the register."""
    sections = [Section.objects.create(name=name, position=place) for place, name in enumerate(SECTIONS, 1)]
    issues = [
        Issue.objects.create(
            month=date(2022 + number // 12, number % 12 + 1, 1), volume=2022 + number // 12, number=number % 12 + 1,
            state=IssueState.PLANNING if number > ISSUES - 4 else IssueState.PUBLISHED,
            reviews_due_on=date(2022 + number // 12, number % 12 + 1, 10),
        )
        for number in range(ISSUES)
    ]  # fmt: skip
    authors = [Author.objects.create(name=f"{words(rng, 2)[:-1].title()}") for _ in range(300)]
    outlets = [f"The {words(rng, 2)[:-1].title()} {number}" for number in range(400)]
    for number, name in enumerate(outlets):
        Outlet.objects.create(name=name, folded=folded(name), country=COUNTRIES[number % len(COUNTRIES)])
    return sections, issues, authors, outlets


def articles(rng: random.Random, count: int, around: Any, staff: list[User]) -> Iterator[Article]:
    """Articles; positions within an issue are unique."""
    sections, issues, _authors, _outlets = around
    for number in range(count):
        state = rng.choice(KINDS)
        issue = issues[number % (ISSUES - 4)] if state == ArticleState.PUBLISHED else issues[-1 - number % 4]
        since = NOW - timedelta(hours=number)
        yield Article(
            title=words(rng, 8), dek=words(rng, 12), pull_quote=f"“{words(rng, 14)}”",
            commentary="".join(f"<p>{paragraph(rng, 4)}</p>" for _ in range(3)),
            section=rng.choice(sections), issue=issue, position=number + 1, state=state,
            created_by=rng.choice(staff), submitted_at=None if rng.random() < 0.02 and state == "draft" else since,
            state_since=since,
        )  # fmt: skip


def excerpts(rng: random.Random, found: list[Article], each: int, outlets: list[str]) -> Iterator[Excerpt]:
    """That many excerpts of each article."""
    for article in found:
        for position in range(1, each + 1):
            language = rng.choice(list(SCRIPTS))
            yield Excerpt(
                article=article, position=position, authors=[words(rng, 2)], original_language=language,
                original_title=passage(rng, language, 5), translated_title=words(rng, 7),
                outlet=rng.choice(outlets), place="Port", published_on=date(2026, 1, 1),
                url=f"https://outlet.example/{article.pk}/{position}", body=f"<p>{paragraph(rng, 3)}</p>",
                original_text=f"<p>{passage(rng, language, 60)}</p>",
            )  # fmt: skip


def rows_around(rng: random.Random, found: list[Article], around: Any, staff: list[User]) -> None:
    """Bylines, notes, pictures, moves and assignments."""
    store((Byline(article=a, author=rng.choice(around[2])) for a in found), Byline)
    store(
        (Footnote(article=a, key=f"n{n}", text=f"<p>{words(rng, 12)}</p>") for a in found for n in (1, 2)),
        Footnote,
    )
    store(
        (
            Image(
                article=a,
                position=1,
                caption=words(rng, 8),
                alt_text=words(rng, 8),
                license=rng.choice(LICENSES),
            )
            for a in found
        ),
        Image,
    )
    store(
        (
            LogEntry(
                article=a, move="submit", source="draft", target="in_review", by=rng.choice(staff), at=NOW,
                fingerprint="0" * 64,
            )
            for a in found
        ),
        LogEntry,
    )  # fmt: skip
    held = [a for a in found if a.state in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK)]
    store(
        (
            Assignment(article=a, stage=a.state, person=rng.choice(staff), by=staff[0], at=NOW)
            for a in held
            if rng.random() < 0.6
        ),
        Assignment,
    )


def history(rng: random.Random, found: list[Any], count: int, staff: list[User]) -> int:
    """That many versions of these rows, the oldest first."""
    model = type(found[0])
    fields = [field.attname for field in model._meta.concrete_fields]
    kept = model.history.model

    def versions() -> Iterator[Any]:
        for number in range(count):
            one = found[number % len(found)]
            yield kept(
                **{name: getattr(one, name) for name in fields},
                history_date=NOW - timedelta(minutes=count - number), history_type="~",
                history_user=rng.choice(staff), history_change_reason="Edited",
            )  # fmt: skip

    return store(versions(), kept)


@transaction.atomic
def seed(*, count: int, each: int, versions: int, number: int) -> None:
    """Fill the database. It must be empty."""
    if Article.objects.exists():
        raise SystemExit("There are articles already: seed an empty database.")
    rng = random.Random(number)
    staff = people()
    around = surroundings(rng, staff)
    store(articles(rng, count, around, staff), Article)
    found = list(Article.objects.order_by("pk"))
    store(excerpts(rng, found, each, around[3]), Excerpt)
    rows_around(rng, found, around, staff)
    history(rng, found, versions // 2, staff)
    history(rng, list(Excerpt.objects.order_by("pk")), versions - versions // 2, staff)


def main() -> None:
    """Read the arguments, fill, and index."""
    parser = argparse.ArgumentParser(description="Fill an empty, migrated database for measuring.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--excerpts", type=int, default=3, help="of each article")
    parser.add_argument("--versions", type=int, default=200_000, help="rows of history")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--without-index", action="store_true", help="leave indexing to the worker")
    chosen = parser.parse_args()
    start = time.perf_counter()
    seed(count=chosen.articles, each=chosen.excerpts, versions=chosen.versions, number=chosen.seed)
    print(f"{chosen.articles} articles in {time.perf_counter() - start:.0f} s")
    if not chosen.without_index:
        from editorial.search.operations import index_waiting

        start = time.perf_counter()
        while index_waiting():
            pass
        print(f"indexed in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
