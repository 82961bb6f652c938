package stage

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"endcap/internal/hq"
	"endcap/internal/hq/ledger"
)

// Headquarters runs headquarters in this process, on free ports of this
// machine, until end is called; end returns what went wrong meanwhile.
func Headquarters(dir, tenant string, log *slog.Logger) (h *hq.HQ, end func() error, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	h = hq.New(hq.Options{Dir: dir, Tenant: tenant, Listen: "127.0.0.1:0", HTTP: "127.0.0.1:0", Log: log})
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	end = func() error {
		cancel()
		return <-ended
	}
	select {
	case <-h.Ready():
		return h, end, nil
	case err := <-ended:
		cancel()
		return nil, nil, err
	case <-time.After(startWait):
		return nil, nil, fmt.Errorf("stage: headquarters was not ready after %s: %w", startWait, end())
	}
}

// Entries returns the whole ledger, in the order of arrival.
func Entries(ctx context.Context, l *ledger.Ledger) (all []ledger.Entry, err error) {
	for n := int64(0); ; {
		page, err := l.Events(ctx, n, entriesAtOnce)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all, n = append(all, page...), page[len(page)-1].N
	}
}
