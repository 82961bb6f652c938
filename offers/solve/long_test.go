package solve

import (
	"os"
	"strconv"
)

// problems is how many small problems are compared with all their ways: more
// if ENDCAP_BESTPRICE says so (make bestprice).
func problems() int {
	if n, err := strconv.Atoi(os.Getenv("ENDCAP_BESTPRICE")); err == nil {
		return n
	}
	return 20_000
}
