#!/bin/bash
# Runs the tests of what runs on a board on both ARM processors, emulated:
# 32-bit numbers, alignment and byte order are the same there as on the board.
set -euo pipefail
packages="./configs ./scanner/... ./offers/... ./device/... ./sync/wire ./sync/outbox ./sync/inbox ./sync/session ./internal/store ./internal/diag ./internal/node"
for machine in arm64:qemu-aarch64-static arm:qemu-arm-static; do
	emulator=${machine#*:}
	if ! command -v "$emulator" >/dev/null; then
		echo "skipped on ${machine%:*}: $emulator is not installed (Debian: qemu-user-static)"
		continue
	fi
	# shellcheck disable=SC2086 # a list of packages
	CGO_ENABLED=0 GOARCH=${machine%:*} GOARM=7 go test -timeout 20m -exec "$emulator" $packages
done
