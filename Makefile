# make run     the studio, in the browser            make check   style, types, layers, schema drift
# make test    all tests, the browser ones included  make demo    the sample book, in out/demo
# make bench   measures the drawing model                 make screens  every screen as a picture, in docs/screens
# make results every table and figure of docs/results, in hours; what was stopped goes on
# Each target installs what it needs, once.

SHELL := /bin/bash
.DELETE_ON_ERROR:

# The first Python that is new enough; give another with PYTHON=...
PYTHON ?= $(shell for each in python3.11 python3; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$each"; break; }; done)
BIN := .venv/bin
QUIET := $(if $(CI),-qq)
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(QUIET)
NPM := npm --prefix frontend $(if $(CI),--silent)
# Where torch comes from, if not from the usual place: an address for pip's --index-url.
TORCH_INDEX ?=
PACKAGES := manage.py jobs characters oneactor storyboard tests
EDITOR := $(shell find frontend/src frontend/public -type f) $(addprefix frontend/,index.html vite.config.ts tsconfig.json) \
	$(wildcard storyboard/publishing/fonts/*.ttf)

.PHONY: run demo sample bench results check test screens soak unit editor-test e2e drift browser services printing install build

run: install build
	$(BIN)/python manage.py studio $(ARGS)

# Makes the sample of the empty library and the pictures of the styles anew, with the drawing model as it is now.
sample: install
	STORY_DATA=out/demo/data $(BIN)/python manage.py demo --sample $(ARGS)
	STORY_DATA=out/demo/data $(BIN)/python manage.py style_pictures

demo: install
	STORY_DATA=out/demo/data $(BIN)/python manage.py demo $(ARGS)

bench: install
	$(BIN)/python -m oneactor bench $(ARGS)

# Two processes go through the same characters from either end; what takes time by the clock follows alone.
# MODEL=... measures a folder of picture book weights instead of the shipped ones.
EVALUATE := $(BIN)/python -m oneactor evaluate
MODEL ?=
RESULTS := $(if $(MODEL),--model $(MODEL)) --kept out/kept --out 'docs/results/{model}' $(ARGS)

results: .venv/.dev
	@mkdir -p out
	@OMP_NUM_THREADS=1 $(EVALUATE) all --backwards $(RESULTS) >out/backwards.log 2>&1 & other=$$!; \
	trap 'kill $$other 2>/dev/null' EXIT; \
	OMP_NUM_THREADS=1 $(EVALUATE) all $(RESULTS) && { wait $$other || { tail out/backwards.log >&2; exit 1; }; }
	$(EVALUATE) latency $(RESULTS)
	$(BIN)/python -m oneactor bench $(if $(MODEL),--model $(MODEL)) --out 'docs/results/{model}/bench.json'
	$(EVALUATE) goals $(RESULTS)

check: .venv/.dev frontend/node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory drift
	$(NPM) run check

# The description of the API that the editor's types are made from has to be the one that the server publishes.
drift: .venv/.dev
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	STORY_DATA="$$folder" SECRET_KEY=unused $(BIN)/python manage.py export_schema --output "$$folder/openapi.json" && \
	cmp frontend/openapi.json "$$folder/openapi.json" || \
	{ echo "frontend/openapi.json is old: run manage.py export_schema, then npm run gen in frontend." >&2; exit 1; }

test: unit editor-test e2e

# A process for each core; a file's tests stay together, because they share what its fixtures start.
unit: .venv/.dev services printing
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --ignore=tests/e2e -n auto --dist loadfile $(ARGS)

editor-test: frontend/node_modules/.stamp
	$(NPM) test

e2e: .venv/.dev build browser services
	$(BIN)/python -m pytest tests/e2e

screens: .venv/.dev build browser
	mkdir -p docs/screens
	SCREENS=docs/screens $(BIN)/python -m pytest tests/e2e/test_screens.py tests/e2e/test_whole_way.py tests/e2e/test_proof.py tests/e2e/test_sample.py

install: .venv/.run

build: frontend/dist/index.html

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

# Torch first: any later resolver then finds it there and does not replace it with another build.
.venv/.run: requirements.txt | .venv/bin/python
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$$(grep -o '^torch==[^ ]*' requirements.txt)"
	$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(PIP) -r requirements-dev.txt
	@touch $@

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { echo "Node.js 20.19 or newer with npm is needed to build the editor." >&2; exit 1; }
	$(NPM) ci --no-audit --no-fund
	@touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(EDITOR)
	$(NPM) run build
	@touch $@

# The long forms of what has to hold, about two hours on a quiet machine; the table is kept in out/soak/table.md.
# PARTS="sockets writers" runs some of them, SOAK_COUNT=5 makes them short.
soak: .venv/.dev services printing build browser
	$(BIN)/python -m tests.soak $(PARTS)

# Installs Debian packages as root, or says which are missing: $(call debian,what for,packages).
define debian
	@missing="$$(dpkg-query -W -f='$${Status} $${Package}\n' $(2) 2>&1 | sed -n 's/^.*no packages found matching //p; s/^[^i].* //p')"; \
	test -n "$$missing" || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "$(1) need: $$missing. Install with: sudo apt-get install $$missing" >&2; exit 1; \
	fi
endef

# Playwright's own browsers are not used: Debian's Chromium is, and its tools to look at PDF files.
browser:
	$(call debian,The tests in the browser,chromium poppler-utils)

# Typefaces for Chinese, Japanese and Korean, a press's colour profile, tools that read books back, a Java for one of them, and
# others that set type.
printing:
	$(call debian,Printing,fonts-lxgw-wenkai fonts-klee fonts-nanum libgs-common)
	$(call debian,The tests of printing,poppler-utils qpdf libharfbuzz-bin pango1.0-tools default-jre-headless)

# Tests of a studio on a network start these themselves, on free ports and in folders of their own.
services:
	$(call debian,Tests of a studio on a network,redis-server postgresql rabbitmq-server)
