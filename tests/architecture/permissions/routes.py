"""The addresses of the site and what each is about: which objects to ask it for, and what to send to it.

Addresses of libraries whose rules are not ours (the sign-in's pages) are left out by name, in `NOT_OURS`.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from editorial.history.versions import name_of
from editorial.house.operations import put_logo, save_house
from editorial.house.queries import the_house
from tests.architecture.permissions.world import (
    ARTICLES,
    OTHERS,
    OWN,
    PLANNED,
    PUBLISHED,
    SUBMITTED,
    Made,
    World,
)

# allauth's pages, for everybody alike; and admin pages that are redirects to them.
NOT_OURS = (
    "account_",
    "mfa_",
    "usersessions_",
    "admin:password_change",
    "admin:login",
    "admin:logout",
    "socialaccount_",
)


@dataclass(frozen=True)
class Route:
    """`columns` are the objects it is asked for (one blank column: it is about none); `args` makes the address, and
    `data_of` what is sent where the object is named in it.
    """

    columns: tuple[str, ...] = ("",)
    args: Made = lambda _world, _column: []
    data: dict[str, Any] = field(default_factory=dict)
    data_of: Callable[[World, str], dict[str, Any] | None] | None = None
    query: str = ""
    as_json: bool = False


def _article(world: World, column: str) -> list[Any] | None:
    article = world.article(column)
    return None if article is None else [article.pk]


def _comment(world: World, column: str) -> list[Any] | None:
    comment = world.comment(column)
    return None if comment is None else [comment.pk]


def _article_and_comment(world: World, column: str) -> list[Any] | None:
    comment = world.comment(column)
    return None if comment is None else [comment.article_id, comment.pk]


def _picture(world: World, column: str) -> list[Any] | None:
    article = world.article(column)
    return None if article is None else [article.pk, article.images.all()[0].key]


def _picture_version(world: World, column: str) -> list[Any] | None:
    article = world.article(column)
    return None if article is None else [article.pk, article.images.all()[0].sha256]


def _version(world: World, column: str) -> list[Any] | None:
    article = world.article(column)
    return None if article is None else [article.pk, name_of(timezone.now())]


def _since(world: World, column: str) -> dict[str, Any] | None:
    article = world.article(column)
    return None if article is None else {"from": name_of(timezone.now())}


def _suggestion(world: World, column: str) -> list[Any] | None:
    return None if (found := world.suggestion(column)) is None else [found.pk]


def _article_and_suggestion(world: World, column: str) -> list[Any] | None:
    return None if (found := world.suggestion(column)) is None else [found.article_id, found.pk]


def _submitted(world: World, _column: str) -> dict[str, Any]:
    return {"article": world.submitted.pk}


def _filter(world: World, column: str) -> list[Any] | None:
    return None if (found := world.saved_filter(column)) is None else [found.pk]


def _notification(world: World, column: str) -> list[Any] | None:
    return None if (found := world.notification(column)) is None else [found.pk]


def _assigned(world: World, column: str) -> dict[str, Any] | None:
    article = world.article(column)
    return (
        None if article is None else {"articles": [article.pk], "stage": "in_review", "due_on": "2031-01-05"}
    )


def _proof(world: World, column: str) -> list[Any] | None:
    proof = world.proof(column)
    return None if proof is None else [proof.pk]


def _proof_link(world: World, column: str) -> list[Any] | None:
    made = world.proof_link(column)
    return None if made is None else [made[0].pk]


def _token(world: World, _column: str) -> list[Any]:
    """Of a link to the proof of what a stranger submitted: it opens for everybody."""
    made = world.proof_link(SUBMITTED)
    assert made is not None
    return [made[1]]


def _issue(world: World, column: str) -> list[Any] | None:
    return [world.issues[column].pk]


def about_office_issues(*more: Any, **options: Any) -> Route:
    """An address of the office, which names an issue by its month."""

    def made(world: World, column: str) -> list[Any] | None:
        return [world.issues[column].reference, *more]

    return Route(columns=(PLANNED, PUBLISHED), args=made, **options)


def _part(world: World, column: str) -> list[Any]:
    """A text of the issue itself, by the issue's month."""
    issue = world.issues[column]
    part = issue.parts.first()
    if part is None:
        part = issue.parts.model(issue=issue, position=1, title="A note", recurring=True)
        part._change_reason = "Set up"
        part.save()
    return [issue.reference, part.pk]


def _house_with_logo(world: World, _column: str) -> list[Any]:
    house = the_house()
    if not house.logo_sha256:
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, "PNG")
        file.seek(0)
        put_logo(house, file)
        house.logo_alt_text = "A square"
        save_house(house=house, by=world.administrator, expected_version=house.version)
    return []


def _order(world: World, column: str) -> dict[str, Any]:
    pk = _part(world, column)[1]
    return {"place": "front", "order": str(pk), "move": f"{pk}:up"}


def _brought_in(*more: Any) -> Made:
    def made(world: World, column: str) -> list[Any] | None:
        found = world.brought_in(column)
        return None if found is None else [found.pk, *more]

    return made


def about_articles(**options: Any) -> Route:
    """An address with the primary key of an article."""
    return Route(columns=ARTICLES, args=_article, **options)


def about_comments(**options: Any) -> Route:
    return Route(columns=ARTICLES[:-1], args=options.pop("args", _comment), **options)


def about_issues(**options: Any) -> Route:
    return Route(columns=(PLANNED, PUBLISHED), args=_issue, **options)


def about_imports(*more: Any, **options: Any) -> Route:
    return Route(columns=(OWN, OTHERS), args=_brought_in(*more), **options)


def patterns(found: list[Any] | None = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the site: its name (or, without one, its pattern) and its pattern."""
    for entry in get_resolver().url_patterns if found is None else found:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(
                entry.url_patterns, pattern, f"{entry.namespace}:" if entry.namespace else space
            )
        elif isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else pattern), pattern


def ours() -> dict[str, str]:
    """The addresses that the table answers for: name to pattern."""
    return {name: pattern for name, pattern in patterns() if not name.startswith(NOT_OURS)}


def address(name: str, args: list[Any], route: Route) -> str:
    """The address of a named route, or of a pattern that has no name, with its query."""
    if name.endswith("(?P<url>.*)$"):
        return "/admin/no-such-page/"
    if name.endswith("<path:object_id>/"):
        return "/" + name.replace("<path:object_id>", str(args[0]))
    return reverse(name, args=args) + route.query


def _statement(kind: str) -> Route:
    def made(world: World, column: str) -> list[Any] | None:
        found = world.statement(kind, column)
        return None if found is None else [found.pk]

    return Route(columns=(OWN, OTHERS), args=made)


def _rendition(world: World, column: str) -> list[Any] | None:
    return [world.rendition(column).pk]


def _first_of(model: str) -> Made:
    """The object of a desk page that is not about an article or an issue."""

    def made(world: World, _column: str) -> list[Any] | None:
        return [world.thing(model).pk]

    return made


_ABOUT_ARTICLES = """article edit_article save_article preview_article upload_image proof_article submit_article
    withdraw_article restore_article add_comment check_article check_now check_here check_verdict check_clearance
    check_mark_claim check_drop_claim check_dismiss check_move admin:editorial_article_move
    admin:editorial_article_comment admin:editorial_article_dismiss admin:editorial_article_claim
    admin:editorial_article_release admin:editorial_article_assign admin:editorial_article_due
    admin:editorial_article_presence admin:editorial_article_timeline admin:editorial_article_difference
    history_timeline history_difference""".split()
_VERSIONS = """history_version history_version_print history_restore admin:editorial_article_version
    admin:editorial_article_version_print admin:editorial_article_restore""".split()
_ABOUT_COMMENTS = ("resolve_comment", "reopen_comment")
_ABOUT_SUGGESTIONS = ("accept_suggestion", "decline_suggestion")
_COMMENTS_AT_DESK = [f"admin:editorial_article_{name}" for name in ("resolve", "reopen")]
_SUGGESTIONS_AT_DESK = [f"admin:editorial_article_{name}" for name in ("accept", "decline")]
_ABOUT_ISSUES = [
    f"admin:editorial_issue_{name}"
    for name in "move order place proof record record_json review rights rights_csv take_out".split()
]
_ABOUT_OFFICE_ISSUES = """office_issue office_review office_proof office_plan office_cancel_plan
    office_correct office_parts office_part_new""".split()
_PLAIN = """home office office_house office_house_color office_new
    new_article new_import session second_step_needed confirmed lookup_license lookup_outlets lookup_people check_list
    admin:index admin:jsi18n
    admin:autocomplete notifications notification_settings notification_count read_notifications
    admin:editorial_article_in_check admin:editorial_article_csv admin:editorial_article_in_the_way
    admin:editorial_article_filter_save admin:editorial_issue_board admin:editorial_issue_board_move
    admin:editorial_issue_board_plan admin:editorial_outlet_seen admin:editorial_outlet_take
    admin:editorial_outlet_export admin:editorial_outlet_import admin:editorial_person_export
    admin:editorial_person_import admin:editorial_backissue_export admin:editorial_backissue_import""".split()
ROUTES: dict[str, Route] = {
    **{name: about_articles() for name in _ABOUT_ARTICLES},
    **{name: about_issues() for name in _ABOUT_ISSUES},
    **{name: Route() for name in _PLAIN},
    **{name: about_office_issues() for name in _ABOUT_OFFICE_ISSUES},
    "office_move": about_office_issues("reopen", data={"reason": "Too early"}),
    **{name: about_office_issues(1) for name in ("office_edition", "office_manifest", "office_edition_json")},
    "office_form": about_office_issues(1, "epub"),
    "office_changes": about_office_issues(1, 2),
    "office_house_logo": Route(args=_house_with_logo),
    "office_parts_order": about_office_issues(data_of=_order),
    **{
        name: Route(columns=(PLANNED, PUBLISHED), args=_part)
        for name in ("office_part", "office_part_remove")
    },
    "office_progress": Route(columns=(PLANNED, PUBLISHED), args=_rendition),
    "office_correction": Route(args=_first_of("correction")),
    "office_drop": Route(args=_first_of("correction"), data={"reason": "It was right"}),
    "withdraw_article": about_articles(data={"reason": "Too late"}),
    **{name: Route(columns=ARTICLES, args=_version) for name in _VERSIONS},
    **{name: about_comments() for name in _ABOUT_COMMENTS},
    **{name: about_comments(args=_article_and_comment) for name in _COMMENTS_AT_DESK},
    **{name: about_comments(args=_suggestion) for name in _ABOUT_SUGGESTIONS},
    **{name: about_comments(args=_article_and_suggestion) for name in _SUGGESTIONS_AT_DESK},
    **{
        name: about_articles(data_of=_since)
        for name in ("history_difference", "admin:editorial_article_difference")
    },
    "check_move": about_articles(data={"move": "clear"}),
    "admin:editorial_issue_place": about_issues(data_of=_submitted),
    "admin:editorial_issue_take_out": about_issues(data_of=_submitted),
    "admin:editorial_issue_board_move": Route(data_of=_submitted),
    "answer_comment": about_comments(data={"text": "An answer"}),
    "admin:editorial_article_assign_many": Route(columns=ARTICLES, data_of=_assigned),
    "admin:editorial_article_filter_rename": Route(columns=(OWN, OTHERS), args=_filter, data={"name": "New"}),
    "admin:editorial_article_filter_delete": Route(columns=(OWN, OTHERS), args=_filter),
    "notification": Route(columns=(OWN, OTHERS), args=_notification),
    "open_notification": Route(columns=(OWN, OTHERS), args=_notification),
    "admin:editorial_outlet_merge": Route(args=_first_of("outlet")),
    "admin:editorial_person_merge": Route(args=_first_of("person")),
    "picture_version": Route(columns=ARTICLES, args=_picture_version),
    "admin:editorial_article_move": about_articles(data={"move": "return", "reason": "Too short"}),
    "save_article": about_articles(as_json=True, data={"changes": []}),
    "picture": Route(columns=ARTICLES, args=_picture),
    "proof_status": Route(columns=ARTICLES[:-1], args=_proof),
    "pdf": Route(columns=ARTICLES[:-1], args=_proof),
    "office_share": Route(columns=ARTICLES[:-1], args=_proof, data={"for_whom": "Dr. Vance", "days": "7"}),
    "office_share_revoke": Route(columns=ARTICLES[:-1], args=_proof_link),
    "proof": Route(args=_token),
    "proof_file": Route(args=_token),
    "rendition_file": Route(columns=ARTICLES[:-1], args=_proof),
    "import": about_imports(),
    "confirm_import": about_imports(),
    "import_progress": about_imports(),
    "import_picture": about_imports(1),
    "import_file": about_imports(),
    "font": Route(args=lambda _world, _column: ["no-such-font.ttf"]),
    "accept_invitation": Route(args=lambda _world, _column: ["no-such-token"]),
    "admin:app_list": Route(args=lambda _world, _column: ["editorial"]),
    "admin:view_on_site": Route(args=lambda _world, _column: [1, 1]),
    "admin/(?P<url>.*)$": Route(),
    "check_evidence": _statement("check"),
    "clearance_evidence": _statement("clearance"),
    "admin:editorial_rendition_progress": Route(columns=(PLANNED, PUBLISHED), args=_rendition),
    "admin:editorial_rendition_restart": Route(columns=(PLANNED, PUBLISHED), args=_rendition),
    "admin:editorial_email_again": Route(args=_first_of("email")),
    "admin:editorial_invitation_revoke": Route(args=_first_of("invitation")),
    "admin:editorial_invitation_resend": Route(args=_first_of("invitation")),
    "admin:auth_user_password_change": Route(args=_first_of("user")),
}
_DESK_PAGE = re.compile(
    r"admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_(?P<page>add|changelist|change|delete|history)"
)
_DESK_SHORT = re.compile(r"admin/(?P<app>[a-z]+)/(?P<model>[a-z]+)/<path:object_id>/(?P<page>)")


def route_of(name: str) -> Route | None:
    """How to ask an address; None for one that nobody has thought of yet."""
    if name in ROUTES:
        return ROUTES[name]
    page = _DESK_PAGE.fullmatch(name) or _DESK_SHORT.fullmatch(name)
    if page is None:
        return None
    if page["page"] in ("add", "changelist"):
        return Route()
    if page["model"] == "article":
        return about_articles()
    if page["model"] == "issue":
        return about_issues()
    return Route(args=_first_of(page["model"]))
