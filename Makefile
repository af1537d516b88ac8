# Two commands do everything: make run, make test. The work is done by the scripts in tools/.

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
	@$(PYTHON) tools/run.py

dev: python ## the same with live reload on both sides
	@$(PYTHON) tools/dev.py

test: python ## run every check and every test
	@$(PYTHON) tools/test.py

test-python: python ## the Python tests, on SQLite and on PostgreSQL
	@$(PYTHON) tools/test.py python

test-js: python ## the TypeScript tests
	@$(PYTHON) tools/test.py js

test-e2e: python ## the browser tests
	@$(PYTHON) tools/test.py e2e

faults: python ## the fault tests at full size: killed processes, lost answers, full disks, races
	@FAULTS=full $(PYTHON) tools/test.py faults

lighthouse: python ## Lighthouse's scores of the pages, on a machine that does nothing else
	@$(PYTHON) tools/test.py lighthouse

matrix: python ## django-safejwt under each Django, Python, user model and database (ONLY=, JOBS=)
	@ONLY='$(ONLY)' JOBS='$(JOBS)' $(PYTHON) tools/matrix.py

engines: python ## the stories of a session in Firefox and in WebKit
	@$(PYTHON) tools/test.py engines

bench: python ## measure the server side beside its peers
	@$(PYTHON) tools/bench.py

bench-client: python ## drive the client and its peers through the same outages
	@$(PYTHON) tools/bench_client.py

sbom: python ## CycloneDX bills of materials of both halves, in build/sbom
	@$(PYTHON) tools/supply_chain.py sbom

audit: python ## ask the advisory databases about every locked package
	@$(PYTHON) tools/supply_chain.py audit

lint: python ## formatting, types and lock files
	@$(PYTHON) tools/test.py lint

format: python ## format all sources
	@$(PYTHON) tools/format.py

messages: python ## collect what is to be translated, and compile the translations
	@$(PYTHON) tools/messages.py

openapi: python ## write protocol/openapi.json from the reference project
	@$(PYTHON) tools/openapi.py

lock: python ## make requirements/*.txt from pyproject.toml again
	@$(PYTHON) tools/locks.py make

clean: python ## remove all that was installed and built; .env and the database stay
	@$(PYTHON) tools/clean.py

python:
	@test -n '$(PYTHON)' && $(PYTHON) -c '$(OLD)' 2>/dev/null || { echo \
		'Python 3.11 or newer is missing: install it, or name it with make PYTHON=/path/to/python.' >&2; exit 1; }
