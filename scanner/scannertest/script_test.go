package scannertest_test

import (
	"fmt"
	"testing"

	"endcap/scanner"
	"endcap/scanner/scannertest"
)

func TestScript_IsASource(t *testing.T) {
	scannertest.TestSource(t, func(*testing.T) (scanner.Source, scannertest.Show) {
		src := scannertest.NewScript("script")
		return src, func(n int) scanner.Symbol {
			sym := scanner.Symbol{Format: "QR_CODE", Text: fmt.Sprint("label ", n)}
			src.Show(sym)
			return sym
		}
	})
}
