# make run and make test need Python 3.11, Node.js 20.19 and make; they set up the rest.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SETUP = $(PYTHON) scripts/bare-machine/setup.py
VENV := .venv/bin/python
NOX := $(VENV) -m nox

# The first Python that runs and is new enough: the shim of a version manager can exist and fail.
NEW := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(NEW)' >/dev/null 2>&1 && { echo $$python; break; }; done)
endif

.PHONY: help run dev test test-full test-python test-js test-browser test-one lint format matrix messages openapi \
	lock audit sbom bench bench-client clean python dev-packages

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: python ## set up, and serve the API and the app on http://localhost:8000 (PORT=, HOST=)
	@$(SETUP) python-run npm build
	@exec $(VENV) scripts/run.py

dev: python ## the same with live reload of the API, the app and safejwt-js
	@$(SETUP) python-dev npm build
	@exec $(VENV) scripts/run.py dev

test: python ## set up, and run every check and every suite
	@exec $(PYTHON) scripts/test.py

test-full: python ## the same with all faults and browser stories, the matrix, and long property tests
	@exec $(PYTHON) scripts/test.py --full

test-python: python ## the Python suites; they need no npm
	@exec $(PYTHON) scripts/test.py python

test-js: python ## the TypeScript suites
	@exec $(PYTHON) scripts/test.py js

test-browser: python ## the browser suites
	@exec $(PYTHON) scripts/test.py browser

test-one: python ## some suites: make test-one SUITE=library-sqlite (an unknown name lists them)
	@exec $(PYTHON) scripts/test.py $(if $(FULL),--full) $(or $(SUITE),?)

lint: python ## the checks: formatting, types, lock files, translations, plain English
	@exec $(PYTHON) scripts/test.py lint

format: dev-packages ## format all sources, and fix what the linters can fix
	@$(SETUP) npm
	@$(VENV) -m ruff check --fix --exit-zero . && $(VENV) -m ruff format . && npm run format

matrix: dev-packages ## django-safejwt under each Django, Python, user and database (ONLY="3.13 and uuid", ONLY=pairs)
	@$(NOX) $(if $(filter pairs,$(ONLY)),-t pairs,$(if $(ONLY),-k '$(ONLY)',-s tests))

messages: dev-packages ## collect the messages to translate, and compile their translations
	@$(VENV) scripts/bare-machine/catalogues.py

openapi: dev-packages ## write protocol/openapi.json from the reference project
	@cd backend && DJANGO_ENV_FILE=/dev/null DJANGO_DEBUG=True CACHE_URL=locmem:// DJANGO_SECRET_KEY_DEVELOPMENT=any \
		DJANGO_ACCESS_TOKEN_SECRET=other DJANGO_REFRESH_TOKEN_SECRET=third ../$(VENV) -m main.openapi

lock: dev-packages ## lock the Python and npm dependencies again
	@for lock in run:3.11 dev:3.11 bench:3.11 audit:3.11 django-5.2:3.11 django-6.0:3.12 django-6.1:3.12; do \
		UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --quiet --universal --python-version $${lock#*:} \
		--generate-hashes --no-header --group $${lock%:*} pyproject.toml -o requirements/$${lock%:*}.txt || exit 1; done
	@npm install --package-lock-only --no-audit --no-fund && $(PYTHON) scripts/locks.py

audit: dev-packages ## check every locked package against the advisory databases
	@$(NOX) -t audit

sbom: dev-packages ## write CycloneDX bills of materials to build/sbom
	@$(NOX) -s sbom

bench: dev-packages ## measure the server beside its peers, and whether timing reveals an account
	@$(NOX) -s bench && $(VENV) benchmarks/accounts.py

bench-client: dev-packages ## run the client and its peers through the same outages
	@$(SETUP) npm build && cd benchmarks/client && npm ci --no-audit --no-fund --ignore-scripts && \
		../../$(VENV) ../../scripts/bare-machine/browsers.py Chromium node run.mjs

clean: ## remove all that was installed and built; .env and the database stay
	@rm -rf .venv .nox .stamps build node_modules */node_modules */dist tests/*/node_modules benchmarks/client/node_modules
	@find . -name .git -prune -o \( -name __pycache__ -o -name '.*_cache' -o -name .hypothesis \) -type d -prune -exec rm -rf {} +

dev-packages: python
	@$(SETUP) python-dev

python:
	@test -n '$(PYTHON)' && $(PYTHON) -c '$(NEW)' 2>/dev/null || { echo \
		'Python 3.11 or newer is missing: install it, or name it with make PYTHON=/path/to/python.' >&2; exit 1; }
