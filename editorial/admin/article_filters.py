"""What the desk's list of articles is filtered by: each field is a parameter of its address (docs/search.md)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from editorial.content.models import Article, Author, Byline, Excerpt, Image
from editorial.content.permissions import roles_of
from editorial.issues.models import Issue, Section
from editorial.issues.permissions import READERS
from editorial.licensing.terms import find_terms
from editorial.registers.queries import outlet_countries
from editorial.rendering.scripts import language_name
from editorial.search.queries import citing, names_in_country, names_of_outlet
from editorial.states import ArticleState, Role
from editorial.workflow.queue import held_by, held_by_nobody, late, returned

Articles = QuerySet[Article]
Choice = tuple[str, str]
NONE = "none"
ME = "me"
KEPT_S = 60  # how long what the selects offer is kept
NOT_FILTERS = frozenset({"q", "order", "page"})
WRONG = "“%(value)s” is not among the choices. It may be misspelled in the address, or be gone."


def _people() -> list[Choice]:
    wanted = (Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR)
    people = User.objects.filter(groups__name__in=wanted, is_active=True).distinct()
    named = ((str(one.pk), one.get_full_name() or one.get_username()) for one in people)
    return sorted(named, key=lambda pair: pair[1].casefold())


def _languages() -> list[Choice]:
    tags = (
        Excerpt.objects.exclude(original_language="").order_by().values_list("original_language", flat=True)
    )
    primary = {tag.split("-")[0] for tag in tags.distinct()}
    named = ((tag, language_name(tag) or tag) for tag in primary)
    return sorted(named, key=lambda pair: pair[1])


def _licenses() -> list[Choice]:
    ids = Image.objects.exclude(license="").order_by().values_list("license", flat=True).distinct()
    found = ((one, terms.name if (terms := find_terms(one)) else one) for one in ids)
    return sorted(found, key=lambda pair: pair[1].casefold())


# What a select offers, by the name of its field.
OFFERED: dict[str, Callable[[], list[Choice]]] = {
    "issue": lambda: [(one.reference, one.reference) for one in Issue.objects.only("month")],
    "section": lambda: [(str(pk), name) for pk, name in Section.objects.values_list("pk", "name")],
    "author": lambda: [
        (str(pk), name) for pk, name in Author.objects.order_by("name").values_list("pk", "name")
    ],
    "assigned": _people,
    "country": outlet_countries,
    "language": _languages,
    "license": _licenses,
}
EXTRA: dict[str, list[Choice]] = {
    "issue": [("", "Any"), (NONE, "In no issue")],
    "section": [("", "Any"), (NONE, "Without section")],
    "assigned": [("", "Anybody"), (ME, "Me"), (NONE, "Nobody yet")],
    "license": [("", "Any"), (NONE, "No license stated")],
}


def offered(asked: QueryDict) -> dict[str, list[Choice]]:
    """What each select offers; kept for a minute, and looked up anew for a value that is not among it."""
    key = "article-list-choices"
    kept: dict[str, list[Choice]] | None = cache.get(key)
    if kept is None:
        kept = {name: look_up() for name, look_up in OFFERED.items()}
        cache.set(key, kept, KEPT_S)
    for name, look_up in OFFERED.items():
        known = {value for value, _label in [*EXTRA.get(name, [("", "")]), *kept[name]]}
        if set(asked.getlist(name)) - known:
            kept = kept | {name: look_up()}
    return kept


class ArticleFilters(forms.Form):
    """The filters of the list. Valid only if every parameter is known and says something that exists."""

    state = forms.MultipleChoiceField(
        choices=ArticleState.choices, required=False, widget=forms.CheckboxSelectMultiple, label="State"
    )
    issue = forms.ChoiceField(required=False)
    section = forms.ChoiceField(required=False)
    author = forms.ChoiceField(required=False)
    outlet = forms.CharField(required=False, max_length=300, label="Outlet, in any spelling")
    country = forms.ChoiceField(required=False, label="Country of an outlet")
    language = forms.ChoiceField(required=False, label="Language of a source")
    license = forms.ChoiceField(required=False, label="License of an image")
    assigned = forms.ChoiceField(required=False, label="Who has it")
    late = forms.BooleanField(required=False, label="Late")
    returned = forms.BooleanField(required=False, label="Sent back to its author")

    use_required_attribute = False

    def __init__(self, asked: QueryDict, user: User):
        # A field that was left blank is no filter.
        said = QueryDict(mutable=True)
        for name, values in asked.lists():
            said.setlist(name, [value for value in values if value])
        super().__init__(said)
        self.user = user
        self.asked = said
        if not roles_of(user) & READERS:
            del self.fields["issue"]
        for name, choices in offered(said).items():
            if name in self.fields:
                self.fields[name].choices = [*EXTRA.get(name, [("", "Any")]), *choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            for code in ("invalid_choice", "invalid_list"):
                if code in field.error_messages:
                    field.error_messages[code] = WRONG

    def clean(self) -> dict[str, Any]:
        """Refuse parameters that nobody knows: a list that passes over a filter shows what was not asked for."""
        unknown = set(self.asked) - set(self.fields) - NOT_FILTERS
        for name in sorted(unknown)[:5]:
            self.add_error(None, f"The list has no filter named “{name[:40]}”.")
        for name in ("late", "returned"):
            if self.asked.get(name, "") not in ("", "1", "on"):
                self.add_error(name, f"Write “{name}=1” in the address, or leave it out.")
        return self.cleaned_data

    def problems(self) -> list[str]:
        """What is wrong with the parameters, in words."""
        said = []
        for name, errors in self.errors.items():
            label = f"{self.fields[name].label or name.capitalize()}: " if name in self.fields else ""
            said += [f"{label}{error}" for error in errors]
        return said

    def active(self) -> int:
        """How many filters are set."""
        return sum(1 for value in self.cleaned_data.values() if value) if self.is_valid() else 0

    def needs_index(self) -> bool:
        """Whether a filter asks what is kept together with the words of the articles."""
        return bool(self.cleaned_data.get("outlet") or self.cleaned_data.get("country"))

    def apply(self, articles: Articles) -> Articles:
        """Those of the articles that pass every filter. They must have `queue.with_days`; the form must be valid."""
        for name, value in self.cleaned_data.items():
            if value:
                articles = FILTERS[name](articles, value, self.user)
        return articles


def _assigned(articles: Articles, value: str, user: User) -> Articles:
    if value == NONE:
        return held_by_nobody(articles)
    return held_by(articles, user.pk if value == ME else int(value))


def _issue(articles: Articles, value: str, _user: User) -> Articles:
    return articles.filter(issue=None) if value == NONE else articles.filter(issue__month=f"{value}-01")


def _language(articles: Articles, value: str, _user: User) -> Articles:
    tags = Excerpt.objects.filter(Q(original_language=value) | Q(original_language__startswith=f"{value}-"))
    return articles.filter(pk__in=tags.values("article_id"))


FILTERS: dict[str, Callable[[Articles, Any, User], Articles]] = {
    "state": lambda found, value, _user: found.filter(state__in=value),
    "issue": _issue,
    "section": lambda found, value, _user: found.filter(section=None if value == NONE else int(value)),
    "author": lambda found, value, _user: found.filter(
        pk__in=Byline.objects.filter(author_id=int(value)).values("article_id")
    ),
    "outlet": lambda found, value, _user: citing(found, names_of_outlet(value)),
    "country": lambda found, value, _user: citing(found, names_in_country(value)),
    "language": _language,
    "license": lambda found, value, _user: found.filter(
        pk__in=Image.objects.filter(license="" if value == NONE else value).values("article_id")
    ),
    "assigned": _assigned,
    "late": lambda found, _value, _user: late(found, timezone.localdate()),
    "returned": lambda found, _value, _user: returned(found),
}
