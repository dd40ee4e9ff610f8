"""What the desk's list of articles is filtered by: each field is a parameter of its address (docs/search.md)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, Trim
from django.http import QueryDict
from django.utils import timezone

from editorial.content.models import Article, Author, Byline, Excerpt, Image
from editorial.content.permissions import roles_of
from editorial.issues.models import Issue, Section
from editorial.issues.permissions import READERS
from editorial.licensing.terms import find_terms
from editorial.registers.countries import country_name
from editorial.registers.models import Outlet
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


Offer = tuple[str, str, int]  # what is in the database: the value, words for it, a place in the order


def _people() -> QuerySet[Any]:
    wanted = (Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR)
    return User.objects.filter(groups__name__in=wanted, is_active=True)


def _full_name() -> Case:
    named = Concat("first_name", Value(" "), "last_name")
    return Case(When(first_name="", last_name="", then="username"), default=Trim(named))


def _arm(name: str, rows: QuerySet[Any], value: str, words: Any = "", place: Any = 0) -> QuerySet[Any]:
    return rows.order_by().values_list(
        Value(name, output_field=TextField()),
        Cast(value, TextField()),
        Cast(words or Value(""), TextField()),
        Cast(place or Value(0), IntegerField()),
    )


# What a select offers, by the name of its field: what is in the database, and how it is said there and in which order.
ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "issue": lambda: _arm("issue", Issue.objects.all(), "month"),
    "section": lambda: _arm("section", Section.objects.all(), "pk", "name", "position"),
    "author": lambda: _arm("author", Author.objects.all(), "pk", "name"),
    "assigned": lambda: _arm("assigned", _people(), "pk", _full_name()),
    "country": lambda: _arm("country", Outlet.objects.exclude(country=""), "country"),
    "language": lambda: _arm("language", Excerpt.objects.exclude(original_language=""), "original_language"),
    "license": lambda: _arm("license", Image.objects.exclude(license=""), "license"),
}


def _by_words(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda pair: pair[1].casefold())


def _languages(found: list[Offer]) -> list[Choice]:
    primary = {tag.split("-")[0] for tag, _words, _place in found}
    return _by_words((tag, language_name(tag) or tag) for tag in primary)


SAID: dict[str, Callable[[list[Offer]], list[Choice]]] = {
    "issue": lambda found: sorted(((month[:7], month[:7]) for month, _, _ in found), reverse=True),
    "section": lambda found: [(pk, name) for pk, name, _ in sorted(found, key=lambda one: one[2])],
    "author": lambda found: _by_words((pk, name) for pk, name, _ in found),
    "assigned": lambda found: _by_words((pk, name) for pk, name, _ in found),
    "country": lambda found: sorted(
        ((code, country_name(code)) for code, _, _ in found), key=lambda pair: pair[1]
    ),
    "language": _languages,
    "license": lambda found: _by_words(
        (one, terms.name if (terms := find_terms(one)) else one) for one, _, _ in found
    ),
}
EXTRA: dict[str, list[Choice]] = {
    "issue": [("", "Any"), (NONE, "In no issue")],
    "section": [("", "Any"), (NONE, "Without section")],
    "assigned": [("", "Anybody"), (ME, "Me"), (NONE, "Nobody yet")],
    "license": [("", "Any"), (NONE, "No license stated")],
}


def offered(asked: QueryDict) -> dict[str, list[Choice]]:
    """What each select offers; kept for a minute, and looked up anew for a value that is not among it. One query."""
    key = "article-list-choices"
    kept: dict[str, list[Choice]] | None = cache.get(key)
    if kept is None:
        kept = _look_up(list(ROWS))
        cache.set(key, kept, KEPT_S)
        return kept
    strange = [
        name
        for name in ROWS
        if set(asked.getlist(name)) - {value for value, _label in [*EXTRA.get(name, [("", "")]), *kept[name]]}
    ]
    return kept | _look_up(strange) if strange else kept


def _look_up(names: Sequence[str]) -> dict[str, list[Choice]]:
    found: dict[str, list[Offer]] = {name: [] for name in names}
    first, *others = [ROWS[name]() for name in names]
    for name, *offer in first.union(*others):
        found[name].append((offer[0], offer[1], offer[2]))
    return {name: SAID[name](offers) for name, offers in found.items()}


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
