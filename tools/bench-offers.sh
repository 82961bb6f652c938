#!/bin/bash
# What a pricing costs, beside what it costs elsewhere, in one run: the same
# workload by our benchmarks and by the peers in ../shared/pricing/bench (or
# PEERS). Where they are not, or cannot run, that is said.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=${PEERS:-../shared/pricing/bench/run.sh}
go test -run '^$' -bench 'Price|Compile|Heap|Curve|Solve' -benchmem ./offers ./offers/solve
if [ ! -e "$peers" ]; then
	echo "bench-offers: the peers are not measured: $peers is not there"
elif ! command -v node >/dev/null || ! command -v python3 >/dev/null; then
	echo "bench-offers: the peers are not measured: they need node and python3"
else
	bash "$peers" || echo "bench-offers: the peers could not be measured"
fi
