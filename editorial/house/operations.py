"""Writing the house: the publications office and administrators keep it, history keeps who changed what."""

from typing import BinaryIO

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction

from editorial.content.files import keep_bytes
from editorial.content.operations import EditConflict
from editorial.content.permissions import roles_of
from editorial.content.pictures import read_picture
from editorial.content.tracking import track
from editorial.errors import NotAllowed
from editorial.house.models import THE_ONLY, House, logo_path
from editorial.house.queries import KNOWN_HOUSE
from editorial.jobs.ahead import ask_for_print_sizes
from editorial.states import Role

KEEPERS = frozenset({Role.PUBLICATIONS, Role.ADMINISTRATOR})


@transaction.atomic
def save_house(*, house: House, by: User, expected_version: int, reason: str = "") -> House:
    """Store what the house is called and how it looks. Issues that are frozen already keep what they said.

    Raises `NotAllowed`, `content.operations.EditConflict` when somebody saved since `expected_version` (0: never),
    `ValidationError`.
    """
    if not roles_of(by) & KEEPERS:
        raise NotAllowed(by, "The publications office keeps what the house is called and how it looks.")
    stored = House.objects.select_for_update().filter(pk=THE_ONLY).first()
    if stored is not None and stored.version != expected_version:
        raise EditConflict(stored, house)
    house.pk, house.version = THE_ONLY, expected_version + 1
    house.full_clean()
    track(house, by, reason or "House saved")
    house.save(force_insert=stored is None)
    transaction.on_commit(lambda: cache.delete(KNOWN_HOUSE))
    if house.logo and (stored is None or stored.logo_sha256 != house.logo_sha256):
        ask_for_print_sizes([str(house.logo)])
    return house


def put_logo(house: House, file: BinaryIO) -> None:
    """Give the house a logo; the caller saves it. Raises `content.pictures.PictureRefused`, `content.files.NotStored`."""
    picture = read_picture(file)
    house.logo_sha256, house.logo_format = picture.sha256, picture.format
    house.logo_width, house.logo_height = picture.width, picture.height
    name = logo_path(house, "")
    keep_bytes(name, picture.data, picture.sha256)
    house.logo.name = name


def remove_logo(house: House) -> None:
    """Print no logo; the caller saves the house. Its file stays for the editions that have it."""
    house.logo.name = house.logo_sha256 = house.logo_format = house.logo_alt_text = ""
    house.logo_width = house.logo_height = 0
