# Every target makes its own .venv from requirements.lock, says what it is doing, and is quick the second time.
# Needs only python3 (3.11 or later) with pip, make and git.
PYTHON ?= python3
# How many tests run at once: one more than there are cores on the smallest machine that we use, since much of their time is
# waiting for servers, kernels and browsers.
TESTERS ?= 3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
.DEFAULT_GOAL := help
.PHONY: help demo lab package formgrader formgrader-demo test lint types unit notebooks browser postgres node pyodide proxy hooks diff catalogue pictures bench calibration lock clean build lite docs

# A line "##@ ..." begins a group of this list; what stands behind "##" at a target is its line in it.
help:  ## show this list
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

##@ To use the course

demo: $(READY)  ## a simulated class works on an assignment and is graded, start to finish
	@alliance-grader demo

lab: $(READY)  ## open JupyterLab at the lessons
	@alliance lab course

package: $(READY)  ## the file that students install, in dist/, without keys or solutions
	@python -m hatchling build -t wheel
	@echo "Give students the file in dist/, and docs/laptop.md."

formgrader: $(READY)  ## open nbgrader's formgrader, where people mark what people must mark
	@alliance-grader formgrader

formgrader-demo: $(READY)  ## the same, for the class of the demo
	@alliance-grader formgrader --demo

##@ To check

test: lint types unit  ## everything that continuous integration runs: lint, types and unit

lint: $(READY)  ## style of the code and the notebooks
	@echo "Checking style..."
	@ruff check . && ruff format --check . || { echo "Much of this mends itself: ruff check --fix . && ruff format ."; exit 1; }

types: $(READY)  ## types of the code, strictly
	@echo "Checking types..."
	@mypy

unit: $(READY) browser postgres pyodide proxy  ## all tests, in a real browser and on real servers (20 minutes on two cores)
	@echo "Running the tests..."
	@python -m pytest -n $(TESTERS) --dist loadfile --instafail --durations 20

notebooks: $(READY)  ## form and prose of lessons and assignments, without running them
	@echo "Looking at the notebooks: code, form, prose, and whether release/ is made from source/..."
	@ruff check course/lessons source
	@python -m alliance_grader.normal $$(git ls-files 'course/*.ipynb' 'source/*.ipynb')
	@python -m pytest -q tests/lessons $(addprefix tests/house/test_house.py::,test_notebooks_are_normal \
	  test_an_assignment_is_folder_and_notebook_of_one_name test_students_type_no_more_than_one_line)
	@alliance-grader build --check
	@echo "The notebooks are in order. What runs them: make unit"

# What the tests need beside Python; each says what to do where it cannot install it.
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

node:
	@command -v npm >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Node.js for the tests of the hub and of the site without a server..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; \
	else \
	  echo "The tests of the hub and of the site without a server need Node.js 20 with npm. Install it (Debian, Ubuntu: sudo apt install npm; macOS: brew install node) and try again."; exit 1; \
	fi

# The core of Pyodide, for the tests of the site without a server: no more than those need it.
pyodide: $(READY) node
	@python deploy/lite/core.py

# JupyterHub's own proxy, for the tests of the hub: they need root, since they make accounts.
proxy: $(READY) node
	@test "$$(id -u)" = 0 && ! test -d $(VENV)/proxy/node_modules/configurable-http-proxy || exit 0; \
	echo "Installing JupyterHub's proxy for the tests of the hub..."; \
	npm install --prefix $(VENV)/proxy --no-save --no-package-lock --no-audit --no-fund --silent configurable-http-proxy@5.3.0

##@ To change

hooks: $(READY)  ## check each commit before it is made, compare notebooks by cell
	@echo "Setting up this clone: checks before a commit and a push, notebooks compared by nbdime..."
	@pre-commit install --hook-type pre-commit --hook-type pre-push >/dev/null
	@git config --local diff.jupyternotebook.command "$(BIN)/git-nbdiffdriver diff --ignore-outputs --ignore-metadata --ignore-details"
	@git config --local merge.jupyternotebook.name "notebooks, cell by cell"
	@git config --local merge.jupyternotebook.driver "$(BIN)/git-nbmergedriver merge %O %A %B %L %P"
	@echo "Done. What it does: CONTRIBUTING.md. To look at all files now: $(BIN)/pre-commit run --all-files"

FROM ?= HEAD
diff: $(READY)  ## what has changed in the notebooks, cell by cell (make diff FROM=HEAD~3)
	@echo "Changes of notebooks since $(FROM):"
	@nbdiff --sources --no-color $(FROM) -- course source
	@echo "That is all. Side by side in a browser: $(BIN)/nbdiff-web $(FROM)"

catalogue: $(READY)  ## collect what the course says, for translators, and take in what they wrote
	@echo "Collecting texts from Python, JavaScript and tables..."
	@python -m alliance.language.catalogue

pictures: $(READY) browser  ## take the pictures of the student guide anew, in a real browser
	@echo "Taking pictures of a lesson, an assignment and a feedback page (two minutes)..."
	@python docs/pictures/make.py
	@echo "Look at docs/pictures/student_*.png before you commit them."

bench: $(READY)  ## measure lessons and grading again, into docs/ (an hour)
	@echo "Measuring, as ratios in one run..."
	@python benchmarks/run.py
	@echo "Moving every slider of the lessons in a real JupyterLab (about five minutes)..."
	@python benchmarks/lessons.py --save docs/lesson_speed.md
	@echo "Grading 30 and 120 submissions with stock nbgrader and with ours (half an hour on two cores)..."
	@python benchmarks/grading/run.py --submissions 30 --submissions 120 --growth --save docs/grading_speed.md

calibration: $(READY)  ## hold the caseload against the research, after a change of the simulator
	@echo "Simulating 80,000 clients in each of four worlds (some minutes)..."
	@alliance calibrate --save docs/calibration
	@mv docs/calibration/calibration.json course/alliance/caseload/calibration/
	@echo "Look at docs/calibration/README.md, and commit it together with course/alliance/caseload/calibration/calibration.json"

lock: $(READY)  ## make requirements.lock again from pyproject.toml, with the newest versions
	@echo "Looking for the newest versions that fit together..."
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-annotate --no-header --quiet --output-file requirements.lock
	@echo "Look at the changes (git diff requirements.lock), then: make test"

clean:  ## remove .venv and caches; student data in gradebook/ stays
	@echo "Removing the course's own Python, and caches. Student data stays. The next target sets up anew."
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis screenshots

##@ To publish

build: $(READY)  ## make release/, the students' versions, from source/
	@alliance-grader build

# PYODIDE=FOLDER makes a site that carries that Pyodide too: docs/browser_only.md
PYODIDE ?=
lite: $(READY)  ## a site on which the course runs without a server, into deploy/lite/site
	@echo "Building the site that runs in the browser alone..."
	@python deploy/lite/build.py $(if $(PYODIDE),--pyodide "$(PYODIDE)")

docs: $(READY)  ## build the documentation as a site in build/docs; a warning fails
	@echo "Building the documentation (half a minute)..."
	@sphinx-build -q -W --keep-going -j auto docs build/docs
	@echo "Open build/docs/index.html; it needs no network."
