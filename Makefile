# Node 24 is a package (see tools/setup.sh), whatever Node the machine has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
SHELL := /bin/bash
NODE := node
# One word for the shell, whatever is in it.
quoted = '$(subst ','\'',$(1))'

.DEFAULT_GOAL := help
.PHONY: help setup fetch demo up run stack test faults monitoring bench check format generate plan apply clean

help: ## list the targets
	@echo 'Usage: make <target>'
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-13s%s\n", $$1, $$2 }'

setup: ## check prerequisites (Node, npm, Java 17, Maven) and install packages
	@tools/setup.sh

fetch: setup ## download Kafka, the schema registry and Redis, once
	@$(NODE) tools/stack/main.ts fetch

demo: fetch ## start everything, feed it with a simulated company, verify what comes out; EVENTS=200000 SEED=2 choose other input, KEEP=1 leaves it running
	@$(NODE) tools/demo/main.ts $(if $(EVENTS),--events $(call quoted,$(EVENTS))) $(if $(SEED),--seed $(call quoted,$(SEED))) $(if $(KEEP),--keep)

up: ## the demo, left running even when a part ends, with the addresses printed
	@$(MAKE) --no-print-directory demo KEEP=1

run: ## one service in the foreground, with the settings of `make up` or .env: make run SERVICE=learning
	@$(NODE) tools/service/main.ts $(SERVICE)

stack: fetch ## run Kafka, registry and Redis on their usual ports until Ctrl-C
	@$(NODE) tools/stack/main.ts up

test: fetch check ## run every check and test
	@$(NODE) node_modules/vitest/vitest.mjs run

faults: fetch ## kill, stop, cut and damage what can fail, at length; TIMES=10 repeats, ONLY=killed chooses, SHORT=1 as in make test
	@$(NODE) tools/faults/main.ts $(if $(TIMES),--times $(TIMES)) $(if $(ONLY),--only $(ONLY)) $(if $(SHORT),--short)

monitoring: fetch ## break Redis, Kafka, a service and the input under Prometheus and Alertmanager, and see one alert for each
	@MONITORING_FULL=1 $(NODE) node_modules/vitest/vitest.mjs run --project stack test/monitoring

bench: fetch ## measure throughput, latency and memory of the learning service
	@$(NODE) tools/bench/main.ts

check: setup ## type check, lint, format check
	@npm run --silent check

format: setup ## repair what the linter and formatter can
	@npm run --silent format

generate: setup ## write the TypeScript types and documents that come from schemas and topology
	@npm run --silent generate

plan: setup ## show what differs between the topology and a live cluster and registry
	@npm run --silent topology -- plan

apply: setup ## make a live cluster and registry as the topology says
	@npm run --silent topology -- apply

clean: ## remove logs, data and reports of runs; downloads stay in .cache
	@if [ -f var/stack/stack.json ]; then $(NODE) tools/stack/main.ts down; fi
	@rm -rf var coverage
