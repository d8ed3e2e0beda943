# Every target makes its own .venv from requirements.lock, says what it is doing, and is quick the second time.
# Needs only python3 (3.11 or later) with pip, make and git.
PYTHON ?= python3
# How many tests run at once; much of their time is waiting for servers, kernels and browsers.
TESTERS ?= 2
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
.DEFAULT_GOAL := help
.PHONY: help demo lab formgrader formgrader-demo test lint types unit browser-tests browser postgres bench calibration build lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This course needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1). Install a newer one, or say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up the course's own Python in $(VENV) (once; about a minute)..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
	@echo "Ready."

demo: $(READY)  ## a simulated class works on an assignment and is graded, start to finish
	@alliance-grader demo

lab: $(READY)  ## open JupyterLab at the lessons
	@alliance lab course

formgrader: $(READY)  ## open nbgrader's formgrader, where people mark what people must mark
	@alliance-grader formgrader

formgrader-demo: $(READY)  ## the same, for the class of the demo
	@alliance-grader formgrader --demo

build: $(READY)  ## make release/ (the students' versions) from source/
	@alliance-grader build

test: lint types unit  ## everything that .ci/run runs

lint: $(READY)  ## style of the code and the notebooks
	@echo "Checking style..."
	@ruff check . && ruff format --check .

types: $(READY)  ## types, strictly
	@echo "Checking types..."
	@mypy

unit: $(READY) browser postgres  ## all tests: packages, notebooks, release, the demo, a real browser, a real PostgreSQL
	@echo "Running the tests..."
	@python -m pytest -n $(TESTERS) --dist loadfile --instafail --durations 20

browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
	else \
	  echo "The browser tests need Chromium or Google Chrome. Install one (Debian, Ubuntu: sudo apt install chromium; macOS: brew install --cask google-chrome) and try again."; exit 1; \
	fi

postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0; command -v initdb >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing PostgreSQL for the gradebook tests..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else \
	  echo "The gradebook tests need PostgreSQL. Install it (Debian, Ubuntu: sudo apt install postgresql; macOS: brew install postgresql) and try again."; exit 1; \
	fi

bench: $(READY)  ## measure, as ratios in one run
	@python benchmarks/run.py
	@echo "Moving every slider of the lessons in a real JupyterLab (about five minutes)..."
	@python benchmarks/lessons.py --save docs/lesson_speed.md
	@echo "Grading 30 and 120 submissions with stock nbgrader and with ours (half an hour on two cores)..."
	@python benchmarks/grading/run.py --submissions 30 --submissions 120 --growth --save docs/grading_speed.md

calibration: $(READY)  ## hold the caseload against the research again, after a change of the simulator
	@alliance calibrate --save docs/calibration
	@mv docs/calibration/calibration.json course/alliance/caseload/calibration/

lock: $(READY)  ## make requirements.lock again from pyproject.toml
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-annotate --no-header --quiet --output-file requirements.lock

clean:  ## remove .venv and caches; student data in gradebook/ stays
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis screenshots
