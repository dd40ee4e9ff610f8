"""Every model of ours is tracked, with user and reason, or says why it is not."""

from django.apps import apps
from django.db import models


def our_models() -> list[type[models.Model]]:
    found = apps.get_app_config("editorial").get_models(include_auto_created=True)
    return [model for model in found if not hasattr(model, "instance_type")]


def test_every_model_is_tracked_or_says_why_not() -> None:
    for model in our_models():
        tracked = hasattr(model, "history")
        why_not = getattr(model, "why_not_tracked", "")
        if model._meta.auto_created:
            # A plain many-to-many table: the owner's row tells what is tracked.
            tracked, why_not = False, getattr(model._meta.auto_created, "why_not_tracked", "")
        assert tracked != bool(why_not.strip()), f"{model.__name__}: tracked, or a reason in why_not_tracked"


def test_history_keeps_user_and_a_reason_of_any_length() -> None:
    for model in our_models():
        if hasattr(model, "history"):
            reason = model.history.model._meta.get_field("history_change_reason")
            assert isinstance(reason, models.TextField), model
            assert model.history.model._meta.get_field("history_user"), model


def test_history_is_written_on_every_field() -> None:
    for model in our_models():
        if hasattr(model, "history"):
            kept = {field.name for field in model.history.model._meta.fields}
            assert {field.name for field in model._meta.fields} <= kept, model
