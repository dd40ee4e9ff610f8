# Everything starts here: `make demo`, then `make serve`. The long parts are in scripts/.
PYTHON = .venv/bin/python
PORT ?= 8000

.PHONY: help install demo serve test check bench pictures lock clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

install: ## System packages where possible, and .venv with the locked packages
	@scripts/bootstrap

demo: install ## A fictional issue, from drafts to its PDF
	@LOG_LEVEL=WARNING $(PYTHON) manage.py demo

serve: install ## The site on this machine, until Ctrl-C (PORT=8000)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo_accounts
	@LOG_LEVEL=WARNING exec $(PYTHON) manage.py serve --port $(PORT)

test: install ## All tests, on SQLite and the embedded queue, then on PostgreSQL and Redis
	@scripts/test

check: install ## Lint, types, import contracts, settings, migrations, documents
	@scripts/check

bench: install ## Measure everything that docs/performance.md tells; BENCH="issues users" for some of it
	@$(PYTHON) -m benchmarks $(BENCH)

pictures: install ## Take the pictures of docs/guides/ anew, from the demo
	@$(PYTHON) -m demo.guide_pictures

lock: install ## Write requirements*.txt anew from pyproject.toml (needs uv)
	@scripts/lock

clean: ## Remove what was made here, but not your data in var/
	rm -rf .venv .install-stamp .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
