"""Re-exports: issues with what belongs to them, and editions with what is made of them."""

from editorial.issues.models.edition import Correction, Edition, PlannedPublication, Publication, Rendition
from editorial.issues.models.issue import (
    APPEND_ONLY,
    YEARS,
    Issue,
    IssuePart,
    IssueSection,
    ReleaseReview,
    Section,
)
from editorial.issues.models.proof_link import ProofLink

__all__ = [
    "APPEND_ONLY", "YEARS", "Correction", "Edition", "Issue", "IssuePart", "IssueSection", "PlannedPublication",
    "ProofLink", "Publication", "ReleaseReview", "Rendition", "Section",
]  # fmt: skip
