"""The site that people work at, and their sessions: `python -m benchmarks.users.prepare PEOPLE.json`, as the environment says.

2,000 articles with history (benchmarks.seed), and for each author a draft of 1,000 words of their own.
"""

import json
import sys
from pathlib import Path
from typing import Any

AUTHORS, EDITORS, CHECKERS = 44, 8, 8
ARTICLES = 2_000
TOKEN = "b" * 32  # for forms: the cookie and the header of a request have to say the same


def main() -> None:
    """Fill the database, sign everybody in, and write down what a browser would know."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from benchmarks.autosave import make_article
    from benchmarks.fresh_site import author
    from benchmarks.seed import seed
    from editorial.content.models import Article
    from editorial.search.operations import index_waiting
    from editorial.states import ArticleState, Role

    call_command("migrate", verbosity=0)
    seed(count=ARTICLES, each=3, versions=20_000, number=5)
    people = []
    for number in range(AUTHORS):
        user = author(number)
        draft = make_article(user, 1_000, 12)
        people.append(_signed_in(user, "author") | {"draft": draft.pk, "key": str(draft.key)})
    readers = (
        (Role.EDITOR, "editor", EDITORS, ArticleState.IN_REVIEW),
        (Role.FACT_CHECKER, "fact_checker", CHECKERS, ArticleState.FACT_CHECK),
    )
    for role, name, count, state in readers:
        open_articles = list(Article.objects.filter(state=state).values_list("pk", flat=True)[:50])
        for number in range(count):
            user = User.objects.get(username=f"{role.value}{number}")
            people.append(_signed_in(user, name) | {"articles": open_articles})
    while index_waiting():
        pass
    Path(sys.argv[1]).write_text(json.dumps(people), "utf-8")


def _signed_in(user: Any, role: str) -> dict[str, Any]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {"role": role, "user": user.pk, "session": client.cookies["sessionid"].value, "token": TOKEN}


if __name__ == "__main__":
    main()
