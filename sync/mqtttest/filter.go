package mqtttest

import (
	"slices"
	"strings"
)

func anyMatches(filters []string, topic string) bool {
	return slices.ContainsFunc(filters, func(f string) bool { return matches(f, topic) })
}

// matches tells whether a filter covers a topic (4.7).
func matches(filter, topic string) bool {
	f, t := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, level := range f {
		if level == "#" {
			return true
		}
		if i >= len(t) || (level != "+" && level != t[i]) {
			return false
		}
	}
	return len(f) == len(t)
}
