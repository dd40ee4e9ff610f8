"""What the factory writes at once is what the operations write one by one."""

from typing import Any

import pytest

from editorial.content.models import Article
from editorial.factcheck.checked import checked_items
from editorial.factcheck.models import Check, Clearance
from tests import factories as f
from tests.integration.workspace.pages import undone


def rows(article: Article) -> list[dict[str, Any]]:
    found = [
        row
        for model in (Check, Clearance)
        for row in model.objects.filter(article=article).order_by("pk").values()
    ]
    return [{name: value for name, value in row.items() if name not in ("id", "at")} for row in found]


@pytest.mark.django_db
def test_everything_checked_at_once_is_as_if_checked_one_by_one() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    with undone():
        f.check_one_by_one(list(checked_items(f.fresh(article))), checker)
        wanted = rows(article)
    f.check_everything(article, checker)
    assert rows(article) == wanted != []
