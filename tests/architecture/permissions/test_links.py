"""Nobody is shown a link that refuses them: every page that links lead to, from each person's first page on."""

import re
from html import unescape

import pytest

from editorial.states import ArticleState, Role
from tests import factories as f
from tests.integration.admin.pages import browser

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\s[^>]*href="([^"#][^"]*)"')
ELSEWHERE = ("/static/", "/accounts/logout/")
PLACES = {
    Role.AUTHOR: 10,
    Role.EDITOR: 50,
    Role.FACT_CHECKER: 40,
    Role.PUBLICATIONS: 40,
    Role.ADMINISTRATOR: 60,
}


@pytest.mark.parametrize("role", Role)
def test_every_link_opens(role: Role) -> None:
    me = f.person(role)
    f.walked_to(ArticleState.FACT_CHECK)
    f.issue_of([f.walked_to(ArticleState.IN_REVIEW)])
    client = browser(me)
    places: set[str] = set()  # addresses without their numbers and queries: one of each kind is enough
    todo, dead = [("/", "")], []
    while todo:
        address, linked_on = todo.pop(0)
        place = re.sub(r"\d+", "N", address.partition("?")[0])
        if place in places or not address.startswith("/") or address.startswith(ELSEWHERE):
            continue
        places.add(place)
        answer = client.get(address)
        if answer.status_code >= 400:
            dead.append((address, answer.status_code, linked_on))
        elif answer.status_code in (301, 302):
            todo.append((answer["Location"].partition("#")[0], linked_on))
        elif "text/html" in answer["Content-Type"]:
            links = [unescape(link).partition("#")[0] for link in LINK.findall(answer.content.decode())]
            here = address.partition("?")[0]
            todo += [(here + link if link.startswith("?") else link, here) for link in links]
    assert dead == []
    assert len(places) >= PLACES[role], sorted(places)
