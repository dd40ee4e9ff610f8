"""The log of every move, the comments that may hold one up, and who has an article until when."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article, history
from editorial.states import ArticleState


class LogEntry(models.Model):
    """One move of an article or an issue: who, when, from where to where, why, and which gates were overridden."""

    why_not_tracked = "rows are only ever added: the table is its own history"

    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="log")
    issue = models.ForeignKey(
        "editorial.Issue", null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    overridden = models.JSONField(
        default=list, blank=True, help_text="What stood in the way and was overridden."
    )
    fingerprint = models.CharField(max_length=64, help_text="Of the article or issue as it was moved.")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "log entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article__isnull=True, issue__isnull=False)
                | models.Q(article__isnull=False, issue__isnull=True),
                name="log_entry_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(overridden=[]) | ~models.Q(reason=""), name="override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        move, source, target = (name.replace("_", " ") for name in (self.move, self.source, self.target))
        return f"{move} ({source} → {target})"


class Comment(models.Model):
    """A remark on an article, on one of its items, on a field, or on a passage of a field.

    A blocking one holds up “accept” and “clear” until somebody resolves it. A passage is anchored as a W3C
    TextQuoteSelector (`factcheck.selectors`): `exact` between `prefix` and `suffix`. `suggested` is what somebody would
    put in its place ("" deletes it; None: nothing is suggested); `decision` says what became of that.
    """

    class ItemKind(models.TextChoices):
        """What a remark is about, if not the article as a whole."""

        ARTICLE = "article", "Article’s own text"
        EXCERPT = "excerpt", "Excerpt"
        FOOTNOTE = "footnote", "Note"
        IMAGE = "image", "Image"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    answer_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers",
        help_text="The comment that this one answers; an answer has no answers of its own.",
    )  # fmt: skip
    blocking = models.BooleanField(default=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    item_kind = models.CharField(max_length=12, choices=ItemKind, blank=True)
    item_key = models.CharField(max_length=40, blank=True, help_text="Blank for the article’s own text.")
    field = models.CharField(max_length=40, blank=True, help_text="A field of the item; blank: all of it.")
    exact = models.TextField(blank=True, help_text="The passage as it read when the remark was made.")
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    suggested = models.TextField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    history = history()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # A suggestion may speak for itself.
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(suggested__isnull=False), name="comment_has_text"
            ),
            models.CheckConstraint(
                condition=models.Q(item_kind__in=["", "article", "excerpt", "footnote", "image"]),
                name="comment_item_known",
            ),
            models.CheckConstraint(
                condition=models.Q(exact="") | (~models.Q(field="") & ~models.Q(item_kind="")),
                name="comment_passage_in_a_field",
            ),
            models.CheckConstraint(
                condition=models.Q(suggested__isnull=True) | ~models.Q(exact=""),
                name="suggestion_about_a_passage",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="")
                | models.Q(
                    decision__in=["accepted", "declined"],
                    suggested__isnull=False,
                    resolved_at__isnull=False,
                ),
                name="decision_about_a_suggestion",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or f"Suggestion for “{self.exact[:40]}”"


class Assignment(models.Model):
    """Who has an article in one of its states, and until when. A claim is an assignment to oneself.

    Without a person it only says until when; without a day the issue's own day holds (`Issue.drafts_due_on`,
    `reviews_due_on`, `checks_due_on`). A draft is its authors': there it only says until when.
    """

    class Stage(models.TextChoices):
        DRAFT = ArticleState.DRAFT.value, "Draft"
        IN_REVIEW = ArticleState.IN_REVIEW.value, "Review"
        FACT_CHECK = ArticleState.FACT_CHECK.value, "Fact-check"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments")
    stage = models.CharField(max_length=20, choices=Stage)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = history()

    class Meta:
        ordering = ["article", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["article", "stage"], name="one_assignment_per_stage"),
            models.CheckConstraint(
                condition=models.Q(stage__in=["draft", "in_review", "fact_check"]),
                name="assignment_stage_known",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(due_on__isnull=False),
                name="assignment_says_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="draft") | models.Q(person__isnull=True),
                name="draft_is_its_authors",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_stage_display()}"
