# `make run` and `make test` are all it takes; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run test check lock openapi clean runtime dev

PORT ?= 8000
SIMULATOR_PORT ?= 8001
# More for pytest, such as ARGS="-k token" or ARGS=tests/unit.
ARGS ?=

MAKE_VENV = command -v python3.11 >/dev/null \
	|| { echo "python3.11 is missing; on Debian: apt-get install python3.11-venv" >&2; exit 1; }; \
	exec python3.11 scripts/make_venv.py

# A make that is killed takes the gateway and the simulator with it, so the ports are free again.
END_WITH_MAKE = $(if $(shell command -v setpriv),setpriv --pdeathsig TERM)

help:  ## This list
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: runtime  ## Gateway and AFAS simulator with a demo tenant; PORT and SIMULATOR_PORT choose the ports
	@exec $(END_WITH_MAKE) .venv/bin/ledgergate demo --port $(PORT) --simulator-port $(SIMULATOR_PORT)

test: dev  ## Every test, against SQLite and against a PostgreSQL and a Redis of its own
	@exec .venv/bin/python -m pytest $(ARGS)

check: dev  ## Format, lint, types, import contracts, dependencies, house rules, spec freshness
	@exec scripts/check

lock: dev  ## Newest allowed dependencies into both lock files
	@scripts/lock

openapi: runtime  ## The published contract, openapi/gateway.json, from the code
	@exec .venv/bin/ledgergate openapi --write

clean:  ## Removes what can be made again; keeps the demo's data in var/
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@$(MAKE_VENV) runtime

dev:
	@$(MAKE_VENV) dev
