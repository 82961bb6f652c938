package epcistest

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Level is what was moved of one class of goods at one place.
type Level struct {
	GTIN, Lot, Place string
	Grams            bool
}

var (
	classLink = regexp.MustCompile(`/01/(\d{14})(?:/10/([^/]+))?$`)
	classOwn  = regexp.MustCompile(`[:/]class[:/](\d{14})(?:\.(.+))?$`)
	assetOwn  = regexp.MustCompile(`[:/]obj[:/]([^:/]+)$`)
)

// Levels adds up the aggregation events: ADD is plus, DELETE is minus. Places
// are those of own identifiers, as without a GIAI. Sums of nothing are left out.
func Levels(all []Event) (map[Level]int64, error) {
	sum := map[Level]int64{}
	for _, e := range all {
		if e.text("type") != "AggregationEvent" {
			continue
		}
		for _, c := range e["childQuantityList"].([]any) {
			l, n, err := e.level(c.(map[string]any))
			if err != nil {
				return nil, fmt.Errorf("%w: %v", err, e)
			}
			if sum[l] += n; sum[l] == 0 {
				delete(sum, l)
			}
		}
	}
	return sum, nil
}

func (e Event) level(q map[string]any) (l Level, n int64, err error) {
	class := fmt.Sprint(q["epcClass"])
	m := classLink.FindStringSubmatch(class)
	if m == nil {
		m = classOwn.FindStringSubmatch(class)
	}
	at := assetOwn.FindStringSubmatch(e.text("parentID"))
	if m == nil || at == nil {
		return l, 0, fmt.Errorf("class %s at %s", class, e.text("parentID"))
	}
	l = Level{GTIN: m[1], Lot: m[2], Place: at[1], Grams: q["uom"] == "KGM"}
	for _, s := range []*string{&l.Lot, &l.Place} {
		if *s, err = url.PathUnescape(*s); err != nil {
			return l, 0, err
		}
	}
	if n, err = whole(fmt.Sprint(q["quantity"]), l.Grams); e.text("action") == "DELETE" {
		n = -n
	}
	return l, n, err
}

// whole reads pieces, or kilograms as grams.
func whole(s string, kilograms bool) (int64, error) {
	if kilograms {
		kg, g, _ := strings.Cut(s, ".")
		s = kg + (g + "000")[:3]
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if n <= 0 || n == math.MaxInt64 {
		return 0, fmt.Errorf("quantity %s: %w", s, err)
	}
	return n, err
}
