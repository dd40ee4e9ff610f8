"""What the editor's page is given: the article, the choices of its lists, and the addresses it calls."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django_prose_editor.widgets import importmap as library_map
from js_asset import ImportMap

from editorial.content.models import Article, Image
from editorial.content.payload import article_payload, picture_payload
from editorial.content.permissions import DESK, is_author_of, roles_of
from editorial.issues.models import Section
from editorial.issues.queries import open_issues
from editorial.licensing.terms import UNCLEAR, known_licenses
from editorial.rendering.scripts import LANGUAGE_NAMES, RIGHT_TO_LEFT, RIGHT_TO_LEFT_LANGUAGES
from editorial.states import ArticleState, IssueState, Role
from editorial.workspace.editor.access import writer

FOLDER = "editorial/workspace/editor"
USUAL_LICENSES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-2.0", "CC-BY-SA-3.0", "public-domain")


def page_data(request: HttpRequest, article: Article, missing: list[dict[str, str]]) -> dict[str, Any]:
    """Everything that the page's script starts from, as one JSON value."""
    user = writer(request)
    return {
        "article": article.pk,
        "user": {"id": user.pk, "name": user.get_full_name() or user.get_username()},
        "csrf": get_token(request),
        "content": payload_of(article),
        "missing": missing,
        "urls": _addresses(user, article),
        "languages": LANGUAGE_NAMES,
        "rightToLeft": {"languages": sorted(RIGHT_TO_LEFT_LANGUAGES), "scripts": sorted(RIGHT_TO_LEFT)},
    }


def payload_of(article: Article) -> dict[str, Any]:
    """The article's content with the addresses of its pictures and the issue it is placed in."""
    payload = article_payload(article)
    pictures = {image.key: image for image in article.images.all()}
    for entry in payload["images"]:
        entry["picture"] = picture_of(pictures[entry["key"]])
    payload["issue"] = article.issue_id
    return payload


def picture_of(image: Image) -> dict[str, Any] | None:
    """Where the picture is and its size in pixels; None where no file was uploaded. The address changes with the file."""
    shown = picture_payload(image)
    return shown and shown | {"url": f"{shown['url']}?{picture_mark(image)}"}


def picture_mark(image: Image) -> str:
    """Stands for the image's file, at the end of its address; "" while there is none."""
    return image.sha256[:12] if image.file else ""


def choices(article: Article, request: HttpRequest) -> dict[str, Any]:
    """The lists of the page's form."""
    issues = list(open_issues())
    if article.issue and article.issue not in issues:
        issues.insert(0, article.issue)
    office = roles_of(writer(request)) & {Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR}
    return {
        "sections": Section.objects.all(),
        "issues": issues,
        "may_leave_issue": bool(office) or article.issue_id is None,
        "why_issue_stays": why_issue_stays(article),
        "is_draft": article.state == ArticleState.DRAFT,
        "licenses": _licenses(),
    }


def why_issue_stays(article: Article) -> str:
    """Why the article cannot be given another issue, in one sentence; "" when it can."""
    if article.issue is None or article.issue.state == IssueState.PLANNING:
        return ""
    if article.issue.state == IssueState.PUBLISHED:
        return "It was published in this issue."
    return f"This issue is {article.issue.get_state_display().lower()}: its articles stay in it."


def _licenses() -> list[tuple[str, list[tuple[str, str]]]]:
    known = known_licenses()
    usual = [(key, known[key].name) for key in USUAL_LICENSES]
    rest = sorted((terms.name, key) for key, terms in known.items() if key not in USUAL_LICENSES)
    return [
        ("Usual", usual),
        ("Not known", [(UNCLEAR, "Unclear: nobody knows yet")]),
        ("All others", [(key, name) for name, key in rest]),
    ]


def import_map() -> ImportMap:
    """The editor library's modules and our own by their addresses with hashes, so that a new release is loaded whole."""
    ours = [*(f"{FOLDER}/{name}" for name in _modules()), "editorial/rich_text.js"]
    prefix = urljoin("/", settings.STATIC_URL)
    return library_map | ImportMap({f"{prefix}{name}": name for name in ours})


@cache
def _modules() -> tuple[str, ...]:
    folder = finders.find(FOLDER)
    assert isinstance(folder, str)  # our own static files, beside this package
    return tuple(sorted(path.name for path in Path(folder).glob("*.js")))


def page_of(user: User, article: Article) -> str:
    """The page of the article for this person: at the desk for those who work there, unless it is their own."""
    at_desk = bool(roles_of(user) & DESK) and not is_author_of(user, article)
    return reverse("admin:editorial_article_change" if at_desk else "article", args=[article.pk])


def _addresses(user: User, article: Article) -> dict[str, str]:
    own = ("save_article", "upload_image", "preview_article", "proof_article", "submit_article")
    found = {name: reverse(name, args=[article.pk]) for name in own}
    page = page_of(user, article)
    at_desk = page != reverse("article", args=[article.pk])
    return found | {
        "article": page,
        # Where text that was never saved is shown again, when the article is not open to its writer any more.
        "kept": page if at_desk else reverse("home"),
        "desk": reverse("admin:index") if at_desk else "",
        "session": reverse("session"),
        "sign_in": reverse(settings.LOGIN_URL),
        "license": reverse("lookup_license"),
        "outlets": reverse("lookup_outlets"),
        "people": reverse("lookup_people"),
    }
