# SPDX-License-Identifier: GPL-2.0-or-later
# What a user types. CMakeLists.txt builds; this sets up, runs and draws.

BUILD   ?= build
RESULTS ?= results
JOBS    ?= $(shell nproc)
# The first interpreter that has matplotlib; without one, draw.py says what to install.
PYTHON  ?= $(or $(shell for p in python3 /usr/bin/python3; do $$p -c "import matplotlib" 2>/dev/null && echo $$p && break; done),python3)
# How many seconds each target of `make fuzz` runs.
FUZZ_SECONDS ?= 10
# Options of the comparison that `make figures` draws.
OPTIONS ?= --schemes=all --subscribers=10,50,100,500 --duration=30s --runs=3
# Options of the other scenarios there.
LATENCY_OPTIONS    ?=
SETUP_OPTIONS      ?=
CHURN_OPTIONS      ?=
SHARING_OPTIONS    ?=
KEY_SERVER_OPTIONS ?=
CARD_OPTIONS       ?=

# What `make figures` runs, each with its options.
FIGURES = compare-schemes message-latency secure-setup rekey-churn key-sharing-delay key-server-delay card-authentication
OPTIONS_OF_compare-schemes     = $(OPTIONS)
OPTIONS_OF_message-latency     = $(LATENCY_OPTIONS)
OPTIONS_OF_secure-setup        = $(SETUP_OPTIONS)
OPTIONS_OF_rekey-churn         = $(CHURN_OPTIONS)
OPTIONS_OF_key-sharing-delay   = $(SHARING_OPTIONS)
OPTIONS_OF_key-server-delay    = $(KEY_SERVER_OPTIONS)
OPTIONS_OF_card-authentication = $(CARD_OPTIONS)

.PHONY: help setup plotter configure build test test-asan test-live figures bench bench-live doc style fuzz clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what is missing (Debian 12; elsewhere say what to install)
	@tools/install-packages

configure: setup
	@cmake -S . -B $(BUILD) -G Ninja $(CMAKE_OPTIONS) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

build: configure ## build library, scenarios, examples, tests and benches in build/
	@cmake --build $(BUILD) -j $(JOBS)

test: build ## set up, build and run every test
	@cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

test-asan: ## the same under the address and undefined behaviour sanitizers
	@$(MAKE) --no-print-directory test BUILD=build-asan CMAKE_OPTIONS='$(CMAKE_OPTIONS) -DMQTT_SECURITY_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-Og -g1"'

fuzz: ## throw what clang's libFuzzer makes up at framer, codec, cores and schemes
	@tools/install-packages fuzz
	@$(MAKE) --no-print-directory build BUILD=build-fuzz CMAKE_OPTIONS='$(CMAKE_OPTIONS) -DMQTT_SECURITY_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++'
	@tools/fuzz build-fuzz $(FUZZ_SECONDS)

test-live: build ## install mosquitto and paho, and run the tests with real clients and brokers
	@tools/install-packages live
	@cd $(BUILD) && ctest --output-on-failure -R '^check-live-'

plotter: # a target of its own, so that PYTHON is looked for afterwards
	@tools/install-packages figures

figures: configure plotter ## set up, build, run all scenarios and draw their figures
	@cmake --build $(BUILD) -j $(JOBS) --target $(FIGURES)
	@$(foreach s,$(FIGURES),$(BUILD)/scenarios/$(s) $(OPTIONS_OF_$(s)) --jobs=$(JOBS) --out=$(RESULTS)/$(s) &&) true
	@$(PYTHON) -c 'import matplotlib' 2>/dev/null || { echo "No figures, for want of Python 3 with matplotlib; the tables are in $(RESULTS)/." >&2; exit 1; }
	@$(foreach s,$(FIGURES),$(PYTHON) plots/draw.py $(RESULTS)/$(s) &&) true

bench: build ## speed and memory against bare ns-3 and bare OpenSSL, into results/bench
	@$(BUILD)/bench/mqtt-bench --out=$(RESULTS)/bench || echo "Not every limit holds: see the last column."

bench-live: configure ## the live broker against mosquitto (where installed), into results/bench
	@cmake --build $(BUILD) -j $(JOBS) --target mqtt-live-broker mqtt-live-load
	@OUT=$(RESULTS)/bench bench/compare-live.sh $(BUILD)

doc: ## the manual and the API as HTML in build/doc/; a warning is an error
	@tools/install-packages doc
	@mkdir -p $(BUILD)/doc
	@sphinx-build -W --keep-going -q -d $(BUILD)/doc/.sphinx doc $(BUILD)/doc/manual
	@MQTT_DOC=$(BUILD)/doc doxygen doc/Doxyfile
	@echo "$(BUILD)/doc/manual/index.html, $(BUILD)/doc/api/index.html"

style: ## check formatting and layering
	@tools/check-style

clean: ## remove what was built; results stay
	@rm -rf build build-asan build-fuzz
