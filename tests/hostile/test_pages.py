"""Every page, asked by everybody, while every text in the database is an attack: nothing of it becomes markup, every page has
a policy without a hole, and looking changes nothing.
"""

import pytest
from django.db import transaction

from tests.architecture.permissions.world import PEOPLE
from tests.hostile.markup import against_policy, became_markup, directives, nonce_of
from tests.hostile.poison import is_typed, models_with_texts
from tests.hostile.walking import Walk, walk

pytestmark = pytest.mark.django_db  # so that there is a database when this file is run alone
NEVER = (
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'unsafe-hashes'",
    "'strict-dynamic'",
    "*",
    "http:",
    "https:",
    "data:",
    "blob:",
)


@pytest.fixture(scope="module", params=PEOPLE)
def walked(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object) -> Walk:
    """The walk of one person; what the world was made of is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        done = walk(request.param)
        transaction.set_rollback(True)
    return done


def test_no_text_becomes_markup_on_any_page(walked: Walk) -> None:
    found = {answer.path: became_markup(answer.text) for answer in walked.answers if answer.is_page}
    assert {path: what for path, what in found.items() if what} == {}


def test_no_attack_ends_in_an_error(walked: Walk) -> None:
    """Whatever stands in the database, a page says something."""
    assert {answer.path: answer.text[:300] for answer in walked.answers if answer.status >= 500} == {}
    assert sum(answer.status == 200 for answer in walked.answers) >= (
        3 if walked.person == "signed out" else 10
    )


def test_no_page_runs_what_a_template_in_a_text_says(walked: Walk) -> None:
    for answer in walked.answers:
        assert b"{{ settings.SECRET_KEY }}${49}" not in answer.body, answer.path
        assert b"49{% now" not in answer.body, answer.path


def test_every_page_has_a_strict_policy(walked: Walk) -> None:
    for answer in walked.answers:
        if answer.media_type in ("text/html", "application/json", "application/pdf") or answer.status >= 400:
            policy = directives(answer.policy)
            assert policy, f"{answer.path} has no policy"
            assert policy["default-src"] == ["'none'"], answer.path
            assert policy["base-uri"] == ["'none'"] and policy["form-action"] == ["'self'"], answer.path
            assert policy["frame-ancestors"] in (["'none'"], ["'self'"]), answer.path
            for name in ("script-src", "style-src", "connect-src", "frame-src", "font-src"):
                assert not set(policy.get(name, [])) & set(NEVER), f"{answer.path}: {name} {policy[name]}"


def test_no_page_has_anything_that_its_policy_stops(walked: Walk) -> None:
    found = {
        answer.path: against_policy(answer.text, nonce_of(answer.policy))
        for answer in walked.answers
        if answer.is_page
    }
    assert {path: what for path, what in found.items() if what} == {}


def test_every_answer_is_taken_for_what_it_says_it_is(walked: Walk) -> None:
    for answer in walked.answers:
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", answer.path
        assert answer.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN"), answer.path
        assert "X-Accel-Redirect" not in answer.headers, answer.path


def test_looking_changes_nothing(walked: Walk) -> None:
    """GET and HEAD, by everybody, of everything (RFC 9110, 9.2.1)."""
    assert walked.wrote == {}
    assert walked.different == set()


def test_every_text_of_the_models_is_attacked(walked: Walk) -> None:
    expected = {f"{model.__name__}.{field.name}" for model, fields in models_with_texts() for field in fields}
    assert set(walked.reached) == expected
    if walked.person == "administrator":
        assert {name for name in expected if not walked.reached[name]} <= NOT_IN_THE_WORLD


# What the world of the permissions has no row of.
NOT_IN_THE_WORLD = {
    "DroppedClaim.reason", "HistoricalAssignment.history_change_reason", "HistoricalSpelling.history_change_reason",
    "HistoricalSpelling.text", "PlannedPublication.reason", "ReleaseReview.document", "ReleaseReview.review",
    "ReleaseReview.reviewer", "Spelling.text",
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Article.title", "Article.dek", "Article.pull_quote", "Article.commentary", "Excerpt.body", "Excerpt.url",
        "Excerpt.outlet", "Footnote.text", "Image.caption", "Image.source", "Image.source_url", "Comment.text",
        "Comment.suggested", "Check.note", "Check.evidence_url", "Clearance.note", "Dismissal.reason", "LogEntry.reason",
        "House.name", "House.disclaimer", "House.web_address", "IssuePart.title", "IssuePart.body", "Outlet.name",
        "Person.name", "Spelling.text", "Invitation.name", "User.last_name", "Notification.text", "SavedFilter.name",
        "Correction.erratum", "ReleaseReview.reviewer", "Author.affiliation", "Import.name", "Import.text",
    ],
)  # fmt: skip
def test_a_text_that_people_type_is_known_as_one(text: str) -> None:
    """The list of what is not typed has not swallowed any of these."""
    known = {f"{model.__name__}.{field.name}" for model, fields in models_with_texts() for field in fields}
    assert text in known
    assert all(is_typed(model, field) for model, fields in models_with_texts() for field in fields)
