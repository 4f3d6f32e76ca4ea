# The commands README.md promises. Each may be repeated; what is done already is not done again.
#
#   make run        serve the tracker here (PORT=8000)
#   make test       everything .ci/run checks
#   make pictures   docs/pictures, of the demo corpus
#   make corpus     a fictional record to measure on (ARTICLES=10000, up to 1000000)
#   make bench      docs/performance.md, of generated corpora (SIZES="10000 100000", GENERATE=1, ONLY="pages files review copies matching claims" MATCH="sources")

SHELL = /bin/sh
PYTHON ?= python3
venv = .venv/bin/python

.PHONY: run test pictures corpus bench venv venv-dev browser

run: venv
	@exec $(venv) manage.py run --end-with-parent

test: venv-dev browser
	@echo "Format"
	@$(venv) -m ruff format --check --quiet .
	@echo "Lint"
	@$(venv) -m ruff check --quiet .
	@echo "Templates"
	@find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check --target-version 5.2
	@echo "Types"
	@$(venv) -m mypy --no-error-summary manage.py tracker sources articles
	@echo "Missing migrations"
	@$(venv) manage.py makemigrations --check --dry-run --verbosity 1
	@echo "Production settings"
	@PRODUCTION=1 DEBUG=0 ALLOWED_HOSTS=example.org SECRET_KEY="$$($(venv) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		$(venv) manage.py check --deploy --fail-level WARNING
	@echo "Tests"
	@$(venv) -m pytest -n 2 --dist worksteal

pictures: venv-dev browser
	@$(venv) manage.py migrate --verbosity 0
	@$(venv) manage.py roles --verbosity 0
	@$(venv) manage.py load_demo --if-empty
	@$(venv) manage.py demo_logins --verbosity 0
	@$(venv) tests/browser/pictures.py

ARTICLES ?= 10000
corpus: venv
	@$(venv) -m benchmarks.corpus --articles "$(ARTICLES)"

bench: var/bench/venv/installed
	@exec var/bench/venv/bin/python -m benchmarks.bench $(SIZES) $(if $(GENERATE),--generate) $(if $(ONLY),--only $(ONLY)) $(if $(MATCH),--match "$(MATCH)")

# --- what the commands need -------------------------------------------------------------

venv: .venv/installed
venv-dev: .venv/installed-dev

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed and $(PYTHON) is not it: install python3, or say make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }
	@$(venv) -m pip --version >/dev/null 2>&1 || { echo "Making the environment in .venv"; $(PYTHON) -m venv --clear .venv; }
	@echo "Installing requirements.txt"
	@$(venv) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing requirements-dev.txt"
	@$(venv) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# apart from .venv: what the tracker is compared with is nothing that it needs
var/bench/venv/installed: .venv/installed requirements-bench.txt
	@echo "Installing requirements-bench.txt in var/bench/venv"
	@$(venv) -m venv --clear var/bench/venv
	@var/bench/venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

browser:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || command -v chromium-browser >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "The browser tests need Chromium: install it (Debian: apt-get install chromium), or name it in CHROMIUM."; exit 1; \
	fi
