# Two commands: `make run` and `make test`. Both set up what they need first; `make` alone lists everything.
.DEFAULT_GOAL := help
.PHONY: docs help setup run test fmt format lint type imports openapi openapi-check units clean

PYTHON := .venv/bin/python
SOURCES := $(wildcard */src)
MATRIX := openapi/platform.yaml docs/tenancy.md tenants-service/src/tenants/dao/acts.json

help: ## This table
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  make run takes PORT=8080  RESET=1  WORDPRESS=real|simulated  FAULTS=duplicateEvents=0.5,…"

setup: ## Install what the other targets need; they do it by themselves
	@scripts/bootstrap

run: setup ## Start the whole platform; Ctrl-C stops it, the state stays
	@exec $(PYTHON) -m local_platform

test: setup format lint type imports openapi-check units ## Everything that a laptop can check

fmt: setup ## Format the sources
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix-only --quiet .

format: setup
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Not formatted: run \`make fmt\`." >&2; exit 1; }

lint: setup ## Lint
	@$(PYTHON) -m ruff check --quiet .

type: setup ## Check types
	@$(PYTHON) -m mypy $(SOURCES)

imports: setup
	@.venv/bin/lint-imports --no-logo

openapi: setup ## Write the contracts from code
	@$(PYTHON) -m chassis.openapi && $(PYTHON) -m chassis.matrix $(MATRIX)

openapi-check: setup
	@$(PYTHON) -m chassis.openapi --check && $(PYTHON) -m chassis.matrix $(MATRIX) --check
	@$(PYTHON) docs/figures.py --check

units: setup
	@rm -f .coverage .coverage.*
	@$(PYTHON) -m coverage run -m pytest
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report --fail-under=90

docs: setup openapi ## Draw the figures of the docs from what the code declares
	@$(PYTHON) docs/figures.py

clean: ## Remove what is installed and cached; the state of the local platform stays
	@rm -rf .venv .venv-ministack .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* .import_linter_cache
