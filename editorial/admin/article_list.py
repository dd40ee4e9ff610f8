"""The desk's list of articles: what it shows of each, what it is filtered and searched by."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, When
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from editorial.admin.access import DeskAdmin
from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.issues.permissions import READERS
from editorial.states import ArticleState
from editorial.workflow.gates import Case as GateCase
from editorial.workflow.gates import blockers
from editorial.workflow.transitions import TRANSITIONS

FORWARD = {ArticleState.DRAFT: "submit", ArticleState.IN_REVIEW: "accept", ArticleState.FACT_CHECK: "clear"}

# What somebody must act on comes first.
WAITING_FIRST = Case(
    *(
        When(state=state, then=rank)
        for rank, state in enumerate(
            [ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.DRAFT, ArticleState.APPROVED]
        )
    ),
    default=9,
)


class ArticleList(DeskAdmin):
    """The list's side of the admin of articles."""

    list_display = ["title", "state_badge", "in_the_way", "byline", "section", "month", "since"]
    ordering = [WAITING_FIRST, "title", "pk"]
    search_fields = ["title", "commentary", "excerpts__outlet", "excerpts__original_title"]
    search_help_text = "Titles, commentary, outlets and the titles of sources."

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return ["state", "section", *(["issue"] if roles_of(request.user) & READERS else [])]

    @admin.display(description="State", ordering="state")
    def state_badge(self, article: Article) -> str:
        return format_html(
            '<span class="badge badge-{}">{}</span>', article.state, article.get_state_display()
        )

    @admin.display(description="Authors")
    def byline(self, article: Article) -> str:
        return ", ".join(b.author.name for b in article.bylines.all())

    @admin.display(description="Issue", ordering="issue__month")
    def month(self, article: Article) -> str:
        return article.issue.reference if article.issue else "–"

    @admin.display(description="Since", ordering="state_since")
    def since(self, article: Article) -> str:
        return date_format(article.state_since or article.created_at, "j M Y")

    @admin.display(description="In the way")
    def in_the_way(self, article: Article) -> str:
        move = FORWARD.get(ArticleState(article.state))
        if move is None:
            return "–"
        found = blockers(TRANSITIONS[move].gates, GateCase(article))
        if not found:
            return format_html("Nothing: ready for “{}”", TRANSITIONS[move].label)
        more = format_html("<li>and {} more</li>", len(found) - 2) if len(found) > 2 else ""
        items = format_html_join("", "<li>{}</li>", ((b.message,) for b in found[:2]))
        return format_html('<ul class="desk-blockers">{}{}</ul>', items, more)
