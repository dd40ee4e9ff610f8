"""Several people who write the registers at the same moment."""

import pytest

from editorial.registers.imports import import_register
from editorial.registers.models import Outlet
from editorial.registers.operations import SpellingTaken, merge_outlets, save_outlet
from tests import factories as f
from tests.at_once import at_once
from tests.integration.registers.test_operations import outlet, spelled

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_outlets_that_claim_each_other_at_once_do_not_both_get_in() -> None:
    editor = f.editor()
    answers = at_once(
        lambda: save_outlet(outlet=Outlet(name="Al-Marfa"), spellings=["The Harbour"], by=editor),
        lambda: save_outlet(outlet=Outlet(name="The Harbour"), spellings=["Al-Marfa"], by=editor),
    )
    assert {type(answer) for answer in answers} == {Outlet, SpellingTaken}
    assert Outlet.objects.count() == 1


def test_tables_in_opposite_orders_do_not_stop_each_other() -> None:
    editor = f.editor()
    names = [f"Gazette {number}" for number in range(40)]
    for name in names:
        outlet(name)

    def table(order: list[str], note: str) -> str:
        return "name,note\n" + "".join(f"{name},{note}\n" for name in order)

    answers = at_once(
        lambda: import_register(kind="outlets", text=table(names, "one"), by=editor),
        lambda: import_register(kind="outlets", text=table(names[::-1], "two"), by=editor),
    )
    assert [answer.in_words() for answer in answers] == ["40 changed", "40 changed"]
    assert Outlet.objects.values_list("note").distinct().count() == 1


def test_merges_in_a_circle_lose_no_spelling() -> None:
    editor = f.editor()
    one, two, three = (outlet(name, f"{name} Daily") for name in ("Dawn", "Dusk", "Noon"))
    at_once(
        lambda: merge_outlets(kept=one, gone=two, by=editor),
        lambda: merge_outlets(kept=two, gone=three, by=editor),
        lambda: merge_outlets(kept=three, gone=one, by=editor),
    )
    left = Outlet.objects.get()
    names = {name for base in ("Dawn", "Dusk", "Noon") for name in (base, f"{base} Daily")}
    assert {left.name, *spelled(left)} == names
