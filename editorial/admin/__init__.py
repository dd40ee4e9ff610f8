"""The editors' desk: Django's admin with our pages. Django imports this package to find them."""

from django.contrib import admin

from editorial.admin import articles, files, issues, people

__all__ = ["articles", "files", "issues", "people"]

admin.site.site_header = "oewatch"
admin.site.site_title = "oewatch"
admin.site.index_title = "Desk"
admin.site.enable_nav_sidebar = False

_stock_urls = admin.site.get_urls
admin.site.get_urls = lambda: [*files.urls(), *_stock_urls()]  # type: ignore[method-assign]
