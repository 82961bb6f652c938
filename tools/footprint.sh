#!/bin/bash
# Size of the binaries, and for each machine: time to ready, memory (PSS) idle
# and with 40,000 products. The ARM figures are of an emulated processor
# (qemu-user): their memory includes the emulator, their time is its time.
set -euo pipefail
products=${PRODUCTS:-40000}
dir=$(mktemp -d)
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$dir"
}
trap finish EXIT

go build -o "$dir/endcap-hq" ./cmd/endcap-hq
awk -v n="$products" '
	function check(s,   i, t) { for (i = 1; i <= 12; i++) t += substr(s, i, 1) * (i % 2 ? 1 : 3); return s (10 - t % 10) % 10 }
	BEGIN {
		print "gtin,name,brand,category,price,currency,sold,content,origin,tags,recalled"
		for (i = 1; i <= n; i++)
			printf "%s,Product number %d,Brand %d,food/aisle-%d,%d.%02d,EUR,,%d g,Germany,,\n", check(sprintf("952%09d", i)), i, i % 97, i % 40, 1 + i % 20, i % 100, 50 + i % 950
	}' >"$dir/products.csv"

"$dir/endcap-hq" serve --dir "$dir/hq" --listen 127.0.0.1:0 --http 127.0.0.1:0 --json >"$dir/hq.out" 2>"$dir/hq.log" &
pids+=($!)
for _ in $(seq 200); do [ -s "$dir/hq.out" ] && break; sleep 0.05; done
broker=$(sed -n 's/.*"broker":"\([^"]*\)".*/\1/p' "$dir/hq.out" | head -1)
"$dir/endcap-hq" publish --dir "$dir/hq" --tenant demo --store harbour --products "$dir/products.csv" >/dev/null

pss() { awk '/^Pss:/ {printf "%.1f", $2 / 1024}' "/proc/$1/smaps_rollup"; }
ready() { sed -n 's/.*"msg":"ready".*"took_ms":\([0-9.]*\).*/\1/p' "$1" | head -1; }

config() { # name, with sync or alone
	mkdir -p "$dir/$1"
	cat >"$dir/$1.yaml" <<-YAML
		role: cart
		tenant: demo
		store: harbour
		device: $1
		data: $dir/$1
		scanners: [{name: front, folder: $dir/$1/pictures}]
		screen: {listen: "127.0.0.1:0"}
		diag: {listen: "127.0.0.1:0"}
	YAML
	[ "$2" = alone ] || printf 'sync: {brokers: ["%s"], key: %s}\n' "$broker" "$dir/hq/book.pub" >>"$dir/$1.yaml"
}

measure() { # machine, runner, sync|alone: prints ready and PSS
	local name="f-$1-$3"
	config "$name" "$3"
	# shellcheck disable=SC2086 # the runner may be empty
	$2 dist/endcap-linux-"$1" run --json --config "$dir/$name.yaml" 2>"$dir/$name.log" &
	local pid=$!
	pids+=("$pid")
	for _ in $(seq 400); do [ -n "$(ready "$dir/$name.log")" ] && break; sleep 0.05; done
	if [ "$3" = sync ]; then
		for _ in $(seq 1200); do grep -q '"msg":"price book in force"' "$dir/$name.log" && break; sleep 0.1; done
		grep -q '"msg":"price book in force"' "$dir/$name.log" || { echo "the price book did not arrive: $(tail -1 "$dir/$name.log")" >&2; exit 1; }
	fi
	sleep 3 # what loading allocated is given back
	printf '%s %s\n' "$(ready "$dir/$name.log")" "$(pss "$pid")"
	kill "$pid"
	wait "$pid" 2>/dev/null || true
}

printf '%-8s %12s %12s %14s %26s\n' machine "binary MiB" "ready ms" "idle PSS MiB" "PSS MiB, $products products"
for machine in amd64 arm64 armv7; do
	runner=
	case $machine in
	arm64) [ "$(uname -m)" = aarch64 ] || runner=qemu-aarch64-static ;;
	armv7) runner=qemu-arm-static ;;
	esac
	if [ -n "$runner" ] && ! command -v "$runner" >/dev/null; then
		echo "$machine: $runner is not installed (Debian: qemu-user-static)"
		continue
	fi
	read -r took idle < <(measure "$machine" "$runner" alone)
	read -r _ full < <(measure "$machine" "$runner" sync)
	printf '%-8s %12s %12s %14s %26s %s\n' "$machine" \
		"$(stat -c %s "dist/endcap-linux-$machine" | awk '{printf "%.2f", $1 / 1048576}')" "$took" "$idle" "$full" "${runner:+(with $runner)}"
done
