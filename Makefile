# zhibao: see README.md. Two commands do everything: make run, make test.
VERSION := 0.1.0
GO      ?= go
COMMIT  := $(shell git describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null)
BUILD   := $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)"
FUZZTIME ?= 10m
# Packages whose tests compile for Windows too.
ON_WINDOWS := ./pipeline/workspace ./pipeline/xlsx ./pipeline/yamlfile ./pipeline/reportpdf ./cmd/zhibao-dist

.PHONY: run test lint bench soak soak-crash build cross dist samples picture clean

# The main job on the sample workspace: a year, a month, a quarter and a year. 2018-06 holds one planted error, so its
# exit code is 1 (a person is needed); any other code fails.
run: need-run build
	bin/zhibao run 2017
	bin/zhibao run 2018-06; test $$? -eq 1
	bin/zhibao run 2018-Q3
	bin/zhibao run 2018
	@echo
	@echo "报告在：outputs/2017/评估报告.pdf  outputs/2018-06/评估报告.pdf  outputs/2018-Q3/评估报告.pdf  outputs/2018/评估报告.pdf（同一文件夹内有 .xlsx 等其他文件）"

build:
	CGO_ENABLED=0 $(BUILD) -o bin/ ./cmd/zhibao

test: need-test lint
	GOGC=400 $(GO) test -timeout 18m ./... # a third less processor time, for memory

lint:
	@test -z "$$(gofmt -l cmd pipeline templates *.go)" || { echo "gofmt:"; gofmt -l cmd pipeline templates *.go; exit 1; }
	$(GO) vet ./...
	GOOS=windows $(GO) build ./...
	GOOS=windows $(GO) vet $(ON_WINDOWS)
	$(GO) mod tidy -diff
	$(GO) tool staticcheck ./...

# Whole runs on generated workspaces of these sizes and every stage beside other programs, then the benchmarks of the
# packages; ends with the table that README shows. What other programs are missing is said in it. What the benchmarks
# printed is kept in bin/bench.txt.
SIZES ?= 30,300,3000,30000
bench:
	-@sh .ci/need bench
	@mkdir -p bin
	{ ZHIBAO_BENCH_SIZES=$(SIZES) $(GO) test -run '^$$' -bench . -benchtime 1x -timeout 0 ./cmd/zhibao-bench; \
		$(GO) test -run '^$$' -bench . -timeout 0 $$($(GO) list ./... | grep -v /zhibao-bench); } 2>&1 | tee bin/bench.txt | $(GO) run ./cmd/zhibao-bench table README.md

# What is too long for make test: 300 hostile files, many bit flips, every point at which
# disk or server can break, the binaries of
# make dist on other machines, and every fuzz target for FUZZTIME. The points can be
# tried in parts, here or on several machines: ZHIBAO_SOAK_PART=2/6 make soak-crash.
soak: need-soak
	sh .ci/soak $(FUZZTIME)

soak-crash: need-test
	sh .ci/soak-crash

# One binary for each kind of machine, static, below OUT. The compiler's fused multiply-add of arm64
# is off, so that every machine writes the same bytes.
OUT := bin
cross:
	for os in linux/amd64 linux/arm64 windows/amd64; do \
		exact=""; [ $$os != linux/arm64 ] || exact=-gcflags=all=-d=fmahash=qn; \
		CGO_ENABLED=0 GOOS=$${os%/*} GOARCH=$${os#*/} $(BUILD) -tags "$(TAGS)" $$exact -o $(OUT)/$$os/ ./cmd/zhibao || exit 1; done

# The same with fonts and licences built in, and archives of them to give away.
dist: need-run
	$(GO) run ./cmd/zhibao-dist fill
	$(MAKE) cross TAGS=fonts OUT=bin/dist
	$(GO) run ./cmd/zhibao-dist pack $(VERSION)

# Makes the sample submissions again; the tests hold the committed ones against it.
samples:
	$(GO) run ./cmd/zhibao-sample

# Makes README's picture of a page again (pdftoppm of poppler-utils).
picture: run
	pdftoppm -f 1 -l 1 -r 66 -png -singlefile outputs/2018-06/简报.pdf templates/help/简报

clean:
	rm -rf bin .zhibao outputs/2*

need-%:
	@sh .ci/need $*
