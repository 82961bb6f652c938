#!/bin/bash
# Builds endcap for its three machines into dist/, twice, the second time from
# a copy of the source in another folder and without the build cache, and fails
# when the two differ by a byte.
set -euo pipefail
version=${1:?usage: release.sh VERSION}
here=$PWD
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT
build() { # folder for the binaries, more flags
	local arch
	for arch in amd64 arm64 armv7; do
		CGO_ENABLED=0 GOOS=linux GOARCH=${arch/armv7/arm} GOARM=7 go build "${@:2}" -trimpath \
			-ldflags "-s -w -buildid= -X main.version=$version" -o "$1/endcap-linux-$arch" ./cmd/endcap
	done
}
mkdir -p dist "$again/source" "$again/dist"
build dist
git ls-files -z | xargs -0 cp --parents -t "$again/source"
(cd "$again/source" && build "$again/dist" -a)
(cd dist && sha256sum endcap-linux-* >SHA256SUMS)
(cd "$again/dist" && sha256sum --quiet -c "$here/dist/SHA256SUMS")
echo "dist/: bit-identical when built twice"
file dist/endcap-linux-* | sed 's/, BuildID.*//'
stat -c '%s %n' dist/endcap-linux-* | awk '{printf "%6.2f MiB  %s\n", $1/1048576, $2}'
