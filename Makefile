# Two commands are enough: `make run` and `make test`. Both set up what they need.
IN_VENV := .venv/bin/python
ARGS ?=

.PHONY: run test demo bench battery lint lock clean

run: .venv/ready
	@sh packaging/run.sh $(ARGS)

test: .venv/ready lint
	QT_QPA_PLATFORM=offscreen $(IN_VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

demo: .venv/ready
	QT_QPA_PLATFORM=offscreen $(IN_VENV) main.py demo --out build/demo $(ARGS)

bench: .venv/ready
	QT_QPA_PLATFORM=offscreen $(IN_VENV) -m tests.bench $(ARGS)

# SECONDS is the budget of each long run; properties get 2,000 examples each; the window is held to P21.
# Every seed is printed: SEED replays the properties, SALESDESK_BATTERY_SEED one of the other tests.
battery: SECONDS ?= 300
battery: SEED ?= $(shell date +%s)
battery: .venv/ready
	QT_QPA_PLATFORM=offscreen SALESDESK_BATTERY_SECONDS=$(SECONDS) $(IN_VENV) -m pytest -n 2 --maxschedchunk 1 \
	  -m "battery or hypothesis or window" --hypothesis-profile=battery --hypothesis-seed=$(SEED) -rP --timeout=0 $(ARGS)

lint: .venv/ready
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy

# Writes the lock anew from pyproject.toml: hashes, every platform, no addresses.
lock: .venv/ready
	$(IN_VENV) -m pip install --quiet uv
	$(IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --group dev pyproject.toml --output-file requirements.lock

.venv/ready: requirements.lock packaging/bootstrap.sh packaging/system-libraries.txt
	@sh packaging/bootstrap.sh

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
