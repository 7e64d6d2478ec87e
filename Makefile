# One command for each thing, the same here and in CI. `make help` lists them.
#
#   PYTHON=python3.12 make up      another Python (3.11 or newer)
#   TORCH_INDEX=https://… make up  the index that has torch's CPU build for your system; without it
#                                  torch comes from pip's own index, on Linux with GPU libraries

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
RUN := $(VENV)/bin/python -m
PIP := $(RUN) pip --disable-pip-version-check
TORCH := $(shell sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
TORCH_INDEX ?=
LOCK ?=
DATA ?= ../shared/data/skills
ESCO ?=
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))

# A venv that came with a copied folder belongs to another place: make it anew.
ifneq ($(shell cat $(VENV)/made-for 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/made-for
endif

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | sort | \
		awk -F'|' '{ printf "  make %-14s %s\n", $$1, $$2 }'

.PHONY: up
up: $(VENV)/installed ## install what is missing, then start everything; Ctrl-C stops it
	@exec $(RUN) api.cli up

.PHONY: test
test: $(VENV)/installed-dev ## run every test, on real engines
	$(RUN) pytest

.PHONY: quick
quick: $(VENV)/installed-dev ## run the tests that take less than ten seconds
	$(RUN) pytest -m "not slow and not chaos"

.PHONY: check
check: $(VENV)/installed-dev ## style, types and the direction of imports
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports

.PHONY: eval
eval: eval-titles eval-inclusive eval-cvs eval-ranking ## measure what is measured on labelled sets

.PHONY: eval-titles
eval-titles: $(VENV)/installed-dev ## how well titles are matched: top-1, top-5, false accepts
	$(RUN) tests.evaluation.titles

.PHONY: eval-inclusive
eval-inclusive: $(VENV)/installed-dev ## how well wording that shuts out is found
	$(RUN) tests.evaluation.inclusive

.PHONY: eval-cvs
eval-cvs: $(VENV)/installed-dev ## how well skills and years are read out of whole CVs: ALL=1 with models
	$(RUN) tests.evaluation.cvs $(if $(ALL),--all)

.PHONY: eval-skills
eval-skills: $(VENV)/installed-dev ## how well skills are read out of text, and how fast: DATA= ESCO=
	$(RUN) tests.evaluation.skills $(DATA) $(if $(ESCO),--esco $(ESCO))

.PHONY: train-skills
train-skills: $(VENV)/installed-dev ## rebuild the skill tagger's weights (half an hour or more): DATA=
	$(RUN) tests.training.skills $(DATA)

.PHONY: train-writer
train-writer: $(VENV)/installed-dev ## rebuild the bundled writer's weights (some minutes), and measure
	$(RUN) tests.training.writer

.PHONY: eval-writer
eval-writer: $(VENV)/installed-dev ## how posts are written, a writer at a time: POSTS= OUT= WRITER= MODEL=
	$(RUN) tests.evaluation.writer $(if $(POSTS),--posts $(POSTS)) $(if $(OUT),--out $(OUT)) \
		$(if $(WRITER),--writer $(WRITER)) $(if $(MODEL),--model $(MODEL))

.PHONY: eval-ranking
eval-ranking: $(VENV)/installed-dev ## how well applicants are ranked, twins, attacks, speed: DATA= ONET=
	$(RUN) tests.evaluation.ranking $(DATA) $(if $(ONET),--onet $(ONET))

.PHONY: bench
bench: bench-recovery bench-graph bench-ranking bench-submission bench-exports ## measure speed, as ratios within one run

.PHONY: bench-graph
bench-graph: $(VENV)/installed-dev ## role-graph queries after an import over before: ESCO= ONET=
	$(RUN) tests.evaluation.graph_speed $(if $(ESCO),--esco $(ESCO)) $(if $(ONET),--onet $(ONET))

.PHONY: bench-ranking
bench-ranking: $(VENV)/installed-dev ## how fast a post of 10,000 applicants is ranked anew
	$(RUN) tests.evaluation.ranking_speed

.PHONY: bench-submission
bench-submission: $(VENV)/installed-dev ## how long one CV takes from its upload to its profile
	$(RUN) tests.evaluation.submission

.PHONY: bench-exports
bench-exports: $(VENV)/installed-dev ## how an export of 100,000 lines goes, in time and memory
	$(RUN) tests.evaluation.export_size

.PHONY: bench-recovery
bench-recovery: $(VENV)/installed-dev ## how soon the jobs of a killed worker run again
	$(RUN) tests.evaluation.recovery

.PHONY: format
format: $(VENV)/installed-dev ## bring the code into its format
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

.PHONY: doctor
doctor: $(VENV)/installed ## list the settings and say what is wrong with this machine
	@exec $(RUN) api.cli doctor

.PHONY: schema
schema: $(VENV)/installed ## write schema.graphql from the code
	$(RUN) api.cli schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

.PHONY: lock
lock: $(VENV)/made-for ## write both lock files; LOCK=--upgrade takes the newest versions
	@$(RUN) uv --version >/dev/null 2>&1 || $(PIP) install --quiet uv
	$(RUN) uv pip compile -q $(LOCK) pyproject.toml --group build -o requirements.lock
	$(RUN) uv pip compile -q $(LOCK) pyproject.toml --group build --group dev \
		-c requirements.lock -o requirements-dev.lock

.PHONY: clean
clean: ## remove what was installed and built; the data in .penroll stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/made-for:
	@test -n "$(PYTHON)" || { echo "Penroll needs Python 3.11 or newer and found none:" \
		"install one, or say PYTHON=/path/to/python3.12 make up" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is not" \
		"Python 3.11 or newer: say PYTHON=/path/to/python3.12 make up" >&2; exit 1; }
	@echo "==> making $(VENV) with `$(PYTHON) --version`"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a venv:" \
		"on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
	@echo "$(CURDIR)" > $@

# The lock first: torch then finds what it needs in place, at the versions that were chosen. It is
# not in the lock, as its builds for CPU and GPU are other files on other indexes.
$(VENV)/installed: $(VENV)/made-for requirements.lock pyproject.toml
	@echo "==> installing the locked packages"
	@$(PIP) install --no-deps --require-hashes --progress-bar on -r requirements.lock
	@echo "==> installing $(TORCH)"
	@$(PIP) install --progress-bar on $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	@echo "==> installing Penroll"
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "==> installing the tools of the tests"
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
