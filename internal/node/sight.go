package node

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"strconv"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/device/board"
	"endcap/internal/diag"
	"endcap/internal/store"
	"endcap/scanner/camera"
	"endcap/sync/command"
)

// sight is what a technician can see of a running device.
type sight struct {
	config  configs.Config
	version string
	started time.Time
	store   *store.Store
	board   *board.Board
	gates   []*gate
	words   device.Health // of the dictionary
	uplink  *uplink       // nil: works alone
	duty    *command.Duty // nil: nobody commands
	clock   *watch
	log     *slog.Logger
}

func (s sight) options() diag.Options {
	return diag.Options{
		Name: string(s.config.Device), Role: string(s.config.Role), Version: s.version, Started: s.started,
		Health: s.health, Ready: s.ready, Facts: s.facts, Figures: s.figures(),
		Backup: func(ctx context.Context) (any, error) { return s.backup(ctx) },
		Frame:  s.frame,
	}
}

// frame asks the camera of that name for a frame.
func (s sight) frame(ctx context.Context, name string) (image.Image, error) {
	for _, g := range s.gates {
		if c, ok := g.source.(*camera.Source); ok && c.String() == name {
			s.log.Info("a technician takes a frame", slog.String("scanner", name))
			return c.Keep(ctx)
		}
	}
	return nil, fmt.Errorf("no camera is called %q", name)
}

func (s sight) health() []device.Health {
	var lines []device.Health
	for _, g := range s.gates {
		lines = append(lines, g.health())
	}
	lines = append(lines, s.board.Health()...)
	lines = append(lines, s.store.Health(), s.clock.health())
	if s.words.State != device.Well {
		lines = append(lines, s.words)
	}
	if s.uplink != nil {
		lines = append(lines, s.uplink.health())
	}
	return lines
}

// ready says what keeps the device from selling.
func (s sight) ready() error {
	var why []error
	if _, ok := s.store.Book(); !ok {
		why = append(why, errors.New("there is no price book yet; connect the device to headquarters once"))
	}
	var absent []error
	for _, g := range s.gates {
		if text := g.fault.Load(); text != nil {
			why = append(why, fmt.Errorf("scanner %s: %s", g.source, *text))
		} else if text := g.absent(); text != "" {
			absent = append(absent, fmt.Errorf("scanner %s: %s", g.source, text))
		}
	}
	if len(absent) == len(s.gates) { // one that is there sells
		why = append(why, absent...)
	}
	return errors.Join(why...)
}

func (s sight) facts() []diag.Fact {
	stats := s.store.Stats()
	facts := []diag.Fact{
		{Group: "Store", Name: "Folder", Text: string(s.config.Data)},
		{Group: "Store", Name: "Incarnation", Text: s.store.Incarnation()},
		{Group: "Store", Name: "Events written", Text: strconv.FormatUint(stats.Written(), 10)},
		{Group: "Store", Name: "Size of state.db", Text: fmt.Sprintf("%.1f MiB", float64(stats.StateBytes)/(1<<20))},
	}
	if m, ok := s.store.Book(); ok {
		facts = append(facts,
			diag.Fact{Group: "Price book", Name: "Version in force", Text: strconv.FormatUint(m.Version, 10)},
			diag.Fact{Group: "Price book", Name: "Made", Text: m.Made.Format(time.RFC3339)},
			diag.Fact{Group: "Price book", Name: "Products, offers, sheets", Text: fmt.Sprintf("%d, %d, %d", m.Products, m.Offers, m.Sheets)})
	}
	for _, g := range s.gates {
		if c, ok := g.source.(*camera.Source); ok {
			facts = append(facts, diag.Fact{Group: "Cameras", Name: c.String(), Text: c.Pace().String()})
		}
	}
	if s.uplink != nil {
		facts = append(facts, s.uplink.facts()...)
	}
	if all, err := s.store.Results(); err == nil && len(all) > 0 {
		last := all[len(all)-1]
		facts = append(facts, diag.Fact{Group: "Commands", Name: "The last", Text: fmt.Sprintf("%d, %s: %s %s", last.Number, last.Kind, last.Outcome, last.Text)})
	}
	return facts
}

func (s sight) figures() []diag.Figure {
	number := func(name, help string, kind diag.Kind, value func() float64) diag.Figure {
		return diag.Figure{Name: name, Help: help, Kind: kind, Value: value}
	}
	return []diag.Figure{
		number("endcap_events_written_total", "Events written since the store was made", diag.Counter,
			func() float64 { return float64(s.store.Stats().Written()) }),
		number("endcap_outbox_waiting_events", "Events that headquarters has not acknowledged", diag.Gauge,
			func() float64 { return float64(s.store.Stats().Waiting()) }),
		number("endcap_book_version", "Version of the price book in force, 0 for none", diag.Gauge,
			func() float64 { m, _ := s.store.Book(); return float64(m.Version) }),
		number("endcap_store_bytes", "Size of the local ledger's file", diag.Gauge,
			func() float64 { return float64(s.store.Stats().StateBytes) }),
		number("endcap_store_room_bytes", "What it may still grow by; old until the next commit", diag.Gauge,
			func() float64 { return float64(s.store.Stats().RoomBytes) }),
		number("endcap_catalog_bytes", "Size of the price books' file", diag.Gauge,
			func() float64 { return float64(s.store.Stats().CatalogBytes) }),
		number("endcap_store_commits_total", "Transactions of the local ledger since the start", diag.Counter,
			func() float64 { return float64(s.store.Stats().Commits.Count) }),
		number("endcap_store_commit_seconds_total", "Time they took, together", diag.Counter,
			func() float64 { return s.store.Stats().Commits.Sum.Seconds() }),
		number("endcap_store_commit_max_seconds", "Time the longest of them took", diag.Gauge,
			func() float64 { return s.store.Stats().Commits.Max.Seconds() }),
		number("endcap_camera_frames_total", "Frames of all cameras that were looked at", diag.Counter, s.frames(func(p camera.Pace) uint64 { return p.Frames })),
		number("endcap_camera_dropped_total", "Frames that came while another one was looked at", diag.Counter, s.frames(func(p camera.Pace) uint64 { return p.Dropped })),
		number("endcap_camera_broken_total", "Frames that came incomplete", diag.Counter, s.frames(func(p camera.Pace) uint64 { return p.Broken })),
		number("endcap_commands_dropped_total", "Messages that were no command of headquarters for this device, or none any more", diag.Counter, func() float64 {
			if s.duty == nil {
				return 0
			}
			return float64(s.duty.Dropped())
		}),
		number("endcap_uplink_online", "1 while headquarters is connected", diag.Gauge, func() float64 {
			if s.uplink != nil && s.uplink.online() {
				return 1
			}
			return 0
		}),
	}
}

// frames sums up a count of all cameras.
func (s sight) frames(of func(camera.Pace) uint64) func() float64 {
	return func() (sum float64) {
		for _, g := range s.gates {
			if c, ok := g.source.(*camera.Source); ok {
				sum += float64(of(c.Pace()))
			}
		}
		return sum
	}
}
