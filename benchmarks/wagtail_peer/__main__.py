"""`python -m benchmarks.wagtail_peer ARTICLES EXCERPTS HISTORY`: makes the site, then answers one line of input at a time.

A line is the name of a page, and “queries” behind it if these are to be counted; the answer is JSON with how long it took in
milliseconds and its length.
"""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.wagtail_peer.settings"
    django.setup()
    from benchmarks.wagtail_peer.answering import main

    main()
