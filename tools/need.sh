#!/bin/bash
# Installs the Debian packages that the tests use and that are missing. Where
# it may not (no root, no apt), the tests that need them say that they skip.
set -euo pipefail
declare -A package=([mosquitto]=mosquitto [qemu-aarch64-static]=qemu-user-static [chromium]=chromium [file]=file [mkfs.ext4]=e2fsprogs [initdb]=postgresql)
missing=()
for program in mosquitto qemu-aarch64-static chromium file mkfs.ext4 initdb; do
	command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || compgen -G "/usr/lib/postgresql/*/bin/$program" >/dev/null || missing+=("${package[$program]}")
done
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "not installed: ${missing[*]}; the tests that need them will skip" >&2
	exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }; then
	echo "could not be installed: ${missing[*]}; the tests that need them will skip" >&2
fi
