package page

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// alarm is an alarm in words.
type alarm struct {
	ledger.Alarm
	Store  string `json:"store"`
	Device string `json:"device"`
	Text   string `json:"text"`
}

// alarmed says what a person has to know, and what to do.
func alarmed(a ledger.Alarm) string {
	who := a.From.Store + "/" + a.From.Device
	what := fmt.Sprintf("%s of %s", plural(a.Last-a.First+1, "event", "events"), called(a.Stream))
	switch a.Kind {
	case ledger.Older:
		return fmt.Sprintf("%s: %s are missing that the device was told are safe: this ledger is older than it was. Look for a newer copy of it.", who, what)
	case ledger.Lost:
		return fmt.Sprintf("%s: %s are lost: the device made them and has them no more. Its storage was lost or replaced before they were sent.", who, what)
	case ledger.Restored:
		return fmt.Sprintf("%s: the device has forgotten %s that are safe here: its storage was put back to an older copy. Nothing is lost.", who, what)
	case ledger.Twin:
		return who + ": two devices answer to this name: a storage was copied. What both tell is kept. Give one of them another name and an empty storage."
	case ledger.Unsummed:
		return fmt.Sprintf("%s: what stands in the place of %s that were given up cannot be understood. What they moved is in no sum: count the goods.", who, what)
	}
	return who + ": " + string(a.Kind)
}

// called is a stream's name for people.
func called(s wire.Stream) string {
	switch s {
	case wire.Control:
		return "what devices did"
	case wire.Money:
		return "sales and prices"
	case wire.Goods:
		return "goods moved"
	case wire.Telemetry:
		return "health"
	}
	return string(s)
}

// alarms returns this retailer's, newest first.
func (p *pages) alarms(ctx context.Context, since time.Time) ([]alarm, error) {
	list, err := p.Ledger.Alarms(ctx, since)
	if err != nil {
		return nil, err
	}
	out := []alarm{}
	for _, a := range list {
		if a.From.Tenant == p.Tenant {
			out = append(out, alarm{a, a.From.Store, a.From.Device, alarmed(a)})
		}
	}
	return out, nil
}

func (p *pages) apiAlarms(ctx context.Context, _ *http.Request) ([]alarm, error) {
	return p.alarms(ctx, time.Time{})
}

func (p *pages) apiStreams(ctx context.Context, r *http.Request) ([]ledger.Stream, error) {
	a, err := p.asked(r)
	if err != nil {
		return nil, err
	}
	return p.Ledger.Streams(ctx, a)
}

func (p *pages) apiCommands(ctx context.Context, r *http.Request) ([]ledger.Command, error) {
	a, err := p.asked(r)
	if err != nil {
		return nil, err
	}
	return p.Ledger.Commands(ctx, a)
}

// asked is the device that a request names, as store/device.
func (p *pages) asked(r *http.Request) (wire.Address, error) {
	name := r.URL.Query().Get("device")
	store, device, ok := strings.Cut(name, "/")
	if !ok || device == "" {
		return wire.Address{}, fmt.Errorf("%w: device %q: write it as store/device", errAsked, name)
	}
	return wire.Address{Tenant: p.Tenant, Store: store, Device: device}, nil
}
