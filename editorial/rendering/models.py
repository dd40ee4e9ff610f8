"""The parts that issues are put together from: what is in the store, and who makes what right now.

Here and not beside the renditions: a part belongs to no issue. Two editions and their proofs have most parts in common,
and everything in this table may go at any moment without a trace in any file.
"""

from django.db import models


class RenderedPart(models.Model):
    """One part under its key: made and stored, being made by somebody, or neither (then anybody may claim it).

    Only `rendering.spreading.store` reads and writes it. Rows without a maker and without a file are ordinary: a claim is
    one conditional UPDATE of a row that is there.
    """

    why_not_tracked = "a cache: every row can be made again from a snapshot"

    key = models.CharField(
        max_length=64, primary_key=True, help_text="Fingerprint of all that decides about the part's bytes."
    )
    made_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the stored file.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the stored file.")
    used_at = models.DateTimeField(
        db_index=True, help_text="Last wanted, to the day: what nobody wants is removed."
    )
    claimed_by = models.CharField(max_length=200, blank=True)
    claimed_until = models.DateTimeField(null=True)
    token = models.CharField(
        max_length=32, blank=True, help_text="Of the latest claim; who holds an older one writes nothing."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True)
                | (~models.Q(sha256="") & models.Q(claimed_until__isnull=True)),
                name="made_part_has_file_and_no_claim",
            ),
        )

    def __str__(self) -> str:
        return self.key
