# The verbs of the house: make up | test | lint | types | bench | soak | screenshots | install | docs | revision | clean
# Needs only Python 3.11 to 3.13 and make. Everything else goes into .venv/, pinned by constraints.txt.

VENV := .venv
BIN := $(VENV)/bin

# `make up` plays the demo roster in data/demo; `make up PLAN=plans/anwen` runs the real one in data/anwen.
ifdef PLAN
UP := up $(PLAN)
DATA := data/$(notdir $(patsubst %/,%,$(PLAN)))
else
UP := up plans/anwen --demo
DATA := data/demo
endif
HUHANG_DATA ?= $(DATA)

# Two cores, two workers; a file's tests stay together, so that what they share is made once.
WORKERS ?= 2

.PHONY: up test lint types bench soak screenshots install docs revision clean
.DEFAULT_GOAL := up

up: $(VENV)/.ready-to-run
	@exec env HUHANG_DATA="$(HUHANG_DATA)" $(BIN)/huhang $(UP)

test: $(VENV)/.ready-to-work
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile

lint: $(VENV)/.ready-to-work
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(VENV)/.ready-to-work
	$(BIN)/mypy

bench: $(VENV)/.ready-to-work
	$(BIN)/python -m benchmarks

soak: $(VENV)/.ready-to-work
	$(BIN)/pytest -q -m soak --hypothesis-profile soak

# The README's pictures in docs/screenshots, of invented people. Needs chromium and fonts-wqy-microhei.
screenshots: $(VENV)/.ready-to-work
	$(BIN)/python -m tests.web.screenshots

install: $(VENV)/.ready-to-work

# The tests that hold the documents and the code together.
docs: $(VENV)/.ready-to-work
	$(BIN)/pytest -q tests/test_docs.py

# make revision WHY="tasks know their school": the next migration, from what the models say.
revision: $(VENV)/.ready-to-work
	$(BIN)/python -m huhang.schema "$(WHY)"

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# Installed again only when the pins or the project's own list change.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e

$(VENV)/.ready-to-run: pyproject.toml constraints.txt $(VENV)/.made
	@echo "正在安装运行所需的程序包，第一次要几分钟……"
	@$(INSTALL) .
	@touch $@

$(VENV)/.ready-to-work: $(VENV)/.ready-to-run
	@echo "正在安装测试和检查所需的程序包……"
	@$(INSTALL) '.[test,lint]'
	@touch $@

# The first Python that is in range and can make a virtual environment; PYTHON=… names another.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python)
FITS := import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

$(VENV)/.made:
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then touch $@; exit; fi; \
	for python in $(PYTHONS); do \
	  if "$$python" -c '$(FITS)' >/dev/null 2>&1; then \
	    echo "用 $$("$$python" --version) 建立 $(VENV)"; \
	    "$$python" -m venv --clear $(VENV) && touch $@; exit; \
	  fi; \
	done; \
	echo "找不到可用的 Python：需要 3.11 到 3.13，并带 venv（Debian、Ubuntu：apt-get install python3-venv）。" >&2; \
	echo "装在别处的可以写明：make PYTHON=/路径/python3.12" >&2; \
	exit 1
