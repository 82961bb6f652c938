package gs1

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The tables of docs/gs1.md tell every code with its remedy, every repair with
// what to do, and every warning.
func TestDocs_TellEveryCodeRepairAndWarning(t *testing.T) {
	text, err := os.ReadFile("../../docs/gs1.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for code, remedy := range remedies {
		rows = append(rows, fmt.Sprintf("| `%s` | * | %s |", code, remedy))
	}
	for _, w := range AllRepairs.Warnings() {
		rows = append(rows, fmt.Sprintf("| `%s` | * | %s |", w.Code, w.Text))
	}
	for _, code := range []string{WarnLostSeparator, WarnNoLayout, WarnPriceCheck, WarnNoGTIN, WarnVoucher} {
		rows = append(rows, fmt.Sprintf("| `%s` | *", code))
	}
	for _, row := range rows {
		front, back, _ := strings.Cut(row, "*")
		found := false
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			found = found || strings.HasPrefix(line, front) && strings.HasSuffix(line, back)
		}
		if !found {
			t.Errorf("docs/gs1.md lacks the row\n%s", row)
		}
	}
	for _, country := range Countries() {
		if !strings.Contains(string(text), " "+country) {
			t.Errorf("docs/gs1.md does not name the layouts of %s", country)
		}
	}
}
