# Needs python3 (3.11 or newer) with pip, and make. Everything else is put into this folder.
# All paths are relative: make cannot handle a folder with a space in its name otherwise.

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

# uv works where Debian's python3 has neither ensurepip nor leave to install packages.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
# .venv/bin/python -m keeps working when the folder is moved; the scripts beside it do not.
PY := .venv/bin/python
# uv does not read pip's settings; a mirror chosen for pip serves both, and the hashes guard it.
MIRROR = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(python3 -m pip config get global.index-url 2>/dev/null)}}"
# A lock must come from the index alone, not from wheels that happen to lie on one machine.
COMPILE = env -u UV_FIND_LINKS -u UV_EXTRA_INDEX_URL -u UV_INDEX $(UV) pip compile --no-config \
	--quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

export UV_PYTHON_DOWNLOADS = never

.DELETE_ON_ERROR:
.PHONY: help install run test proof shots check lint format types system lock bench pictures image-proof clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s  %s\n", $$1, $$2 }' Makefile

install: .venv/run.stamp  ## Install what the app needs into .venv
	@$(PY) -m compileall -q app.py models blueprints  # a service may not write beside its code
	@KAIMEN_ENV=demo DATA_DIR=build/compiling $(PY) -m flask --app app compile-templates

run: export HOST := $(HOST)
run: export PORT := $(PORT)
run: export KAIMEN_ENV := $(or $(KAIMEN_ENV),demo)
run: .venv/run.stamp  ## Start the demo on HOST:PORT (127.0.0.1:8000); Ctrl-C ends it
	@$(PY) -m flask --app app prepare
	@exec $(PY) -m gunicorn -c gunicorn.conf.py "app:create_app()"

test: check  ## Check style, types and templates, then run all tests (ARGS="-k name")
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

proof: export KAIMEN_PROOF = 1
proof: test  ## The same tests with full counts; takes longer

shots: export KAIMEN_SHOTS = 1
shots: system .venv/dev.stamp  ## Run the browser tests and keep a picture of each page in build/shots
	$(PY) -m pytest tests/browser $(ARGS)

check: lint types system

lint: .venv/dev.stamp  ## Check style and templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --check templates
	$(PY) -m djlint --quiet --lint templates

format: .venv/dev.stamp  ## Bring code and templates into style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m djlint --quiet --reformat templates

types: .venv/dev.stamp  ## Check types
	$(PY) -m mypy

system:
	@sh tests/system.sh

lock: $(filter .tools/%,$(UV))  ## Renew requirements*.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	$(COMPILE) $(ARGS) pyproject.toml -o requirements.txt
	$(COMPILE) $(ARGS) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

bench: .venv/run.stamp  ## Measure load and scale
	$(PY) -m bench $(ARGS)

image-proof: .venv/dev.stamp  ## Perform the Dockerfile's steps and compose.yaml's in a plain Debian (as root, minutes)
	$(PY) -m tests.image

pictures: system .venv/dev.stamp  ## Take the README's pictures of the demo anew
	$(PY) -m tests.browser.pictures

clean:  ## Remove what was built or installed here; the data in instance/ stays
	rm -rf .venv .tools build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.tools/bin/uv:
	python3 -m pip install --quiet --root-user-action=ignore --target .tools 'uv>=0.13,<0.14'

.venv/bin/python: | $(filter .tools/%,$(UV))
	$(UV) venv --quiet .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	@$(MIRROR) $(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@$(MIRROR) $(UV) pip sync --quiet --compile-bytecode --python $(PY) --require-hashes requirements-dev.txt
	@touch $@ .venv/run.stamp
