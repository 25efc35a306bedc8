# Two commands matter: `make run` starts Pilothouse, `make test` checks everything.
PYTHON ?= python3
PY := .venv/bin/python
DEMO ?= yes
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run check test nightly crash bench screenshots requirements docs fresh migrations lock environment-run environment-dev

help:  ## list what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1@\2/' | awk -F@ '{printf "%-22s %s\n", $$1, $$2}'

environment-run:
	@$(PYTHON) tools/environment.py run && $(PY) tools/front_end.py

environment-dev:
	@$(PYTHON) tools/environment.py dev && $(PY) tools/front_end.py

run: environment-run  ## start Pilothouse; PORT, HOST, DATA_DIR, DATABASE_URL and BASE_URL are honoured, DEMO=no starts empty
	@exec .venv/bin/pilothouse serve --prepare $(if $(filter no,$(DEMO)),--no-demo)

check: environment-dev  ## lint, types, layers and quick tests on SQLite, within a minute
	@$(PY) tools/gate.py check

test: environment-dev  ## everything: also PostgreSQL and the browser, within ten minutes
	@$(PY) tools/gate.py test

nightly: environment-dev  ## the long gates
	@$(PY) tools/gate.py nightly

crash: environment-dev  ## kill web and worker 50 times on both databases and count what was lost
	@$(PY) tools/gate.py crash

bench: environment-dev  ## our figures beside the ceilings of the same run, into bench/results.md
	@$(PY) -m bench

screenshots: environment-dev  ## pictures of the pages for the README
	@$(PY) tools/screenshots.py

requirements: environment-dev  ## which requirements have a passing test that cites them
	@$(PY) tools/requirements.py

docs: environment-dev  ## write docs/reference anew from the code
	@$(PY) tools/docs.py

fresh: environment-dev  ## clone into an empty folder and try both commands there, with a stopwatch
	@sh tools/fresh_clone.sh

migrations: environment-dev  ## write migrations for changed models
	@$(PY) -m django makemigrations --settings pilothouse.settings

lock: environment-dev  ## compile the locks anew; needs uv
	@uv pip compile -q pyproject.toml --extra build --generate-hashes --no-header --python-version 3.11 -o locks/run.txt
	@uv pip compile -q pyproject.toml --extra dev -c locks/run.txt --generate-hashes --no-header --python-version 3.11 -o locks/dev.txt
