#!/bin/bash
# Validates sync/asyncapi.yaml with AsyncAPI's own parser. That wants node, and
# npm once to fetch the parser into a cache folder; where it cannot be had, the
# line says so and the Go tests of sync/wire remain.
set -euo pipefail
version=3.6.3
cache="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/endcap/asyncapi-parser-$version"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	echo "sync/asyncapi.yaml: not validated by AsyncAPI's parser: node or npm is not installed" >&2
	exit 0
fi
if [ ! -e "$cache/whole" ]; then
	mkdir -p "$cache"
	if ! timeout 120 npm install --prefix "$cache" --silent --no-audit --no-fund --ignore-scripts "@asyncapi/parser@$version"; then
		echo "sync/asyncapi.yaml: not validated by AsyncAPI's parser: npm could not fetch it" >&2
		exit 0
	fi
	touch "$cache/whole"
fi
exec node "$(dirname "$0")/contract.mjs" "$cache" sync/asyncapi.yaml
