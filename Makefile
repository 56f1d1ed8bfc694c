# Needs make and Python 3.11 or newer with venv; everything else is installed into .venv from requirements.lock.
.DEFAULT_GOAL := help
.PHONY: help setup demo pictures test lint types bench soak fuzz mutants lock clean

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.calamiteit-ready
WORKERS ?= 2
ARGS ?=

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

setup: $(READY)  ## make the environment .venv

$(READY): requirements.lock pyproject.toml hatch_build.py
	@test -x $(BIN)/python || { python=$$(sh tools/find-python.sh) && "$$python" -m venv $(VENV); }
	@echo "installing into $(VENV) (once; a few minutes on a slow line)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## watch an attack on Lindeveen being handled, on practice servers
	@$(BIN)/python -m calamiteit demo $(ARGS)

test: $(READY)  ## all tests; WORKERS=2, ARGS=... for pytest
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

lint: $(READY)  ## style, form and declared dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/deptry calamiteit

types: $(READY)  ## strict types
	@$(BIN)/mypy

bench: $(READY)  ## measure against the targets; ARGS="--only trigger --quick --json"
	@$(BIN)/python -m benchmarks $(ARGS)

soak: $(READY)  ## long runs under faults
	@if [ -f tests/soak/__main__.py ]; then $(BIN)/python -m tests.soak $(ARGS); \
	else echo "soak: there are no soak runs yet; none were run"; fi

fuzz: $(READY)  ## fuzzing led by coverage; TARGET=mail ARGS="--seconds 60"
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(MAKE) --no-print-directory GROUP=fuzz group
	@$(BIN)/python -m tests.fuzz.guided $(or $(TARGET),mail) $(or $(ARGS),--seconds 60)

mutants: $(READY)  ## mutants of the core against the unit tests; ARGS="calamiteit.core.time*"
	@$(BIN)/python -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('mutmut'))" \
		|| $(MAKE) --no-print-directory GROUP=mutation group
	@$(BIN)/mutmut run $(ARGS) && $(BIN)/mutmut results

.PHONY: group
group: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group $(GROUP)

pictures: $(READY)  ## the pictures of the README, from a real run
	@$(BIN)/python -m tools.pictures

lock: $(READY)  ## renew requirements.lock within the ranges of pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes --upgrade \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:  ## remove .venv and everything that was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find calamiteit -name '*.mo' -delete
