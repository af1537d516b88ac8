# Two commands do everything: make run, make test. The work is done by the scripts in scripts/.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first one that really runs and is new enough: a version manager's shim can be there and fail.
OLD := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(OLD)' >/dev/null 2>&1 && { echo $$python; break; }; done)
endif

.PHONY: help run dev test test-python test-js test-e2e faults engines lighthouse matrix bench bench-client sbom audit lint format messages openapi lock clean python

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: python ## set up, and serve the API and the app on http://localhost:8000 (PORT=, HOST=)
	@$(PYTHON) scripts/run.py

dev: python ## the same with live reload on both sides
	@$(PYTHON) scripts/dev.py

test: python ## run every check and every test
	@$(PYTHON) scripts/test.py

test-python: python ## the Python tests, on SQLite and on PostgreSQL
	@$(PYTHON) scripts/test.py python

test-js: python ## the TypeScript tests
	@$(PYTHON) scripts/test.py js

test-e2e: python ## the browser tests
	@$(PYTHON) scripts/test.py e2e

faults: python ## the fault tests at full size: killed processes, lost answers, full disks, races
	@FAULTS=full $(PYTHON) scripts/test.py faults

lighthouse: python ## Lighthouse's scores of the pages, on a machine that does nothing else
	@$(PYTHON) scripts/test.py lighthouse

matrix: python ## django-safejwt under each Django, Python, user model and database (ONLY=, JOBS=)
	@ONLY='$(ONLY)' JOBS='$(JOBS)' $(PYTHON) scripts/matrix.py

engines: python ## the stories of a session in Firefox and in WebKit
	@$(PYTHON) scripts/test.py engines

bench: python ## measure the server side beside its peers
	@$(PYTHON) scripts/bench.py

bench-client: python ## drive the client and its peers through the same outages
	@$(PYTHON) scripts/bench_client.py

sbom: python ## CycloneDX bills of materials of both halves, in build/sbom
	@$(PYTHON) scripts/supply_chain.py sbom

audit: python ## ask the advisory databases about every locked package
	@$(PYTHON) scripts/supply_chain.py audit

lint: python ## formatting, types and lock files
	@$(PYTHON) scripts/test.py lint

format: python ## format all sources
	@$(PYTHON) scripts/format.py

messages: python ## collect what is to be translated, and compile the translations
	@$(PYTHON) scripts/messages.py

openapi: python ## write protocol/openapi.json from the reference project
	@$(PYTHON) scripts/openapi.py

lock: python ## make requirements/*.txt from pyproject.toml again
	@$(PYTHON) scripts/locks.py make

clean: python ## remove all that was installed and built; .env and the database stay
	@$(PYTHON) scripts/clean.py

python:
	@test -n '$(PYTHON)' && $(PYTHON) -c '$(OLD)' 2>/dev/null || { echo \
		'Python 3.11 or newer is missing: install it, or name it with make PYTHON=/path/to/python.' >&2; exit 1; }
