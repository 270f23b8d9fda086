# Everything runs from `.venv`, which `make install` builds from the versions in constraints.txt.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
MARK := .venv/installed
# Each worker has engines of its own, about 2 GB; WORKERS=0 runs all in one process.
WORKERS ?= 2
SECONDS ?= 300
ENGINE ?= embedded

.PHONY: install demo test check format neo4j bench soak clean

install: $(MARK)
	@:

$(MARK): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "throughline needs Python 3.11 or later: install it, or name it with PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(MARK)

demo: install
	$(BIN)/throughline demo --home build/demo

test: install
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy verify/throughline_verify.py
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

neo4j: install
	$(BIN)/python -m tests.neo4j_server build/neo4j

bench: install
	$(BIN)/python -m bench

# Mixed load for SECONDS: syncs, contexts, decisions and Cypher at once. An hour is SECONDS=3600.
soak: install
	$(BIN)/python -m bench.soak --seconds $(SECONDS) --engine $(ENGINE)

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
