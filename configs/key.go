package configs

import (
	"fmt"
	"reflect"
	"strings"
)

// choices lists the keys of a struct of which exactly one must be there.
func choices(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if f.Tag.Get("one") != "" {
			names = append(names, f.Tag.Get("yaml"))
		}
	}
	return names
}

// keys lists the keys of a struct in their order.
func keys(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		names = append(names, f.Tag.Get("yaml"))
	}
	return names
}

func fieldNamed(t reflect.Type, name string) int {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") == name && name != "" {
			return i
		}
	}
	return -1
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

// nearest says which key may have been meant.
func nearest(name string, known []string) string {
	best, least := "", len(name)/2+1
	for _, k := range known {
		if n := distance(name, k); n < least {
			best, least = k, n
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return "known here: " + strings.Join(known, ", ")
}

// distance counts the letters to change between two words (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
