# The same names for a person and for CI. Every target sets the machine up first, if need be.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
CODE   := dsl interpreter workbench tests bench docs
READY  := $(VENV)/ready
EXTRAS ?= test
PRESS  := $(VENV)/press
PEERS  := build/peers
BOOKS  := $(patsubst %/rulebook.yaml,%,$(wildcard rulebook/*/rulebook.yaml))

export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup check test golden table generate docs mutants mutate-rules mutations prove-mutants prove-cvc5 attack bench bench-peers bench-daily bench-impact scale campaign campaign-promises campaign-engines campaign-edits kills fuzz demo alter-bundles clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(READY) ## a virtual environment in .venv with everything the targets below need

# Runs again only when what is to be installed has changed.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "guiju needs Python 3.11 or newer, and '$(PYTHON)' is not one. Name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

check: setup ## format, lint, types, direction of imports, the shipped rulebooks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict $(CODE)
	$(BIN)/lint-imports --no-logo
	$(BIN)/guiju fmt --check $(BOOKS)
	$(BIN)/guiju check $(BOOKS)

test: setup ## all tests, on all processors; ARGS="-k word" to choose
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope $(ARGS)

golden: setup ## write the exact outputs in tests/golden anew; review them as a diff
	$(BIN)/python -m pytest --golden-update $(ARGS)

table: setup ## the tables of the parser anew, after a change of the grammar or of its words
	$(BIN)/python -c "from dsl import lalr; lalr.write()"

generate: setup ## the editors' grammar from the words of the language; docs/regulation and the proofs from the rulebooks
	$(BIN)/python -m workbench.textmate
	$(BIN)/python -m docs.tracing
	$(BIN)/python -m docs.proving

docs: $(PRESS) ## the pages of docs/ as a site in build/docs; links and names in them lead somewhere
	$(BIN)/python -m sphinx -W --keep-going -n -q docs build/docs
	$(BIN)/python -m pytest --numprocesses auto tests/test_docs.py

# What only `make docs` needs, put beside the rest when it is asked for.
$(PRESS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	@touch $@

campaign: campaign-promises campaign-engines campaign-edits prove-mutants prove-cvc5 ## all of these, into docs/status.md: hours

campaign-promises: setup ## the promises of the law with 100,000 examples each; ARGS="--examples 20000"
	$(BIN)/python bench/campaign.py $(ARGS)

campaign-engines: setup ## 200,000 made-up snapshots by the reference and each engine; ENGINE=duckdb, compiled or spark
	for engine in $(or $(ENGINE),duckdb compiled); do $(BIN)/python bench/agreement.py --engine $$engine $(ARGS) || exit 1; done

campaign-edits: setup ## 20,000 random edits of random books and what diff says of them, into docs/status.md: hours; goes on where it stopped
	nice -n 19 $(BIN)/python bench/edits.py $(ARGS)

kills: setup ## 200 audits killed at random points and taken up again, into docs/status.md: an hour; ARGS="--kills 20"
	nice -n 15 $(BIN)/python bench/kills.py $(ARGS)

mutants: setup ## what the tests of values, periods and check would not notice; MODULE=interpreter/values.py for one
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,mutants]'
	nice -n 15 $(BIN)/python bench/mutants.py $(MODULE) $(ARGS)

mutate-rules: setup ## small changes of a rulebook that nobody would notice; BOOK=folder, ARGS=--list
	$(BIN)/python -m bench.mutate_rules $(BOOK) $(ARGS)

prove-mutants: setup ## small changes that take away what the invariants rest on: whether they are refuted
	$(BIN)/python -m bench.proof_mutants $(BOOK) $(ARGS)

attack: setup ## 10,000 random cases against each invariant that is proved: half an hour
	ATTACKS=10000 $(BIN)/python -m pytest --numprocesses auto tests/interpreter/proof/test_attack.py

prove-cvc5: setup ## what z3 answers of the invariants, asked of cvc5: the same formulas, as text
	@$(BIN)/python -c 'import cvc5' 2>/dev/null || \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[campaign]'
	$(BIN)/python bench/prove_cvc5.py $(ARGS)

fuzz: setup ## texts made up against the front end; SECONDS=60 of the processor for each TARGET (all); KEEP=1 keeps the corpus
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	$(BIN)/python bench/fuzz.py $(TARGET) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(KEEP),--keep) $(if $(ADD),--add) $(ARGS)

alter-bundles: setup ## 10,000 random alterations each of editions, receipts and logs: none may be accepted; into docs/status.md
	$(BIN)/python -m bench.alterations $(ARGS)
	$(BIN)/python -m bench.tampering $(ARGS)

mutations: setup ## single slips in the shipped book: how many are told of once, at their line
	$(BIN)/python -m bench.mutations $(ARGS)

bench: setup ## measure the figures of docs/status.md; ARGS="--log FILE" where FILE has what `make test` said
	$(BIN)/python bench/measure.py $(ARGS)

bench-peers: $(PEERS)/ready ## our audits and decisions beside those of peers, into bench/results.json; ARGS="--lines 100000 --by cpu"
	$(PEERS)/bin/python -m bench.compare --ours $(BIN)/python $(ARGS)

bench-daily: setup ## an audit that goes by the day before, beside a full one; ARGS="--lines 1000000 --rounds 1"
	$(BIN)/python -m bench.daily $(ARGS)

bench-impact: setup ## the impact of one changed figure beside two audits, into docs/status.md; ARGS="--lines 10000000"
	$(BIN)/python -m bench.impact $(ARGS)

# The peers bring NumPy and more: they get an environment of their own, so that ours is measured as a user has it.
$(PEERS)/ready: $(READY)
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,bench,plots]'
	@touch $@

scale: setup ## how the time of a check grows with the rules of a book, into docs/status.md
	$(BIN)/python bench/scale.py $(ARGS)

demo: setup ## a made-up snapshot with planted faults, audited and explained
	$(BIN)/python -m workbench.demo

clean: ## remove what the targets made, .venv too
	rm -rf $(VENV) build dist mutants .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
