# Everything a newcomer needs: `make demo` and `make test`. Both set themselves up on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PORTABLE := .venv/portable
PEERS := .venv/peers
FUZZ := .venv/fuzz
FUZZ_SECONDS ?= 60
LOCK = .venv/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
	--python-version 3.11 --group $(1) --output-file requirements-$(1).txt

.PHONY: demo test lint bench fuzz portable schemas docs lock clean

demo: $(READY) ## the whole job on a simulated organisation; asks on a terminal
	@$(BIN)/mcpsweep demo

test: $(READY) lint ## linters, types, contracts, tests
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet mcpsweep

bench: $(READY) $(PEERS)/.ready ## print the benchmarks; nothing fails by the clock
	$(BIN)/python -m tests.benchmarks

fuzz: $(FUZZ)/.ready ## feed the readers what coverage leads to, FUZZ_SECONDS for each target; ends at the first find
	for target in documents detection collectors databases; do \
		$(FUZZ)/bin/python -m tests.fuzz $$target $(FUZZ_SECONDS) $(FUZZ)/inputs || exit 1; done

portable: dist/mcpsweep $(READY) ## the scanner as one file for this system, tried against the installed one
	MCPSWEEP_PORTABLE=dist/mcpsweep $(BIN)/python -m pytest tests/portable
	@ls -l dist/mcpsweep && cat dist/mcpsweep.sha256

schemas: $(READY) ## write the JSON Schemas anew from the structs
	$(BIN)/python -m tests.reports.schema

docs: schemas ## write anew what the documents have from the code
	$(BIN)/python -m tests.docs.blocks
	$(BIN)/python -m tests.docs.picture

lock: ## refresh the hash-locked environments
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	$(call LOCK,dev) pyproject.toml
	$(call LOCK,portable) pyproject.toml --constraint requirements-dev.txt
	$(call LOCK,fuzz) pyproject.toml --constraint requirements-dev.txt
	$(call LOCK,peers)
	rm -rf .venv/lock

$(READY): requirements-dev.txt pyproject.toml
	@echo "setting up .venv (once; takes about a minute)" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mcpsweep needs Python 3.11 or newer")'
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(PORTABLE)/.ready $(FUZZ)/.ready: .venv/%/.ready: requirements-%.txt pyproject.toml $(READY)
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The same tree gives the same bytes: what was carried to a laptop can be built again and compared.
dist/mcpsweep: $(PORTABLE)/.ready $(wildcard portable/*) $(shell find mcpsweep -name '*.py')
	SOURCE_DATE_EPOCH=0 PYTHONHASHSEED=0 $(PORTABLE)/bin/pyinstaller --noconfirm --clean --log-level ERROR \
		--distpath dist --workpath $(PORTABLE)/build portable/mcpsweep.spec
	@$(BIN)/python -c 'import hashlib; print(hashlib.file_digest(open("$@", "rb"), "sha256").hexdigest() + "  mcpsweep")' > $@.sha256

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

$(PEERS)/.ready: requirements-peers.txt
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $< || \
		echo "the other programs cannot be had here: their rows will say so" >&2
	@touch $@
