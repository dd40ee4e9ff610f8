"""What a page showed of a row that counts no versions, so that the second of two people who save it is told."""

from django.db import models

from editorial.content.fingerprints import fingerprint


def mark_of(row: models.Model) -> str:
    """Stands for exactly the values that the row has: a page carries it. "" for a row that is not stored."""
    if row.pk is None:
        return ""
    names = [field.attname for field in row._meta.concrete_fields]
    return fingerprint({name: str(getattr(row, name)) for name in names})[:32]
