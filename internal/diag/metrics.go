package diag

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"runtime"
	rtmetrics "runtime/metrics"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// metrics serves the figures in the text format of Prometheus (exposition
// format 0.0.4). The format is these few lines; Prometheus' own library
// brings protobuf with it, 2.3 MiB of program that a small board would keep
// in memory. A test reads the page with Prometheus' own parser.
func metrics(o Options) http.Handler {
	figures := append(processFigures(o.Started), o.Figures...)
	checkFigures(figures)
	slots := make(chan struct{}, maxScrapes)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		default:
			http.Error(w, "too many ask at once; ask again", http.StatusServiceUnavailable)
			return
		}
		var p exposition
		p.family("endcap_info", "Always 1; what this device is stands in the labels", Gauge)
		p.sample("endcap_info", 1, "name", o.Name, "role", o.Role, "version", o.Version)
		for _, f := range figures {
			p.family(f.Name, f.Help, f.Kind)
			p.sample(f.Name, f.Value())
		}
		if o.Health != nil {
			p.family("endcap_part_works", "1 well, 0.5 poorly, 0 not", Gauge)
			seen := map[string]bool{}
			for _, h := range capParts(o.Health()) {
				if !seen[h.Part] { // Prometheus refuses a whole scrape with one pair of twins
					seen[h.Part] = true
					p.sample("endcap_part_works", works(h.State), "part", h.Part)
				}
			}
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(p.Bytes()) // who no longer listens needs no error
	})
}

// exposition is a page of figures.
type exposition struct{ bytes.Buffer }

func (p *exposition) family(name, help string, k Kind) {
	fmt.Fprintf(p, "# HELP %s %s\n# TYPE %s %s\n", name, strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(help), name, k)
}

// sample writes one line; labels are names and values in turn.
func (p *exposition) sample(name string, value float64, labels ...string) {
	p.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		text := strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(strings.ToValidUTF8(labels[i+1], "\uFFFD"))
		fmt.Fprintf(p, `%s%s="%s"`, [2]string{"{", ","}[min(i, 1)], labels[i], text)
	}
	if len(labels) > 0 {
		p.WriteByte('}')
	}
	p.WriteString(" " + strconv.FormatFloat(value, 'g', -1, 64) + "\n")
}

// processFigures tell of the process itself, under the names that dashboards
// know from Prometheus' own collectors.
func processFigures(started time.Time) []Figure {
	return []Figure{
		{"go_goroutines", "Goroutines that exist now", Gauge, func() float64 { return float64(runtime.NumGoroutine()) }},
		{"go_memstats_heap_inuse_bytes", "Heap that holds objects", Gauge, heapBytes},
		{"process_cpu_seconds_total", "CPU time, user and system", Counter, cpuSeconds},
		{"process_resident_memory_bytes", "Memory that is resident", Gauge, residentBytes},
		{"process_start_time_seconds", "Start, seconds since 1970", Gauge, func() float64 {
			if started.IsZero() {
				return 0
			}
			return float64(started.UnixMilli()) / 1000
		}},
	}
}

func heapBytes() float64 {
	s := []rtmetrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	rtmetrics.Read(s)
	if s[0].Value.Kind() != rtmetrics.KindUint64 {
		return 0
	}
	return float64(s[0].Value.Uint64())
}

func cpuSeconds() float64 {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t) != nil {
		return 0
	}
	return float64(t.Nano()) / 1e9
}

// residentBytes reads the second field of statm, which is in pages (proc(5)).
func residentBytes() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseFloat(fields[1], 64)
	if err != nil {
		return 0
	}
	return pages * float64(os.Getpagesize())
}
