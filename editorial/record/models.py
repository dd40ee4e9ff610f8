"""The chain: a seal for each row of the append-only tables, and what waits to be sealed (docs/record.md)."""

from django.db import models

CHAIN = "it is the record itself: rows are only ever added"
FIRST = "0" * 64  # what the first seal has in place of the hash of the one before it


class Seal(models.Model):
    """One link: the digest of one row of the record, and the hash of the seal before it.

    Nothing refers to the row by a foreign key: a seal outlives a row that somebody deletes.
    """

    why_not_tracked = CHAIN

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 … without gaps.")
    entry_table = models.CharField(max_length=60, help_text="The table of the row.")
    entry_id = models.BigIntegerField(help_text="The row's primary key.")
    layout = models.PositiveSmallIntegerField(help_text="Which columns the digest is of (`record.tables`).")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of the row; blank: it was gone before it was sealed."
    )
    previous = models.CharField(max_length=64, help_text="`hash` of the seal before it.")
    hash = models.CharField(max_length=64, help_text="SHA-256 of all the columns above, and of the time.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry_table", "entry_id"], name="one_seal_per_entry"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="seals_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class SealHead(models.Model):
    """The end of the chain, in one row: who holds it under lock adds the next seals."""

    why_not_tracked = "it says where the chain ends, and nothing else"

    number = models.PositiveBigIntegerField(default=0, help_text="How many seals there are.")
    hash = models.CharField(max_length=64, default=FIRST, help_text="Of the last seal.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_seal_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Unsealed(models.Model):
    """A row of the record that waits to be sealed: noted in the transaction that added it."""

    why_not_tracked = "what waits; the seal stays"

    entry_table = models.CharField(max_length=60)
    entry_id = models.BigIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry_table", "entry_id"], name="entry_waits_once")]

    def __str__(self) -> str:
        return f"{self.entry_table} {self.entry_id}"
