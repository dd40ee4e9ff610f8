"""Every form of an edition has its maker, and makers need no database and no clock."""

from importlib import import_module
from pathlib import Path

import pytest

from editorial.issues.models import Rendition
from editorial.rendering.forms import FORMS
from tests.unit.rendering import builders


def test_every_form_but_the_print_edition_has_a_maker():
    assert set(FORMS) == set(Rendition.Form.values) - {Rendition.Form.PDF.value}
    for form in FORMS.values():
        module, _, name = form.maker.rpartition(".")
        assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("name", [Rendition.Form.EPUB, Rendition.Form.WORD])
def test_a_maker_writes_the_file_and_tells_its_hash(name: str, tmp_path: Path):
    said: list[str] = []
    made = FORMS[name].make(
        builders.snapshot(), tmp_path, tmp_path / "made", on_progress=lambda part, done, of: said.append(part)
    )
    assert (tmp_path / "made").stat().st_size == made.size and len(made.sha256) == 64
    assert said and all(said)
