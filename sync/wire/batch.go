package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// BatchType is the media type of a batch: CloudEvents 1.0, JSON Batch Format.
const BatchType = "application/cloudevents-batch+json"

// Batch is a run of events of one stream of one device, as it came off the
// wire: at least one, numbered without a gap.
type Batch struct {
	From        Address
	Stream      Stream
	Incarnation string
	Events      []Event
}

// Mark returns the watermark of who holds the whole batch.
func (b Batch) Mark() Mark {
	return Mark{Stream: b.Stream, Incarnation: b.Incarnation, Upto: b.Events[len(b.Events)-1].Seq}
}

// cloudEvent is one event in the JSON Event Format of CloudEvents 1.0.2. The
// order of the fields is the order on the wire.
type cloudEvent struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`
	Source      string          `json:"source"`
	Type        Type            `json:"type"`
	Time        time.Time       `json:"time"`
	ContentType string          `json:"datacontenttype"`
	First       string          `json:"first,omitempty"` // a number; CloudEvents has no integers that long
	Clock       Clock           `json:"clock,omitempty"`
	Mono        string          `json:"mono,omitempty"`
	Data        json.RawMessage `json:"data"`
}

// EncodeBatch returns events as the payload of Stream.Kind: a CloudEvents
// batch, compressed with zstd where that is shorter. The events are numbered
// without a gap. The same events give the same bytes. ErrTooLarge means that
// fewer events have to go at once; one event that passes Check always fits.
func EncodeBatch(a Address, stream Stream, incarnation string, events []Event) ([]byte, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if err := errors.Join(stream.check(), checkIncarnation(incarnation)); err != nil {
		return nil, err
	}
	if len(events) > MaxBatch {
		return nil, fmt.Errorf("%w: a batch of %d events, at most %d go at once", ErrTooLarge, len(events), MaxBatch)
	}
	source, prefix := a.source(), incarnation+"-"+string(stream)+"-"
	out := make([]cloudEvent, len(events))
	for i, e := range events {
		if err := e.Check(); err != nil {
			return nil, err
		}
		out[i] = cloudEvent{
			SpecVersion: "1.0", ID: prefix + strconv.FormatUint(e.Seq, 10), Source: source, Type: e.Type,
			Time: e.At.UTC(), ContentType: "application/json", First: digits(e.First), Clock: e.Clock, Mono: digits(uint64(e.Mono)), Data: e.Data,
		}
	}
	if err := checkRun(events); err != nil {
		return nil, err
	}
	b, err := marshal(out)
	if err != nil {
		return nil, fmt.Errorf("wire: encode a batch: %w", err)
	}
	if len(b) >= compressFrom {
		b = Compress(b)
	}
	if len(b) > MaxBatchBytes {
		return nil, fmt.Errorf("%w: a batch of %d bytes, at most %d go at once", ErrTooLarge, len(b), MaxBatchBytes)
	}
	return b, nil
}

// DecodeBatch reads the payload of Stream.Kind. It takes all of a batch or
// nothing: every event from one device and one incarnation, every id and
// sequence in agreement, no gap. Attributes that it does not know are passed
// over, as CloudEvents asks. Whether the Data means anything is not asked.
func DecodeBatch(payload []byte) (Batch, error) {
	if len(payload) > MaxBatchBytes {
		return Batch{}, fmt.Errorf("%w: a batch of %d bytes, at most %d are taken", ErrTooLarge, len(payload), MaxBatchBytes)
	}
	if compressed(payload) {
		raw, err := Decompress(payload, MaxBatchRaw)
		if err != nil {
			return Batch{}, fmt.Errorf("batch: %w", err)
		}
		payload = raw
	}
	in, err := readBatch(payload)
	if err != nil {
		return Batch{}, err
	}
	b := Batch{Events: make([]Event, len(in))}
	for i := range in {
		if err := b.take(i, &in[i]); err != nil {
			return Batch{}, fmt.Errorf("%w: event %d of the batch: %w", ErrMalformed, i+1, err)
		}
	}
	return b, checkRun(b.Events)
}

// readBatch reads one event at a time, so that a long array of nothing costs
// no more memory than a full batch.
func readBatch(payload []byte) ([]cloudEvent, error) {
	d := json.NewDecoder(bytes.NewReader(payload))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, fmt.Errorf("%w: batch: not a JSON array", ErrMalformed)
	}
	var in []cloudEvent
	for d.More() {
		if len(in) == MaxBatch {
			return nil, fmt.Errorf("%w: batch: more than %d events", ErrTooLarge, MaxBatch)
		}
		in = append(in, cloudEvent{})
		if err := d.Decode(&in[len(in)-1]); err != nil {
			return nil, fmt.Errorf("%w: batch: event %d: %w", ErrMalformed, len(in), err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("%w: batch: %w", ErrMalformed, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: batch: something follows it", ErrMalformed)
	}
	return in, nil
}

// take checks the i-th event against the first and keeps it.
func (b *Batch) take(i int, c *cloudEvent) error {
	part := strings.Split(c.ID, "-")
	if len(part) != 3 {
		return fmt.Errorf("id %.80q is not incarnation-stream-number", c.ID)
	}
	inc, stream := part[0], Stream(part[1])
	seq, err := number(part[2])
	first, errFirst := number(c.First)
	mono, errMono := number(c.Mono)
	if err := errors.Join(err, errFirst, errMono, stream.check(), checkIncarnation(inc)); err != nil || seq == 0 {
		return fmt.Errorf("id %.80q, first %.20q, mono %.20q: %w", c.ID, c.First, c.Mono, err)
	}
	if c.SpecVersion != "1.0" {
		return fmt.Errorf("specversion %q, only 1.0 is taken", c.SpecVersion)
	}
	if c.ContentType != "application/json" {
		return fmt.Errorf("datacontenttype %q, only application/json is taken", c.ContentType)
	}
	if i == 0 {
		if b.From, err = parseSource(c.Source); err != nil {
			return err
		}
		b.Incarnation, b.Stream = inc, stream
	}
	if c.Source != b.From.source() || inc != b.Incarnation || stream != b.Stream {
		return fmt.Errorf("%s %s: of another device, incarnation or stream than the first event", c.Source, c.ID)
	}
	b.Events[i] = Event{Seq: seq, First: first, Type: c.Type, At: c.Time, Clock: c.Clock, Mono: int64(mono), Data: c.Data}
	return b.Events[i].Check()
}

// checkRun reports the first number that is not one above the one before it.
func checkRun(events []Event) error {
	if len(events) == 0 || events[0].Seq == 0 {
		return fmt.Errorf("%w: a batch begins with a numbered event", ErrMalformed)
	}
	for i, e := range events[1:] {
		if want := events[i].Seq + 1; e.FirstSeq() != want {
			return fmt.Errorf("%w: event %d stands where %d should", ErrMalformed, e.FirstSeq(), want)
		}
	}
	return nil
}

// digits writes a number, nothing for 0.
func digits(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// number reads what digits wrote, and nothing else.
func number(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err == nil && digits(n) != s {
		err = fmt.Errorf("%.20q is not a number as we write it", s)
	}
	return n, err
}

// source is the device as CloudEvents names it, a URI reference.
func (a Address) source() string { return "/ec/" + a.Tenant + "/" + a.Store + "/" + a.Device }

func parseSource(s string) (Address, error) {
	rest, ours := strings.CutPrefix(s, "/ec/")
	p := strings.Split(rest, "/")
	if !ours || len(p) != 3 {
		return Address{}, fmt.Errorf("source %q is not /ec/tenant/store/device", s)
	}
	a := Address{p[0], p[1], p[2]}
	return a, a.Check()
}

func checkIncarnation(inc string) error {
	if len(inc) < 1 || len(inc) > 32 || strings.Trim(inc, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
		return fmt.Errorf("%w: incarnation %q: use 1 to 32 of a-z and 0-9", ErrMalformed, inc)
	}
	return nil
}
