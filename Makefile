# Each target does all the set-up it needs on a fresh clone: Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNTIME := $(VENV)/.runtime
DEMO_DIR ?= demo
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder

# Of what only some need, all but the notebook server
EXTRAS := --extra neo4j --extra office --extra postgres --extra pyvis
LOCKING := --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
UV ?= uv
WHEELHOUSE ?= wheelhouse

.PHONY: demo test test-all test-lowest check quick static loops format bench soak docs rows wheelhouse lock clean

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

# Beside the checks, which take one core: no worker of the tests then compiles what the other compiles too
loops: $(READY)
	$(BIN)/python -c 'from graphsvc.usecases.warming import compile_engine; compile_engine()'

static: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(READY)  ## format, lint, types, import contracts, every test
	$(MAKE) --no-print-directory -j 2 static loops
	$(BIN)/python -m pytest $(PARALLEL)

test-all: $(READY)  ## every test under each supported Python of this machine; says which are missing
	$(BIN)/python -m tests.interpreters

test-lowest: $(READY)  ## the quick tests with the smallest supported versions of the libraries
	$(BIN)/python -m tests.interpreters --lowest

check: $(READY)  ## the quick part, about a minute on two idle cores
	$(MAKE) --no-print-directory -j 2 static quick

# Beside the checks of types, which leave a core idle
quick: loops
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

docs: $(READY)  ## write the reference manual anew, and make one site of the manual for /manual and the wheel
	$(BIN)/python docs/build_reference.py
	$(BIN)/python docs/build_site.py

rows: $(RUNTIME)  ## write the types of canonical rows anew from the column dictionary
	$(BIN)/python -m graphsvc.domain.dictionary.row_types

wheelhouse: $(RUNTIME)  ## all that an installation needs, extras included, as a folder for a machine without internet
	rm -rf $(WHEELHOUSE)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w $(WHEELHOUSE) .
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes -d $(WHEELHOUSE) -r requirements.lock
	@echo "on the other machine: python3 -m pip install --no-index --find-links $(WHEELHOUSE) 'graphsvc[neo4j,office,postgres,pyvis]'"

lock:  ## pin anew what pyproject.toml asks for (needs uv); versions stay where they still fit
	$(UV) pip compile pyproject.toml --group build $(EXTRAS) $(LOCKING) -o requirements.lock
	$(UV) pip compile pyproject.toml --group dev $(EXTRAS) $(LOCKING) -c requirements.lock -o requirements-dev.lock
	$(UV) pip compile pyproject.toml $(EXTRAS) $(LOCKING) --resolution lowest-direct -o $(VENV)/lowest.txt
	$(UV) pip compile pyproject.toml --group build --group smoke $(EXTRAS) $(LOCKING) -c $(VENV)/lowest.txt -o requirements-lowest.lock

clean:
	rm -rf $(VENV) .venvs $(WHEELHOUSE) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
