# Two commands: `make run` and `make test`. Both set up what they need first; `make` alone lists everything.
.DEFAULT_GOAL := help
.PHONY: new-service new-act docs guides pictures help setup run token package bench test fmt format lint type imports openapi openapi-check contracts workflows units tests audit scan secrets quotas plan deploy deploy-all destroy-all release fail-over fail-back rollback clean

PYTHON := .venv/bin/python
SOURCES := $(wildcard */src) tools/package/src
MATRIX := openapi/platform.yaml docs/tenancy.md chassis/src/chassis/access/acts.json

help: ## This table
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  make run takes PORT=8080  BBWS_LOCAL=.local  RESET=1  WORDPRESS=real|simulated  FAULTS=duplicateEvents=0.5,…"

setup: ## Install what the other targets need; they do it by themselves
	@tools/bin/setup

run: setup ## Start the whole platform; Ctrl-C stops it, the state stays
	@exec $(PYTHON) -m local_platform

token: setup ## Print the ID token of one of the demo people: make token ROLE=tenant_admin
	@$(PYTHON) -m local_platform.api_shell token "$(or $(ROLE),platform_admin)"

test: setup format lint type imports openapi-check contracts workflows prose secrets scan units ## Everything that a laptop can check

new-service: setup ## Lay out a service with its tests: make new-service NAME=reports
	@PYTHONPATH=tools:. $(PYTHON) -m scaffold service "$(NAME)"
	@tools/bin/setup && $(MAKE) --no-print-directory openapi && $(PYTHON) tools/docs/figures.py && $(PYTHON) tools/docs/costs.py

new-act: setup ## Lay out an act: make new-act SERVICE=sites ACT=archive_site METHOD=POST ROUTE='/v1.0/…/{site_id}/archive'
	@PYTHONPATH=tools:. $(PYTHON) -m scaffold act "$(SERVICE)" "$(ACT)" "$(METHOD)" "$(ROUTE)"
	@$(MAKE) --no-print-directory openapi && $(PYTHON) tools/docs/figures.py && $(PYTHON) tools/docs/costs.py

package: setup ## Build what is deployed into dist/: layers, zips, bills of materials
	@$(PYTHON) -m packager --out dist

bench: setup ## The bars of speed, as ratios against floors in the same run
	@$(PYTHON) tools/bench/cold_start.py && $(PYTHON) tools/bench/user_pages.py && $(PYTHON) tools/bench/warm_request.py

fmt: setup ## Format the sources
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix-only --quiet .

format: setup
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Not formatted: run \`make fmt\`." >&2; exit 1; }

lint: setup ## Lint
	@$(PYTHON) -m ruff check --quiet .

type: setup ## Check types
	@$(PYTHON) -m mypy $(SOURCES) tools/deploy tools/operate tools/prose tools/scaffold

imports: setup
	@.venv/bin/lint-imports --no-logo

openapi: setup ## Write the contracts from code
	@$(PYTHON) -m chassis.contract.openapi && $(PYTHON) -m chassis.contract.permissions_doc $(MATRIX)

openapi-check: setup
	@$(PYTHON) -m chassis.contract.openapi --check && $(PYTHON) -m chassis.contract.permissions_doc $(MATRIX) --check
	@$(PYTHON) tools/docs/figures.py --check && $(PYTHON) tools/docs/module_readmes.py --check && $(PYTHON) tools/docs/costs.py --check

prose: setup ## Check the prose of docs, READMEs, docstrings and contracts; docs/conventions.md
	@PYTHONPATH=tools $(PYTHON) -m prose

contracts: setup ## Lint the contracts: Redocly's recommended rules, Spectral's OWASP rules
	@tools/bin/lint-contracts

workflows: setup ## Lint .github/ and the shell scripts
	@tools/bin/lint-workflows

tests: setup ## Some tests: make tests of="mail-service/tests"
	@$(PYTHON) -m pytest $(of)

test-long: setup ## Every proof at full length: make test-long (of="idempotency tokens" seed=1); docs/proofs.md
	@$(PYTHON) -m tests.proofs.long $(if $(seed),--seed $(seed)) $(of)

audit: setup ## Known holes in what we depend on
	@tools/bin/audit

scan: setup ## Look through terraform/ for what is known to be unsafe; takes a minute
	@tools/bin/scan

secrets: setup
	@tools/bin/secrets

quotas: setup ## What AWS lets an account do, and what an environment needs: make quotas env=dev (tenants=10 sites=5 tier=STANDARD ask=1)
	@tools/bin/deploy check-quotas --env "$(env)" --tenants "$(or $(tenants),10)" --sites "$(or $(sites),5)" --tier "$(or $(tier),STANDARD)" $(if $(ask),--ask)

plan: setup ## What a stack would change: make plan stack=… env=dev into=plans (all stacks by default)
	@tools/bin/deploy plan --env "$(env)" --folder "$(or $(into),.cache/plans)" $(stack)

deploy: setup ## Apply one stack: make deploy stack=sites-service env=dev
	@test -n "$(stack)" || { echo "deploy: say stack=…, or make deploy-all." >&2; exit 2; }
	@tools/bin/deploy deploy --env "$(env)" $(stack)

deploy-all: setup ## Apply every stack in its order: make deploy-all env=dev
	@tools/bin/deploy deploy --env "$(env)"

destroy-all: setup ## Destroy an environment with all its data: make destroy-all env=dev confirm=dev
	@tools/bin/deploy destroy --env "$(env)" --confirm "$(confirm)"

release: setup ## Release dist/ to an environment: env= bucket= release= (hold= watch= in seconds)
	@tools/bin/deploy release --env "$(env)" --bucket "$(bucket)" --release "$(release)" --run-url "$(run)" \
		--folder "$(or $(folder),dist)" --hold "$(or $(hold),600)" --watch "$(or $(watch),300)"

fail-over: setup ## Let the recovery Region of prod write: make fail-over env=prod (lost=1 when the old one is gone)
	@test "$(env)" = prod || { echo "fail-over: only prod has a recovery Region; say env=prod." >&2; exit 2; }
	@tools/bin/deploy fail-over --settle "$(or $(settle),60)" $(if $(lost),--lost)

fail-back: setup ## Let prod's own Region write again: make fail-back env=prod
	@test "$(env)" = prod || { echo "fail-back: only prod has a recovery Region; say env=prod." >&2; exit 2; }
	@tools/bin/deploy fail-back --settle "$(or $(settle),60)"

rollback: setup ## Take the last shift back: make rollback env=dev (service=sites-service)
	@tools/bin/deploy rollback --env "$(env)" --service "$(service)"

units: setup
	@rm -rf .coverage .coverage.* .cache/uses
	@RECORD_USES=.cache/uses $(PYTHON) -m coverage run -m pytest --numprocesses=$(or $(workers),2) --dist=loadfile \
		--no-loadscope-reorder --max-worker-restart=0
	@USES=.cache/uses $(PYTHON) -m pytest --quiet tests/terraform/test_rights.py
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report --fail-under=90

docs: setup openapi guides ## Draw the figures of the docs from what the code declares, and play the guides
	@$(PYTHON) tools/docs/costs.py && $(PYTHON) tools/docs/figures.py && $(PYTHON) tools/docs/module_readmes.py

guides: setup ## Play the guides and write the answers that the platform gives today
	@GUIDES=write $(PYTHON) -m pytest --quiet tests/guides/test_guides.py

pictures: setup ## Photograph the e-mails that the docs show (needs a Chromium)
	@$(PYTHON) tools/docs/pictures.py

clean: ## Remove what is installed and cached; the state of the local platform stays
	@rm -rf .venv .venv-ministack .venv-audit .venv-scan .venv-mutation .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* .import_linter_cache
