# Everything starts with `make lab` or `make test`: both set up the project's own virtual environment first.
.POSIX:
.SUFFIXES:
.PHONY: help setup lab test quick elsewhere lint bench proof notebooks book release example student demo report clean

VENV = .venv
BIN = $(VENV)/bin
# Python 3.11 is the tested version; any newer python3 is used where it is missing. Choose another with PYTHON=...
PYTHON = $$(command -v python3.11 || command -v python3 || echo python3)
# The versions to install: those that the course was tested with, or CONSTRAINTS=.ci/oldest.txt.
CONSTRAINTS = constraints.txt
# One chapter or sheet only: make notebooks NAME=01_approximation
NAME =
# Options for JupyterLab: make lab LAB_OPTIONS=--no-browser
LAB_OPTIONS =
# Tests run on so many processes. For one file or one test, pytest alone starts faster: .venv/bin/pytest tests/test_data.py
WORKERS = 2
# More options for pytest, such as TEST_OPTIONS='-W default': with versions that nobody tested, a warning is no error.
TEST_OPTIONS =
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadgroup --no-loadscope-reorder $(TEST_OPTIONS)

help:
	@echo 'make setup      set up the virtual environment .venv and nothing else'
	@echo 'make lab        set up and open JupyterLab on course/index.ipynb'
	@echo 'make test       set up and run all tests'
	@echo 'make quick      the tests without the slow ones'
	@echo 'make elsewhere  run the chapters with the arithmetic of an older processor: nothing stored may depend on it'
	@echo 'make lint       check style, spelling and types with ruff, codespell and mypy'
	@echo 'make demo       set up and play a class of eight through generate, submit, grade, feedback, report'
	@echo 'make notebooks  execute the chapters: course/text/*.md -> course/*.ipynb (NAME=01_approximation for one)'
	@echo 'make book       build a web site of the course that needs no kernel and no network: build/book/html/index.html'
	@echo 'make release    generate the sheets for students: source/ -> release/ (NAME=01_approximation for one)'
	@echo 'make example    grade the example in autograded/.example again'
	@echo 'make student    pack what students get, without solutions: dltheory-student.zip'
	@echo 'make report     write the class report of your gradebook to report/ (NAME=01_approximation for one of several sheets)'
	@echo 'make proof      put nonsense in place of each construction; grade all right, wrong, slightly changed and hostile answers'
	@echo 'make bench      measure speed, such as the time from key press to picture'
	@echo 'make clean      remove the virtual environment, the caches and the book; a class'\''s data stays'

setup: .setup-done

.setup-done: pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, and " + sys.executable + " is " + sys.version.split()[0] + "; name another one with: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

# The virtual environment leads the PATH, so that terminals opened in JupyterLab find nbgrader and dltheory. The folder
# exchange/ is where nbgrader's Assignment List looks for released sheets. Nobody is asked about Jupyter's news. A container
# often has no user but root, whom JupyterLab refuses unless told.
lab: .setup-done
	@mkdir -p exchange
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter-lab --ServerApp.root_dir="$(CURDIR)" \
		--LabApp.default_url=/lab/tree/course/index.ipynb \
		--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
		$$(test "$$(id -u)" -ne 0 || echo --allow-root) $(LAB_OPTIONS)

test: .setup-done tests
	$(PYTEST)

quick: .setup-done tests
	$(PYTEST) -m 'not slow and not browser'

# Sums in another order differ in the last digit; a chaotic run makes another number of it, and so does a bad quotient.
elsewhere: .setup-done tests
	OPENBLAS_CORETYPE=Nehalem NPY_DISABLE_CPU_FEATURES=X86_V3 ATEN_CPU_CAPABILITY=default MKL_ENABLE_INSTRUCTIONS=SSE4_2 \
		$(PYTEST) tests/test_notebooks.py

lint: .setup-done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy

bench: .setup-done benchmarks
	@set -e; for script in benchmarks/*.py; do echo "$$script"; $(BIN)/python "$$script"; done
	$(BIN)/python tools/update_readme.py

proof: .setup-done tools
	$(BIN)/python tools/prove_checks.py
	$(BIN)/python tools/prove_sheets.py; status=$$?; $(BIN)/python tools/update_readme.py; exit $$status

notebooks: .setup-done tools
	$(BIN)/python tools/make_notebooks.py $(NAME)
	$(BIN)/python tools/update_readme.py

book: .setup-done tools
	$(BIN)/python tools/make_book.py $(NAME)

release: .setup-done source
	$(BIN)/python tools/make_release.py $(NAME)

example: .setup-done source
	$(BIN)/python tools/make_example.py

student: .setup-done source
	$(BIN)/python tools/make_student.py

demo: .setup-done source
	$(BIN)/dltheory demo

report: .setup-done
	$(BIN)/dltheory report $(NAME)

benchmarks source tests tools:
	@echo 'The folder $@/ is not here: this is the copy for students; the full course has it.' >&2; exit 1

clean:
	rm -rf $(VENV) .setup-done .pytest_cache .mypy_cache .ruff_cache course/dltheory.egg-info build/book
