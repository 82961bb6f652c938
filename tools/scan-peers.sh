#!/bin/bash
# What we write is read by others, and what they write by us: a thousand GS1
# messages through Debian's zint and zbarimg and through npm's zxing-wasm and
# bwip-js. What is not there is said, and the others are asked.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/endcap/scan-peers"
if [ ! -e "$cache/whole" ]; then
	mkdir -p "$cache"
	if command -v npm >/dev/null && timeout 300 npm install --prefix "$cache" --silent --no-audit --no-fund --ignore-scripts zxing-wasm@3.1.4 bwip-js@4.11.4; then
		touch "$cache/whole"
	else
		echo "scan-peers: zxing-wasm and bwip-js are not asked: npm is missing or could not fetch them" >&2
	fi
fi
ENDCAP_SCAN_PEERS="$cache" exec go test ./scanner/decode -run TestPeers -count=1 -v -timeout 30m
