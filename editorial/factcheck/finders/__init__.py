"""Rules on text: typography, citations, references. Pure functions that serve the importer and the article's
page.

Each finder takes a text and returns `Finding`s: a stable code, a severity, the span in that text, and words
for an editor that say what to do.
"""

from editorial.factcheck.finders.citations import find_in_citation
from editorial.factcheck.finders.finding import Finding, Severity
from editorial.factcheck.finders.references import find_in_note
from editorial.factcheck.finders.typography import find_in_text

__all__ = ["Finding", "Severity", "find_in_citation", "find_in_note", "find_in_text"]
