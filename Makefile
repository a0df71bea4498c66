# Two commands matter: make demo, make test. The rest serves those who change the product.
SHELL := /bin/bash
VENV ?= .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
STAMP := $(VENV)/.installed

.PHONY: help install system demo test check fix bench elasticsearch docs

help:
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | column -t -s "$$(printf '\t')"

install: $(STAMP)  ## the environment with exactly the locked packages

$(STAMP): requirements-dev.lock
	@if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then uv venv -q --allow-existing --python $(PYTHON) $(VENV) && uv pip install -q --python $(PY) --require-hashes -r requirements-dev.lock; \
	else $(PYTHON) -m venv $(VENV) && $(PY) -m pip install -q --require-hashes -r requirements-dev.lock; fi
	@touch $@

system:  ## the programs beside Python, with apt (Debian, Ubuntu)
	$(if $(filter 0,$(shell id -u)),,sudo) apt-get install -y --no-install-recommends python3-venv libreoffice-writer-nogui fonts-liberation2 \
	  tesseract-ocr tesseract-ocr-vie postgresql postgresql-client gettext chromium

demo: $(STAMP)  ## a small ward, served
	$(PY) manage.py demo

check: $(STAMP)  ## changes nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/djhtml --check templates
	$(VENV)/bin/lint-imports
	$(PY) -m mypy
	$(PY) manage.py makemigrations --check --dry-run

fix: $(STAMP)  ## mends what a program can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(VENV)/bin/djhtml templates

test: check  ## everything this machine can run; says what it did not run and why
	$(PY) tools/run_tests.py

bench: $(STAMP)  ## the measurements, printed
	$(PY) -m pytest -m slow -s -q

elasticsearch: $(STAMP)  ## one real Elasticsearch node in a temporary folder; prints its address
	$(PY) tools/elasticsearch_node.py

docs: $(STAMP)  ## what is written about the product, and where
	@for page in README.md docs/*.md docs/*/*.md; do [ -f "$$page" ] && printf '%-40s %s\n' "$$page" "$$(grep -m1 '^# ' "$$page" | cut -c3-)"; done
