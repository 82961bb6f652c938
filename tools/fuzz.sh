#!/bin/bash
# Runs every fuzz test for the time given: fuzz.sh 20s
set -euo pipefail
grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r name; do
		echo "== $name ($(dirname "$file"))"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "$1" -fuzzminimizetime 20x "$(dirname "$file")"
	done
done
