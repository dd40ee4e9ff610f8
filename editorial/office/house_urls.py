"""Addresses of the house's settings, of a new issue, and of an issue's own texts; included by `office.urls`."""

from django.urls import URLPattern, path

from editorial.office import house, new_issue, parts

_PARTS = "<issue_month:reference>/parts/"

urlpatterns: list[URLPattern] = [
    path("house/", house.house, name="office_house"),
    path("house/color/", house.color, name="office_house_color"),
    path("house/logo/", house.logo, name="office_house_logo"),
    path("new/", new_issue.new_issue, name="office_new"),
    path(_PARTS, parts.parts, name="office_parts"),
    path(f"{_PARTS}new/", parts.new_part, name="office_part_new"),
    path(f"{_PARTS}order/", parts.order, name="office_parts_order"),
    path(f"{_PARTS}<int:pk>/", parts.part, name="office_part"),
    path(f"{_PARTS}<int:pk>/remove/", parts.remove_part, name="office_part_remove"),
]
