# make run and make test need Python 3.11, Node.js 20.19 and make; they set up the rest.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SETUP = $(PYTHON) scripts/bare-machine/setup.py
VENV := .venv/bin/python
# For checks that import the reference project's settings.
SETTINGS := DJANGO_ENV_FILE=/dev/null DJANGO_DEBUG=True CACHE_URL=locmem:// DJANGO_SECRET_KEY_DEVELOPMENT=any \
	DJANGO_ACCESS_TOKEN_SECRET=other DJANGO_REFRESH_TOKEN_SECRET=third
NOX := $(VENV) -m nox

# The first Python that runs and is new enough: the shim of a version manager can exist and fail.
NEW := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(NEW)' >/dev/null 2>&1 && { echo $$python; break; }; done)
endif

# Two suites run at a time, in this order: the longest first.
SUITES = chromium faults library-sqlite template library-postgresql guests library-uuid example-tests system-sqlite allauth-postgresql \
	system-postgresql allauth package client app firefox webkit openapi-tools jest plugins backend-tests scripts-tests protections-list docs-pages $(CHECKS)
CHECKS := mypy tsc biome ruff-check ruff-format lock-files messages-check plain-english workflows docs
NODE := app docs-pages template example-tests client package openapi-tools jest tsc biome chromium firefox webkit lighthouse
BROWSERS := docs-pages template example-tests chromium firefox webkit lighthouse
ALL := $(SUITES) lighthouse matrix-pairs model protections soak

.PHONY: help install run dev example test test-full test-python test-js test-browser lint format matrix messages openapi reference pictures \
	diagrams lock audit sbom release \
	bench bench-client bench-growth bench-servers clean python python-packages npm-packages openapi-packages jest-packages build build-example \
	browsers $(ALL)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@printf '\n  One suite alone: make NAME, where NAME is one of\n  %s\n' '$(sort $(ALL))'

install: python ## set up what serving needs: the packages and the built app
	@$(SETUP) python-run npm build

run: install ## set up, and serve the API and the app on http://localhost:8000 (PORT=, HOST=)
	@exec $(VENV) scripts/run.py

dev: python ## the same with live reload of the API, the app and safejwt-js
	@$(SETUP) python-dev npm build
	@exec $(VENV) scripts/run.py dev

example: python ## serve examples/allauth: passkeys, a second factor, social login (PORT=)
	@$(SETUP) python-dev npm build-example
	@exec $(VENV) examples/allauth/start.py

test: python ## set up, and run every check and every suite
	$(call run,$(SUITES))

test-full: export FAULTS := full
test-full: export ENGINES := full
test-full: export GUESTS := full
test-full: export PROPERTIES := full
test-full: python ## the same with all faults, stories and projects, the model, the soak, the matrix, and long property tests
	$(call run,$(SUITES) protections soak matrix-pairs model)

test-python: python ## the Python suites; they need no npm
	$(call run,$(filter-out $(NODE) $(CHECKS),$(SUITES)))

test-js: python ## the TypeScript suites
	$(call run,app client package)

test-browser: python ## the browser suites
	$(call run,chromium firefox webkit)

lint: python ## the checks: formatting, types, lock files, translations, plain English
	$(call run,$(CHECKS))

# What the suites need is set up first. Make starts a suite that waits for it only after all others, and
# the longest ones wait.
define run
	@rm -rf build/reports
	@QUIET=1 $(MAKE) -j2 python-packages $(if $(filter $(NODE),$(1)),build) $(if $(filter $(BROWSERS),$(1)),browsers) \
		$(if $(filter openapi-tools,$(1)),openapi-packages) $(if $(filter jest,$(1)),jest-packages) $(if $(filter example-tests,$(1)),build-example)
	-@QUIET=1 READY=1 exec $(MAKE) -k -j2 $(1)
	@$(PYTHON) scripts/reports.py $(1)
endef

# Each suite is a folder and a command; {report} is the file of its JUnit report. Paths of programs are relative to here.
BARE := scripts/bare-machine
POSTGRES := $(VENV) $(BARE)/postgres.py
PYTEST := $(VENV) -m pytest -q -p no:cacheprovider --junit-xml={report}
VITEST := node_modules/.bin/vitest run --reporter=default --reporter=junit --outputFile.junit={report}
PLAYWRIGHT := node_modules/.bin/playwright test --reporter=list,junit
BROWSER := env PLAYWRIGHT_JUNIT_OUTPUT_FILE={report} $(VENV) $(BARE)/browsers.py
# Tests that never touch a database run once, on SQLite.
DATABASE := -p database_marker -m database

mypy: suite = . env $(SETTINGS) $(VENV) -m mypy
tsc: suite = . npm run typecheck
biome: suite = . npm run lint
ruff-check: suite = . $(VENV) -m ruff check .
ruff-format: suite = . $(VENV) -m ruff format --check .
lock-files: suite = . $(VENV) $(BARE)/locks.py
messages-check: suite = . $(VENV) $(BARE)/catalogues.py check
plain-english: suite = . $(VENV) scripts/plain_english.py
workflows: suite = . .venv/bin/zizmor --offline --no-progress --quiet .github
# The site is in build/docs. Warnings fail: links and anchors are checked.
docs: suite = . $(VENV) scripts/docs_site.py
docs-pages: suite = tests/browser $(BROWSER) Chromium $(PLAYWRIGHT) --config=docs
docs-pages: docs
# Long property tests run on one database: the soak covers PostgreSQL.
library-sqlite: suite = django-safejwt $(if $(filter full,$(PROPERTIES)),env HYPOTHESIS_PROFILE=full) $(PYTEST) --ignore=tests/guests
guests: suite = django-safejwt $(if $(filter full,$(GUESTS)),$(POSTGRES)) $(PYTEST) tests/guests
library-postgresql: suite = django-safejwt $(POSTGRES) $(PYTEST) $(DATABASE)
library-uuid: suite = django-safejwt env TEST_USER_MODEL=project.UUIDUser $(PYTEST) $(DATABASE)
backend-tests: suite = backend $(PYTEST)
system-sqlite: suite = tests/system $(PYTEST)
system-postgresql: suite = tests/system $(POSTGRES) $(PYTEST) -m postgresql
faults: suite = tests/faults $(PYTEST)
allauth: suite = tests/allauth_bridge $(PYTEST)
allauth-postgresql: suite = tests/allauth_bridge env TEST_USER_MODEL=users.EmailUser $(POSTGRES) $(PYTEST)
allauth-releases: suite = . $(NOX) -s allauth-releases
openapi-tools: suite = tests/openapi $(PYTEST)
jest: suite = tests/jest npm test
plugins: suite = tests/plugins $(PYTEST)
protections: suite = tests/protections $(PYTEST) test_protections.py
protections-list: suite = tests/protections $(PYTEST) test_list.py
# TLC on protocol/model.
model: suite = tests/model $(VENV) $(BARE)/java.py $(PYTEST)
soak: suite = tests/soak $(POSTGRES) $(PYTEST)
scripts-tests: suite = scripts $(PYTEST)
matrix-pairs: suite = . env REPORT={report} $(NOX) -t pairs
client: suite = safejwt-js $(VITEST)
package: suite = tests/package $(VITEST)
app: suite = frontend $(VITEST)
chromium: suite = tests/browser $(BROWSER) Chromium $(PLAYWRIGHT)
firefox: suite = tests/browser $(BROWSER) Firefox $(PLAYWRIGHT) --config=engines
webkit: suite = tests/browser $(BROWSER) WebKit $(PLAYWRIGHT) --config=engines
example-tests: suite = tests/browser $(BROWSER) Chromium $(PLAYWRIGHT) --config=example
# A project that create-safejwt makes, with the package managers' caches.
template: suite = tests/template $(BROWSER) Chromium $(PYTEST)
lighthouse: suite = tests/browser $(BROWSER) Chromium $(PLAYWRIGHT) --config=lighthouse.config.ts

$(ALL):
	@exec $(PYTHON) scripts/suite.py $@ $(suite)

ifndef READY
$(ALL): python-packages
$(NODE): build
$(BROWSERS): browsers
openapi-tools: openapi-packages
jest: jest-packages
example-tests: build-example
endif
build build-example browsers: npm-packages

python-packages: python
	@$(SETUP) python-dev

npm-packages: python
	@$(SETUP) npm

openapi-packages: python
	@$(SETUP) npm-openapi

jest-packages: python
	@$(SETUP) npm-jest

build:
	@$(SETUP) build

# After the other, which may build safejwt-js at the same time.
build-example: build
	@$(SETUP) build-example

browsers:
	@$(PYTHON) scripts/bare-machine/browsers.py install

format: python-packages npm-packages ## format all sources, and fix what the linters can fix
	@$(VENV) -m ruff check --fix --exit-zero . && $(VENV) -m ruff format . && npm run format

matrix: python-packages ## django-safejwt under each Django, Python, user and database (ONLY="py313 and uuid", ONLY=pairs)
	@$(NOX) $(if $(filter pairs,$(ONLY)),-t pairs,$(if $(ONLY),-k '$(ONLY)',-s tests))

# The machine needs Chromium, as for the browser tests.
pictures: build browsers ## take the pictures of the app in docs/pictures again
	@cd tests/browser && SUITE=pictures ../../$(VENV) ../../$(BARE)/browsers.py Chromium ../../node_modules/.bin/playwright test --config=pictures.config.ts

messages: python-packages ## collect the messages to translate, and compile their translations
	@$(VENV) scripts/bare-machine/catalogues.py

openapi: python-packages ## write protocol/openapi.json from the reference project
	@cd backend && $(SETTINGS) ../$(VENV) manage.py spectacular --skip-checks --settings=main.openapi --format=openapi-json \
		--validate --fail-on-warn --file=../protocol/openapi.json

reference: python-packages ## write the pages of the documentation that come from the code
	@$(VENV) scripts/write_reference.py

diagrams: python-packages browsers ## draw the diagrams of the documentation again
	@cd scripts/diagrams && npm ci --no-audit --no-fund --ignore-scripts && \
		../../$(VENV) ../../scripts/bare-machine/browsers.py Chromium node render.mjs

lock: python-packages ## lock the Python and npm dependencies again
	@for lock in uv:3.11 run:3.11 dev:3.11 bench:3.11 bench-servers:3.11 audit:3.11 release:3.11 django-5.2:3.11 django-6.0:3.12 django-6.1:3.12; do \
		UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --quiet --universal --python-version $${lock#*:} \
		--generate-hashes --no-header --group $${lock%:*} pyproject.toml -o requirements/$${lock%:*}.txt || exit 1; done
	@for folder in . tests/openapi tests/jest benchmarks/client scripts/diagrams; do npm install --prefix $$folder --package-lock-only --omit-lockfile-registry-resolved \
		--no-audit --no-fund || exit 1; done
	@$(PYTHON) scripts/bare-machine/locks.py

audit: python-packages ## check every locked package against the advisory databases
	@$(NOX) -t audit

sbom: python-packages ## write CycloneDX bills of materials of the reference project to build/sbom
	@$(NOX) -s sbom

release: python-packages npm-packages ## build all packages in build/release and check them, up to the upload
	@$(NOX) -s release

bench: python-packages ## measure the server beside its peers: 20 minutes on a quiet machine (OPTIONS="--only request")
	@$(PYTHON) -m venv build/bench && .venv/bin/uv pip install --quiet --python build/bench/bin/python --require-hashes \
		-r requirements/bench.txt && .venv/bin/uv pip install --quiet --python build/bench/bin/python --no-deps \
		--no-build-isolation -e django-safejwt
	@$(POSTGRES) build/bench/bin/python benchmarks/server/run.py $(OPTIONS)
	$(if $(OPTIONS),,@cd benchmarks/server && ../../$(VENV) accounts.py)

bench-client: python-packages build ## run the client and its peers through the same outages
	@cd benchmarks/client && npm ci --no-audit --no-fund --ignore-scripts && \
		../../$(VENV) ../../scripts/bare-machine/browsers.py Chromium node run.mjs

bench-growth: python-packages ## measure sessions of up to ten million rows on PostgreSQL; takes 12 GB of disk meanwhile
	@$(VENV) benchmarks/growth/run.py --output benchmarks/growth

bench-servers: python-packages ## compare application servers under the reference project (wrk required)
	@$(PYTHON) -m venv build/bench-servers && .venv/bin/uv pip install --quiet --python build/bench-servers/bin/python \
		--require-hashes -r requirements/bench-servers.txt && .venv/bin/uv pip install --quiet \
		--python build/bench-servers/bin/python --no-deps --no-build-isolation -e django-safejwt
	@cd benchmarks/servers && ../../$(VENV) ../../$(BARE)/postgres.py ../../build/bench-servers/bin/python run.py

clean: ## remove all that was installed and built; .env and the database stay
	@rm -rf .venv .nox .stamps build create-safejwt/src/create_safejwt/template node_modules */node_modules */dist examples/*/*/dist tests/*/node_modules benchmarks/client/node_modules
	@find . -name .git -prune -o \( -name __pycache__ -o -name '.*_cache' -o -name .hypothesis \) -type d -prune -exec rm -rf {} +

python:
	@test -n '$(PYTHON)' && $(PYTHON) -c '$(NEW)' 2>/dev/null || { echo \
		'Python 3.11 or newer is missing: install it, or name it with make PYTHON=/path/to/python.' >&2; exit 1; }
