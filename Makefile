.DEFAULT_GOAL := help
SHELL := /bin/bash
export NO_MKDOCS_2_WARNING := 1
# Trust the certificates that the system trusts, as pip does.
UV_SYSTEM_CERTS ?= 1
export UV_SYSTEM_CERTS
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NATIVE := CMakeLists.txt $(shell find src/axiom/kernels -name "*.?pp")

# One command installs an extra: $(call install,EXTRA)
install = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --editable '.[$(1)]'

.PHONY: help run serve test check format docs bench bench-table clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 12

$(BIN)/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Axiom needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/run.stamp: $(BIN)/uv pyproject.toml $(NATIVE)
	$(call install,report$(comma)samples)
	@touch $@

$(VENV)/dev.stamp: $(BIN)/uv pyproject.toml $(NATIVE)
	$(call install,dev)
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(BIN)/uv pyproject.toml $(NATIVE)
	$(call install,dev$(comma)bench)
	@touch $(VENV)/run.stamp $(VENV)/dev.stamp $@

comma := ,

run: $(VENV)/run.stamp  ## Set up, then run the main job on the sample chain
	$(BIN)/axiom run

serve: $(VENV)/dev.stamp  ## Set up, then run the service on port 8000
	$(BIN)/axiom serve

test: $(VENV)/dev.stamp  ## Set up, then run all tests
	$(BIN)/python -m pytest -n auto

check: $(VENV)/dev.stamp  ## Lint, formatting, types, layering, documentation build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/mkdocs build --strict --quiet --site-dir build/site

format: $(VENV)/dev.stamp  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp  ## Build the documentation into site/
	$(BIN)/mkdocs build --strict

bench: $(VENV)/bench.stamp  ## Benchmark against peers (ONLY=core for one suite)
	$(BIN)/python -m benchmarks $(ONLY)

bench-table: $(VENV)/dev.stamp  ## Put the figures of benchmarks/results into the README and the docs
	$(BIN)/python -m benchmarks table

clean:  ## Remove everything that was built or installed
	rm -rf $(VENV) build dist site
