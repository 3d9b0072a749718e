.DEFAULT_GOAL := help
export CGO_ENABLED := 0

.PHONY: help
help: ## show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: ## a living district in the browser
	go run ./cmd/yanzhen demo

.PHONY: build
build: ## the binary, in bin/
	go build -trimpath -ldflags '-s -w' -o bin/yanzhen ./cmd/yanzhen

.PHONY: test
test: ## every test; those that need PostgreSQL or Chromium skip when they are missing
	go test ./...

.PHONY: long
long: ## the long suites as well: fuzz corpora, long histories
	YANZHEN_LONG=1 go test ./... -timeout 40m

.PHONY: bench
bench: ## benchmarks, with memory
	go test -run '^$$' -bench . -benchmem ./internal/...

.PHONY: generate
generate: ## templ components to Go
	go tool templ generate

.PHONY: golden
golden: ## rewrite golden files, to be read in the diff
	go test ./internal/authz ./internal/policy/... -update

.PHONY: lint
lint: ## gofmt and vet
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || (gofmt -l $$(git ls-files '*.go'); exit 1)
	go vet ./...

.PHONY: ci
ci: ## what the check on a fresh machine runs
	.ci/run
