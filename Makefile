# What a newcomer types. Everything else is the `wijk` command: .venv/bin/wijk --help
.DEFAULT_GOAL := help
.PHONY: help setup demo test slow check format dev lock clean

BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE  # a start without bytecode takes twice as long; what is written stays in this folder

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: ## environment and PostGIS, nothing else
	@deploy/bootstrap.sh

demo: setup ## everything, for the bundled sample region; ends with the path of the site
	@$(BIN)/wijk demo

test: ## the tests
	@deploy/bootstrap.sh --browser
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not slow"

slow: ## whole nights that are killed, full disks, every page for accessibility
	@deploy/bootstrap.sh --browser
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m slow

check: setup ## linters, types, the import rule, dbt's own parser, Dagster's own check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pipelines.dbt_project
	@VIRTUAL_ENV="$(CURDIR)/.venv" DAGSTER_HOME= DAGSTER_DISABLE_TELEMETRY=1 DG_TELEMETRY=0 $(BIN)/dg check defs

format: setup ## put the code in shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

dev: setup ## Dagster's web interface on the private cluster
	@$(BIN)/wijk dev

lock: setup ## resolve the dependencies again
	@uv=$$(command -v .uv/bin/uv || command -v uv) && $$uv pip compile pyproject.toml --group dev --python-version 3.12 \
	  --generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock

clean: ## remove the environment and what tools left; the user's data stay
	@rm -rf .venv .uv .pytest_cache .hypothesis .mypy_cache .ruff_cache dbt/target dbt/logs logs
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
