# Each target does all the set-up it needs on a fresh clone: Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNTIME := $(VENV)/.runtime
DEMO_DIR ?= demo
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: demo test check format bench soak docs rows clean

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

# What the program needs, versions and hashes pinned
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# What the tests need on top
$(READY): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(RUNTIME)  ## sample chains through every room; files in $(DEMO_DIR)
	$(BIN)/graphsvc demo --out $(DEMO_DIR)

test: $(READY)  ## format, lint, types, import contracts, every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(PARALLEL)

check: $(READY)  ## the quick part, less than a minute on two idle cores
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -x -p no:schemathesis $(PARALLEL) -m "not slow" tests/unit tests/oracles

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## time and memory at several sizes, ratios in one run
	$(BIN)/python -m tests.benchmarks.run

soak: $(READY)  ## long runs: more random chains (3,000 each, 100,000 mutations of workbooks), more crashes
	GRAPHSVC_HYPOTHESIS_PROFILE=soak GRAPHSVC_CRASH_ROUNDS=100 GRAPHSVC_READS=1000,50 \
	GRAPHSVC_PUSH_KILLS=30 GRAPHSVC_SERVER_KILLS=10 $(BIN)/python -m pytest \
		tests/properties tests/contract tests/integration/test_reading_while_publishing.py \
		tests/integration/test_http_process.py tests/integration/test_neo4j_outages.py tests/integration/twins

docs: $(READY)  ## write the reference manual anew
	$(BIN)/python docs/build_reference.py

rows: $(RUNTIME)  ## write the types of canonical rows anew from the column dictionary
	$(BIN)/python -m graphsvc.domain.dictionary.row_types

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
