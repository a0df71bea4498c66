# Two commands matter: make demo, make test. The rest serves those who change the product.
SHELL := /bin/bash
VENV ?= .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
STAMP := $(VENV)/.installed

.PHONY: install system demo test check fix bench docs

install: $(STAMP)  ## the environment with exactly the locked packages

$(STAMP): requirements-dev.lock
	@if command -v uv >/dev/null; then uv venv -q --allow-existing --python $(PYTHON) $(VENV) && uv pip install -q --python $(PY) --require-hashes -r requirements-dev.lock; \
	else $(PYTHON) -m venv $(VENV) && $(PY) -m pip install -q --require-hashes -r requirements-dev.lock; fi
	@touch $@

check: $(STAMP)  ## changes nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run

fix: $(STAMP)  ## mends what a program can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

test: $(STAMP) check  ## everything this machine can run
	$(PY) -m pytest
