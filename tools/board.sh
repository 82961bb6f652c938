#!/bin/bash
# Shows one label to four scanners of an emulated board and pulls each of them
# out: cmd/endcap/board_test.go. BOARD is the folder of the board; the first run
# sets it up, as root, in two minutes.
set -euo pipefail
BOARD=${BOARD:-../shared/board}
if [ ! -x "$BOARD/board.sh" ]; then
	echo "board: skipped, there is no virtual board in $BOARD; name its folder: make board BOARD=..."
	exit 0
fi
ENDCAP_BOARD=$(cd "$BOARD" && pwd)
export ENDCAP_BOARD
go test -count=1 -timeout 20m -v -run '^TestBoard_' ./cmd/endcap
