"""What stands before a journey begins and between its parts: `python -m tests.production.newsroom PART` prints it as JSON.

Run with the environment of the site, by the account of the site.
"""

import json
import os
import sys
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oewatch.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402

from editorial.content.models import Article  # noqa: E402
from tests import factories  # noqa: E402
from tests.production.visitor import PASSWORD  # noqa: E402


def begin() -> dict[str, object]:
    """Four people, and a draft of the author's that may be submitted."""
    roles = ("author", "editor", "fact_checker", "publications")
    people = {
        role: getattr(factories, role)(email=f"{role}@example.org", username=role, password=PASSWORD)
        for role in roles
    }
    article = factories.complete_article(people["author"])
    other = factories.draft(people["author"], title="Begun")
    return {"article": article.pk, "other": other.pk, "image": str(article.images.get().key)}


def check() -> dict[str, object]:
    """The submitted article is accepted, checked and cleared; it stands alone in an issue that is closed."""
    article = factories.walk_on(factories.fresh(Article.objects.get(title__startswith="Article")))
    issue = factories.move_issue(factories.issue_of([article]), "close", factories.editor())
    return {"issue": issue.reference}


def more() -> dict[str, object]:
    """Eight proofs are asked for, which wait for a worker."""
    from editorial.issues.requests import request_article_proof

    author = factories.author()
    made = [request_article_proof(article=factories.complete_article(author), by=author).pk for _ in range(8)]
    return {"proofs": made}


PARTS = {one.__name__: one for one in (begin, check, more)}

if __name__ == "__main__":
    # Each call is a process of its own, and counts on from what others made.
    factories._number = count(1 + 1000 * User.objects.count())
    print(json.dumps(PARTS[sys.argv[1]]()))
