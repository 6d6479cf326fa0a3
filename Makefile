# Two commands on a fresh machine: `make demo` and `make test`. Python 3.11 to 3.13.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# uv installs on all cores what takes pip minutes on one; where it cannot be had, or does not find what pip is told of, pip does it
define install
	$(BIN)/pip install --quiet --require-hashes -r requirements-uv.lock && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r $(1) || \
	$(BIN)/pip install --quiet --require-hashes -r $(1)
endef

.PHONY: demo docs test browser test-long lint quality bench lock clean

# what runs, as pinned; the package itself last
$(VENV)/run: requirements.lock requirements-uv.lock pyproject.toml $(shell find src -type f -not -name '*.pyc' 2>/dev/null)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(call install,requirements.lock)
	$(BIN)/pip install --quiet --no-deps --force-reinstall .
	touch $@

# what tests need besides, with the package editable
$(VENV)/dev: requirements-dev.lock requirements-uv.lock requirements-schemas.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(call install,requirements-dev.lock)
	# its schema files are read and nothing of it is run, so what it needs is left out
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-schemas.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

demo: $(VENV)/run
	$(BIN)/pledgebook demo

# the documentation as a site, in build/site
docs: $(VENV)/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# lint and quality need a core each; tests wait for servers, clusters and processes they kill, so one more of them runs than there are cores
test:
	$(MAKE) --no-print-directory -j 2 $(VENV)/dev browser
	$(BIN)/python bench/quality/measure.py --check >$(VENV)/quality.txt 2>&1 & measured=$$!; \
	$(MAKE) --no-print-directory lint && PLEDGEBOOK_BROWSER_REQUIRED=1 $(BIN)/python -m pytest -n 3 --dist worksteal --durations=5; tested=$$?; \
	wait $$measured; measured=$$?; cat $(VENV)/quality.txt; exit $$((tested | measured))

# what the pages are looked at with: Debian's chromium, installed where there is none
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "make test needs chromium to look at the pages with: install it and run again" >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; \
	else echo "make test needs Debian's package chromium and you are not root: ask for 'apt-get install chromium' and run again" >&2; exit 1; fi; \
	$$as apt-get update -q && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium

# what takes minutes: processes killed at hundreds of places, laws searched for new counterexamples
test-long: $(VENV)/dev
	$(BIN)/python -m pytest -m long --timeout=0 --durations=5
	$(BIN)/python -m pytest tests/properties -n 2 --timeout=0 --hypothesis-profile=searching

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/mypy

quality: $(VENV)/dev
	$(BIN)/python bench/quality/measure.py

bench: $(VENV)/dev
	$(BIN)/python bench/speed/measure.py
	$(BIN)/python bench/speed/processes.py
	$(BIN)/python bench/speed/web.py

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock
	echo uv | uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 - -o requirements-uv.lock
	echo followthemoney | uv pip compile --universal --no-deps --generate-hashes --no-emit-index-url --no-header --python-version 3.11 - -o requirements-schemas.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
