package ledger

import (
	"fmt"
	"testing"

	"endcap/sync/wire"
)

// BenchmarkAppend stores batches of 100 events: one device's, each with a
// COMMIT of its own, and 16 devices' that share one.
func BenchmarkAppend(b *testing.B) {
	for _, group := range []int{1, 16} {
		b.Run(fmt.Sprintf("sqlite/%d-devices", group), func(b *testing.B) { appendBench(b, openTemp(b), group) })
		b.Run(fmt.Sprintf("postgres/%d-devices", group), func(b *testing.B) {
			appendBench(b, openWith(b, Options{Database: postgres(b).Schema(b)}), group)
		})
	}
}

func appendBench(b *testing.B, l *Ledger, group int) {
	b.ReportAllocs()
	seq := uint64(1)
	list := make([]wire.Batch, group)
	for b.Loop() {
		events := moves(seq, seq+99)
		for i := range list {
			list[i] = batch(events...)
			list[i].From.Device = fmt.Sprintf("cart-%d", i)
		}
		if _, err := l.AppendAll(b.Context(), list, noon); err != nil {
			b.Fatal(err)
		}
		seq += 100
	}
	b.ReportMetric(float64(b.N*group)*100/b.Elapsed().Seconds(), "events/s")
}
