# Thin lines over requirements/install.py, manage.py and pytest. `make` lists what there is.

# The first Python of this machine that is new enough; PYTHON= names another.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null \
	&& $$name -c "import sys; sys.exit(sys.version_info < (3, 11))" && echo $$name && break; done)
endif
PORT ?= 8000
export PORT
# Set in many containers: there each of our processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv/bin
# Servers of our own are installed only where none are given.
LOCAL := $(if $(and $(DATABASE_URL),$(REDIS_URL)),,local)
TOO_OLD := Python 3.11 or newer is needed, and this machine has none: install one, and start again.
INSTALL = $(or $(PYTHON),echo "$(TOO_OLD)" >&2; exit 1;) requirements/install.py
# Settings need servers even where no test runs.
WITH := $(VENV)/python -m tests.servers
COMPILE = $(VENV)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run test sweeps stories faults chaos hunt load-accept surge full-disk drill office independent lint format bench bench-short reading-age assets browser go audit sbom lock clean

help: ## list these
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## set everything up, start it, print the address and the sign-ins; PORT=8000
	@$(INSTALL) run data $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@exec $(VENV)/python manage.py run

test: browser ## run the tests on a real PostgreSQL, Valkey and Chromium; ARGS= for pytest
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m pytest -n 3 --dist worksteal -m "not faults and not stories and not sweeps" $(ARGS)

sweeps: ## the whole of each table and race of which `test` tries a part
	@$(MAKE) test ARGS="-m sweeps"

stories: ## go through whole stories in a browser, and look at each page on the way
	@$(MAKE) test ARGS="-m stories"

faults: ## kill the real processes at each step, and see that nothing is lost
	@$(MAKE) test ARGS="-m faults"

chaos: ## kill whatever runs while residents respond, and count what is lost; T=600 SEED=1
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m tests.chaos $(or $(T),600) $(or $(SEED),1)

full-disk: ## fill the disk of all that runs to the last byte while residents respond; as root, which mounts one
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m tests.chaos.full_disk

load-accept: ## responses at a fixed rate over everything as it runs, each with its receipt; T=600 RATE=35
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m tests.load accept $(or $(T),600) $(or $(RATE),35)

surge: ## many responses until a deadline passes, with a process killed meanwhile; T=120 RATE=100
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m tests.load surge $(or $(T),120) $(or $(RATE),100)

hunt: browser ## go through every page and form as every role, and look for scripts and leaks; SEED=1
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m tests.hunt $(or $(SEED),1)

drill: ## destroy a database at a random moment and restore it, and see that nothing is lost; DRILL_SEED=
	@$(MAKE) test ARGS="-m faults -n 0 -s tests/ledger/test_drill.py"

office: ## see that LibreOffice opens what we write; needs soffice and poppler on PATH
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m pytest tests/report/office.py $(ARGS)

independent: go ## see that Go's own reader of logs reads ours; needs Go and its x/mod, as Debian has them
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python -m pytest tests/ledger/reading_in_go.py $(ARGS)

go: # Go and its module library for the reader of the ledger
	@command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod ] && exit; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Go, from apt ..."; \
		apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq golang-go golang-golang-x-mod-dev >/dev/null && exit; \
	fi; \
	echo "No Go on PATH, and it cannot be installed here."; exit 1

browser: # Chromium for the tests that need one
	@for name in chromium chromium-browser google-chrome; do \
		command -v $$name >/dev/null && exit; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Chromium, from apt ..."; \
		apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq chromium fonts-noto-core >/dev/null && exit; \
	fi; \
	echo "No Chromium on PATH, and it cannot be installed here: browser tests will be skipped."

lint: ## format check, lint, types, order of imports, migrations, generated docs
	@$(INSTALL) run test $(LOCAL)
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/djade --check $$(find templates -name '*.html')
	$(VENV)/lint-imports --no-cache
	$(WITH) $(VENV)/mypy
	$(WITH) $(VENV)/python manage.py makemigrations --check --dry-run
	$(WITH) $(VENV)/python manage.py generate_docs --check

format: ## lay out Python and templates
	@$(INSTALL) run test
	@$(VENV)/ruff format . && $(VENV)/ruff check --fix .

bench: ## measure what is promised, each beside a control of the same minute
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python manage.py build_assets
	@$(VENV)/python -m benchmarks

bench-short: # the same in a minute, to see that it still runs
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python -m benchmarks --short

reading-age: # the grade of every text of the worked example, loaded into the tests' database
	@$(INSTALL) run data test $(LOCAL)
	@$(VENV)/python -m pytest -q -rP -p no:cacheprovider tests/publish/test_reading_age.py -k read_with_nine

assets: ## build the stylesheet and scripts again
	@$(INSTALL) run
	@$(VENV)/python manage.py build_assets --force

audit: ## ask whether any part that is served has a known fault; needs the network
	@$(INSTALL) maintain
	@$(VENV)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements/run.txt \
		|| { echo "Not passed: either a part has a known fault, or who knows them could not be asked. See above."; exit 1; }

sbom: ## write the list of all parts that are served, as CycloneDX, to .run/sbom.json
	@$(INSTALL) maintain
	@mkdir -p .run && $(VENV)/cyclonedx-py requirements --of JSON -o .run/sbom.json requirements/run.txt
	@echo "Written: .run/sbom.json"

lock: ## write requirements/ anew from pyproject.toml; UPGRADE=--upgrade for newer versions
	@$(INSTALL) maintain
	$(COMPILE) pyproject.toml -o requirements/run.txt
	for group in local data node; do $(COMPILE) --no-deps --group $$group -o requirements/$$group.txt; done
	for group in objects traces test maintain; do $(COMPILE) -c requirements/run.txt --group $$group -o requirements/$$group.txt; done

clean: ## remove what was built and installed; never what was entered in .run/
	rm -rf .venv node_modules static/built .mypy_cache .pytest_cache .ruff_cache .run/test*
