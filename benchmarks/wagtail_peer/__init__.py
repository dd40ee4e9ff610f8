"""A Wagtail site with as many articles as the desk has, to be measured beside it (`python -m benchmarks.desk`).

It runs in an environment of its own, made by `scripts/bench-environment`: the product does not depend on Wagtail.
"""
