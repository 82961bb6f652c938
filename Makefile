# make demo    the first minute: headquarters, a cart and a shelf, a shopper's trip
# make test    everything, on a bare Debian too (installs what it needs when it may)
SHELL    := /bin/bash
GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -buildid= -X main.version=$(VERSION)
BUILD    := CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)'
TOOL     := $(GO) tool -modfile=tools/go.mod
FUZZTIME ?= 60s

.PHONY: build demo test board contract race check fmt bench bench-offers bestprice video scan-peers gs1-peers fuzz soak cluster powercut sim sim-planted release footprint docs clean

build:
	$(BUILD) -o bin/ ./cmd/...

demo: build
	bin/endcap-hq demo $(ARGS)

test:
	tools/need.sh
	$(GO) vet ./...
	$(GO) test -timeout 20m ./...
	$(GO) test -covermode=count -run TestNoise ./scanner/gs1
	tools/contract.sh
	tools/test-arm.sh

# AsyncAPI's own parser on the contract of the wire; says so where it cannot be had.
contract:
	tools/contract.sh

# A thousand GS1 messages: what we write is read by others, what they write by us.
scan-peers:
	tools/scan-peers.sh

# Twenty thousand GS1 texts of our own making, held against bwip-js.
gs1-peers:
	tools/gs1-peers.sh

# One label, four scanners of an emulated controller, each pulled out and
# plugged in again; says so where there is no such board.
board:
	tools/board.sh

race:
	$(GO) test -race -timeout 30m ./...

check:
	$(TOOL) golangci-lint run ./...
	$(TOOL) govulncheck $(if $(VULNDB),-db file://$(abspath $(VULNDB))) ./...

fmt:
	$(TOOL) golangci-lint fmt ./...

# Figures, beside what they are compared with, in one run.
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...
	tools/gs1-instructions.sh

# What a pricing costs, beside the peers where they are.
bench-offers:
	tools/bench-offers.sh

# The best price against every way there is, on a million small baskets, and
# against the greedy one on 20,000 large ones.
bestprice:
	ENDCAP_BESTPRICE=1000000 $(GO) test -count=1 -timeout 60m -v -run 'Best|Greedy' ./offers ./offers/solve

# Frames of hand-held cameras in which something is read: VIDEO is a folder with
# a folder of frames for each film.
VIDEO ?= ../shared/scans/video
video:
	ENDCAP_VIDEO=$(abspath $(VIDEO)) $(GO) test -count=1 -v -run TestVideo ./scanner/decode

fuzz:
	tools/fuzz.sh $(FUZZTIME)

# The trip that is killed at random moments, a hundred times.
soak: build
	ENDCAP_STORIES=100 $(GO) test -count=1 -timeout 60m -v -run TestTrip_KilledAtRandomMoments ./cmd/endcap
	ENDCAP_DEVICES=2000 $(GO) test -count=1 -timeout 20m -v -run TestUplink_ACrowd ./internal/hq/uplink

# The power cut from a real ext4 at random moments, under a device and under
# headquarters; a disk that lies to prove that the look afterwards finds a loss;
# a slow card; flipped bits. Needs root.
CYCLES ?= 200
powercut:
	ENDCAP_POWERCUT=$(CYCLES) $(GO) test -count=1 -timeout 60m -v -run 'PowerIsCut|FindsTheLoss|WhileItIsRepaired|OnASlowDisk|FlippedBit|AFleetNever' ./internal/store ./internal/hq/ledger

# Three nats-servers that are killed, held, parted and robbed of their quorum
# under load.
cluster:
	ENDCAP_CLUSTER=$(or $(SPAN),60s) $(GO) test -count=1 -timeout 30m -v -run TestCluster ./sync/broker

# Devices and headquarters through days of simulated faults, a script for each
# seed; then the same over programs with a fault planted in them, which it has
# to notice. docs/simulation.md
SEEDS ?= 1000
FIRST ?= 1
sim:
	$(GO) test -count=1 -timeout 120m -v -run 'TestSim_NothingIsLost|TestCore' ./internal/sim -seeds=$(SEEDS) -first=$(FIRST)

sim-planted:
	ENDCAP_SIM_PLANTED=1 $(GO) test -count=1 -timeout 120m -v -run TestSim_NoticesPlantedFaults ./internal/sim

# Static binaries for the three machines we run on, built twice to prove that
# the same source gives the same bytes.
release:
	tools/release.sh '$(VERSION)'

footprint: release
	tools/footprint.sh

docs:
	$(GO) test -count=1 ./configs ./cmd/endcap ./offers/author ./scanner/gs1/gs1test -run TestReference -update

clean:
	rm -rf bin dist demo-data
