package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sys/unix"

	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
)

// scanAnswer is one line of scan --lines.
type scanAnswer struct {
	File    string       `json:"file"`
	Results []scanResult `json:"results"`
	// MS is the CPU time of the whole process, garbage collection included,
	// from the picture in memory to the results.
	MS    float64 `json:"ms"`
	Error string  `json:"error,omitempty"`
}

type scanResult struct {
	Format string `json:"format"`
	Text   string `json:"text"`
}

// scanLines answers each path on in, in order.
func scanLines(in io.Reader, out io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // so that the time of one picture is its own
	reader, enc := decode.NewReader(), json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	paths := bufio.NewScanner(in)
	for paths.Scan() {
		answer := scanAnswer{File: paths.Text(), Results: []scanResult{}}
		pic, err := light.LoadFile(answer.File)
		switch {
		case errors.Is(err, light.ErrTooSmall): // nothing can be in it
		case err != nil:
			answer.Error = err.Error()
		default:
			before := cpuTime()
			found := reader.Read(pic)
			answer.MS = float64(cpuTime()-before) / 1e6
			for _, s := range found {
				answer.Results = append(answer.Results, scanResult{s.Format, s.Text})
			}
		}
		if err := enc.Encode(answer); err != nil {
			return fmt.Errorf("scan: write answer: %w", err)
		}
	}
	if err := paths.Err(); err != nil {
		return fmt.Errorf("scan: read paths: %w", err)
	}
	return nil
}

// cpuTime is what this process has used of all processors, in nanoseconds.
func cpuTime() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &now); err != nil {
		return 0
	}
	return now.Nano()
}
