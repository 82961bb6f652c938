#!/bin/bash
# Instructions per parse, counted by valgrind, beside those of the official GS1
# Barcode Syntax Engine 1.4.1 in C (gcc 12 -O2, counted in the same way). Each
# is the difference of a long run and a short one, so that the start of the
# program does not count.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
	echo "gs1-instructions: instructions are not counted: valgrind is missing (Debian has it as valgrind)" >&2
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go test -c -o "$work/gs1.test" ./scanner/gs1

# collected NAME RUNS: instructions of the whole program
collected() {
	GODEBUG=asyncpreemptoff=1 GOGC=off GOMAXPROCS=1 valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$work/gs1.test" -test.run '^$' -test.bench "^BenchmarkScan/$1\$" -test.benchtime "$2x" 2>&1 |
		sed -n 's/.*Collected : //p'
}

printf '%-38s %9s %9s %7s %9s\n' 'GS1 data' 'endcap' 'engine' 'part' 'ns/op'
while read -r name engine; do
	short=$(collected "$name" 2000)
	long=$(collected "$name" 12000)
	ns=$("$work/gs1.test" -test.run '^$' -test.bench "^BenchmarkScan/$name\$" | awk '/ns\/op/ { print $3 }')
	mine=$(((long - short) / 10000))
	printf '%-38s %9d %9d %6d%% %9s\n' "$name" "$mine" "$engine" $((100 * mine / engine)) "$ns"
done <<'INPUTS'
EAN13 812
GTIN_Expiry_Lot 7938
GTIN_Expiry_Lot_Serial 10574
GTIN_Weight_Price 10035
Link_GTIN 6592
Link_GTIN_Lot_Serial_Expiry_Weight 25430
BadCheckDigit 2876
INPUTS
