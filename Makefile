# `make run` starts the app, `make test` passes the tests; each makes its own virtual environment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIBRARIES := .venv-libraries
PORT ?= 8501
DENO := DENO_NO_UPDATE_CHECK=1 DENO_DIR=$(VENV)/deno $(BIN)/deno

.PHONY: run serve dev test exhaustive check libraries lint docs clean

run: $(VENV)/app.stamp
	$(BIN)/streamlit run app.py --server.port $(PORT)

# As a site runs it: two processes of the app, and nginx from the system's packages before them.
serve: $(VENV)/app.stamp
	$(BIN)/python -m deploy.serve --port $(PORT)

# The app, and every change of a file is shown at once.
dev: $(VENV)/app.stamp
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto

# A browser waits half of the time: a third worker uses two cores to the full. Tests start many
# processes, which take seconds to begin unless Python may keep what it has compiled.
test exhaustive: export PYTHONDONTWRITEBYTECODE =
test: lint browser
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not exhaustive"

# What takes half as long again: every rule on every landscape, whole sites, what is installed.
exhaustive: browser
	$(BIN)/python -m pytest -n 3 --dist worksteal -m exhaustive

# An answer in a minute or two, while one works: no browser, no slow tests.
check: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not browser and not exhaustive"

# Exported code against the real PyTorch, Keras and Optax, which have an environment of their own.
libraries: $(VENV)/dev.stamp $(LIBRARIES)/made.stamp
	$(BIN)/python -m pytest tests/libraries/agreement.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(DENO) lint --quiet
	$(DENO) check --quiet ui

docs: $(VENV)/dev.stamp
	$(BIN)/python -m docs.generate

.PHONY: browser
browser: $(VENV)/dev.stamp
	$(BIN)/python -m tests.browser.install
	$(BIN)/python -m tests.deploy.install

$(VENV)/app.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-cluster.txt requirements-dev.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile \
		-r requirements-dev.txt -c constraints.txt
	touch $@

$(LIBRARIES)/made.stamp: requirements-libraries.txt tests/reference/requirements.txt
	$(PYTHON) -m venv $(LIBRARIES)
	$(LIBRARIES)/bin/pip install --quiet --disable-pip-version-check --no-compile \
		-r requirements-libraries.txt
	touch $@

clean:
	rm -rf $(VENV) $(LIBRARIES)
