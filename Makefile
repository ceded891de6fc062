# One task runner; each target says what it does. Needs Python ≥ 3.11, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
# A lock is whole, so nothing is resolved again: a pip before 23.3 would want the newest release of what another package
# asks for with an extra, as `typer[all]`, and refuse it for having no hash.
LOCKED := --quiet --disable-pip-version-check --no-deps --require-hashes -r

.PHONY: demo test lint bench weights soak replay lock clean

demo: .venv/ready        ## the main job on the embedded practice press; archive in data/demo/
	$(BIN)/cppcc demo

test: lint .venv-replay/ready   ## lint, types, import contract, tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready .venv-bench/ready    ## speed and memory, side by side with named peers
	$(BIN)/python -m tests.bench

weights: .venv/ready .venv-training/ready    ## wording, standing, language, network and fit of crawler/reading, learned anew from tests/cases/topic (40 minutes)
	$(BIN)/python -m tests.training

soak: .venv/ready        ## the long crash tests
	$(BIN)/python -m pytest -m soak --timeout 7200

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cppcc-archive needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install $(LOCKED) requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv-bench/ready: requirements-bench.lock   # peers whose pins clash with ours live apart
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install $(LOCKED) requirements-bench.lock
	touch $@

.venv-training/ready: requirements-training.lock   # scikit-learn and newspaper text of 1998, which no user needs
	test -x .venv-training/bin/python || $(PYTHON) -m venv .venv-training
	.venv-training/bin/python -m pip install $(LOCKED) requirements-training.lock
	touch $@

replay: .venv-replay/ready   ## pywb, for the tests that replay captures

.venv-replay/ready: requirements-replay.lock   # pywb, which shows what was captured; its pins clash with ours
	test -x .venv-replay/bin/python || $(PYTHON) -m venv .venv-replay
	.venv-replay/bin/python -m pip install $(LOCKED) requirements-replay.lock
	touch $@

lock:                    ## new lock files with hashes and without addresses (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header tests/bench/peers.in -o requirements-bench.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header tests/replay/pywb.in -o requirements-replay.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header tests/training/needs.in -o requirements-training.lock

clean:
	rm -rf .venv .venv-bench .venv-replay .venv-training data/demo
