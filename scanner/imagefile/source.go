// Package imagefile is a scanner whose labels are pictures in a folder: a
// camera, a test or a shop's own program puts them there.
//
// A writer renames a finished picture into the folder. Names that begin with a
// dot or end in .tmp are not looked at, and no file is ever changed or removed.
package imagefile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/gs1"
)

// Source reads the pictures of a folder in the order of their names. It is a
// scanner.Source for one Read at a time.
type Source struct {
	name, path string
	every      time.Duration
	shop       gs1.Shop
	seen       func(id string) bool
	log        *slog.Logger
	record     *scanner.Record
	reader     *decode.Reader

	known    map[string]stamp // what is in the folder and was read
	changed  time.Time        // of the folder when it was last listed
	quiet    bool             // it was listed long after that
	overfull bool             // that the folder is, already told
}

// stamp tells a picture from another one that took its name.
type stamp struct {
	size     int64
	modified time.Time
}

// New returns the source called name for the folder at path, which it looks at
// every so often, or as often as Every says. layouts explain the shop's own
// numbers, see scanner.Pieces. It does not emit a symbol whose ID
// seen knows: after a restart the whole folder is read again.
func New(name, path string, every time.Duration, shop gs1.Shop, seen func(id string) bool, log *slog.Logger) *Source {
	return &Source{
		name: name, path: path, every: cmp.Or(max(0, every), Every), shop: shop, seen: seen, log: log,
		record: scanner.NewRecord(log), reader: decode.NewReader(), known: map[string]stamp{},
	}
}

// String returns the name of the source.
func (s *Source) String() string { return s.name }

// Report says how the folder is.
func (s *Source) Report() scanner.Report { return s.record.Report() }

// Read emits what it reads in each new picture until ctx ends, and returns
// nil. The ID of a symbol is the name of the file, the beginning of the
// SHA-256 of its content, and for the second symbol of a picture "#2". A
// picture that cannot be read is warned about once. A folder that is missing
// is made; where that is not possible it is reported and tried again.
func (s *Source) Read(ctx context.Context, emit func(scanner.Symbol)) error {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.pass(ctx, emit); err != nil {
			s.record.Gone(err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// pass reads what is new in the folder.
func (s *Source) pass(ctx context.Context, emit func(scanner.Symbol)) error {
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(s.path, 0o755); err == nil {
			info, err = os.Stat(s.path)
		}
	}
	if err != nil {
		return fmt.Errorf("imagefile: open folder: %w", err)
	}
	if s.record.Report().Present && s.quiet && info.ModTime().Equal(s.changed) {
		return nil
	}
	entries, err := s.list()
	if err != nil {
		return err
	}
	s.record.Attached(s.path, "", "folder")
	s.changed, s.quiet = info.ModTime(), time.Since(info.ModTime()) > settled
	there := make(map[string]stamp, len(entries))
	for _, e := range entries {
		there[e.Name()] = stamp{e.Size(), e.ModTime()}
	}
	for name, known := range s.known {
		if there[name] != known {
			delete(s.known, name)
		}
	}
	for _, e := range entries {
		if _, done := s.known[e.Name()]; done {
			continue
		}
		if ctx.Err() != nil {
			s.quiet = false // there is more to read
			break
		}
		s.read(e.Name(), emit)
		s.known[e.Name()] = there[e.Name()]
	}
	return nil
}

// list returns the complete files of the folder in the order of their names.
func (s *Source) list() ([]fs.FileInfo, error) {
	dir, err := os.Open(s.path)
	if err != nil {
		return nil, fmt.Errorf("imagefile: open folder: %w", err)
	}
	defer dir.Close()
	entries, err := dir.ReadDir(MaxEntries + 1) // in no order; io.EOF when empty
	if len(entries) == 0 && err != nil && !isEnd(err) {
		return nil, fmt.Errorf("imagefile: list folder %s: %w", s.path, err)
	}
	if full := len(entries) > MaxEntries; full != s.overfull {
		if s.overfull = full; full {
			s.log.Warn("the folder holds too many pictures; take old ones away", slog.String("folder", s.path), slog.Int("most", MaxEntries))
		}
	}
	var files []fs.FileInfo
	for _, e := range entries[:min(len(entries), MaxEntries)] {
		if n := e.Name(); strings.HasPrefix(n, ".") || strings.HasSuffix(n, ".tmp") || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil { // or it is gone again
			files = append(files, info)
		}
	}
	slices.SortStableFunc(files, func(a, b fs.FileInfo) int { return cmp.Compare(a.Name(), b.Name()) })
	return files, nil
}

// read emits the symbols of one picture.
func (s *Source) read(name string, emit func(scanner.Symbol)) {
	found, sum, err := s.symbols(filepath.Join(s.path, name))
	if err != nil {
		s.record.Fault(fmt.Errorf("imagefile: read picture %s: %w", name, err))
		return
	}
	if len(found) == 0 {
		s.log.Info("a picture shows no bar code", slog.String("file", name))
	}
	for i, sym := range found {
		sym.ID = name + "-" + sum
		if i > 0 {
			sym.ID += fmt.Sprintf("#%d", i+1)
		}
		if s.seen(sym.ID) {
			continue
		}
		sym.Source, sym.At = s.name, time.Now()
		s.record.Took(sym.At)
		emit(sym)
	}
}
