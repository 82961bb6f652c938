package camera

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// device is an open camera that streams.
type device struct {
	node
	mode   Mode
	stride int
	memory [][]byte
	next   uint32 // number of the frame that comes next
	known  bool   // that number
}

// frame is one picture in the driver's memory, good until it is given back.
type frame struct {
	index  uint32
	raw    []byte
	at     time.Time
	missed uint64 // frames before it that the driver had no buffer for
	broken bool
}

// start chooses how the camera works, and lets it work. The node is closed if
// that is not possible. fault is of settings that it has not.
func start(n node, o Options) (d *device, fault, err error) {
	d = &device{node: n}
	fault = adjust(n, o)
	err = d.choose(o.want())
	if err == nil {
		err = d.share()
	}
	if err == nil {
		on := int32(kindCapture)
		err = doing("start the stream", n.ioctl(streamOn, unsafe.Pointer(&on)))
	}
	if err != nil {
		return nil, fault, errors.Join(err, d.end())
	}
	return d, fault, nil
}

// choose sets the mode.
func (d *device) choose(want Mode) error {
	all := modes(d.node, want)
	m, ok := pick(all, want)
	if len(all) == 0 {
		return errors.New("the camera gives no pictures; see that it is switched on and that nothing else uses it")
	}
	if !ok {
		return fmt.Errorf("the camera has no mode that is understood; it has %v", all)
	}
	set := capture{kind: kindCapture}
	set.pix = pixels{width: uint32(m.Width), height: uint32(m.Height), fourcc: m.Format, field: 1} // whole frames
	if err := d.ioctl(setFormat, unsafe.Pointer(&set)); err != nil {
		return doing("set the mode "+m.String(), err)
	}
	d.mode = Mode{Format: set.pix.fourcc, Width: int(set.pix.width), Height: int(set.pix.height), Rate: m.Rate}
	d.stride = int(set.pix.stride)
	if _, ok := pick([]Mode{d.mode}, want); !ok || d.stride > maxBytes/max(1, d.mode.Height) {
		return fmt.Errorf("the camera was told %v and chose %v, %d bytes a line", m, d.mode, d.stride)
	}
	rate := streamParm{kind: kindCapture, numerator: 1, denominator: uint32(want.Rate)}
	_ = d.ioctl(setParm, unsafe.Pointer(&rate)) // where it takes none, its own is as good
	return nil
}

// share maps the driver's buffers and hands them all to it.
func (d *device) share() error {
	ask := request{count: buffers, kind: kindCapture, memory: memoryMmap}
	if err := d.ioctl(requestBuffers, unsafe.Pointer(&ask)); err != nil {
		return doing("ask for buffers", err)
	}
	if ask.count < 2 {
		return fmt.Errorf("the driver has %d buffers; 2 are needed", ask.count)
	}
	for i := range min(ask.count, 2*buffers) {
		b := buffer{index: i, kind: kindCapture, memory: memoryMmap}
		if err := d.ioctl(queryBuffer, unsafe.Pointer(&b)); err != nil {
			return doing("ask for a buffer", err)
		}
		if b.length == 0 || b.length > maxBytes {
			return fmt.Errorf("a buffer has %d bytes", b.length)
		}
		mem, err := d.mmap(int64(b.offset), int(b.length))
		if err != nil {
			return doing("map a buffer", err)
		}
		d.memory = append(d.memory, mem)
		if err := d.back(frame{index: i}); err != nil {
			return err
		}
	}
	return nil
}

// take waits for the next frame.
func (d *device) take(ctx context.Context) (frame, error) {
	begun := time.Now()
	for ctx.Err() == nil {
		ready, err := d.wait(slice)
		if err != nil {
			return frame{}, err
		}
		if !ready {
			if time.Since(begun) >= silence {
				return frame{}, fmt.Errorf("it has given no frame for %v; look at its cable", silence)
			}
			continue
		}
		b := buffer{kind: kindCapture, memory: memoryMmap}
		err = d.ioctl(takeBuffer, unsafe.Pointer(&b))
		if errors.Is(err, unix.EAGAIN) {
			continue
		}
		if err != nil {
			return frame{}, doing("take a frame", err)
		}
		if int(b.index) >= len(d.memory) {
			return frame{}, fmt.Errorf("the driver gave buffer %d of %d", b.index, len(d.memory))
		}
		f := frame{index: b.index, at: time.Now(), broken: b.flags&flagBroken != 0}
		f.raw = d.memory[b.index][:min(int(b.used), len(d.memory[b.index]))]
		if gap := b.sequence - d.next; d.known && gap < 1<<31 { // else it counts anew, or not at all
			f.missed = uint64(gap)
		}
		d.next, d.known = b.sequence+1, b.sequence > 0
		return f, nil
	}
	return frame{}, ctx.Err()
}

// back gives the memory of a frame back to the driver.
func (d *device) back(f frame) error {
	b := buffer{index: f.index, kind: kindCapture, memory: memoryMmap}
	return doing("give a buffer back", d.ioctl(queueBuffer, unsafe.Pointer(&b)))
}

// end stops the stream and closes the node. No frame may be in use any more.
func (d *device) end() error {
	var faults []error
	off := int32(kindCapture)
	_ = d.ioctl(streamOff, unsafe.Pointer(&off)) // a camera that is gone does not stream
	for _, mem := range d.memory {
		faults = append(faults, d.munmap(mem))
	}
	return errors.Join(append(faults, d.close())...)
}

func doing(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// modes returns what the camera can do: where it takes any size, the one that
// is wanted.
func modes(n node, want Mode) (all []Mode) {
	for i := range uint32(maxList) {
		f := formatEntry{index: i, kind: kindCapture}
		if n.ioctl(listFormats, unsafe.Pointer(&f)) != nil {
			return all
		}
		for j := range uint32(maxList) {
			s := sizeEntry{index: j, fourcc: f.fourcc}
			if n.ioctl(listSizes, unsafe.Pointer(&s)) != nil {
				break
			}
			m := Mode{Format: f.fourcc, Width: int(s.size[0]), Height: int(s.size[1])}
			if s.kind != discrete {
				m.Width, m.Height = within(want.Width, s.size[0:3]), within(want.Height, s.size[3:6])
			}
			m.Rate = fastest(n, m)
			all = append(all, m)
			if s.kind != discrete {
				break
			}
		}
	}
	return all
}

// within returns the size nearest to what is wanted of least, most and step.
func within(want int, of []uint32) int {
	least, most, step := int(of[0]), int(of[1]), max(1, int(of[2]))
	want = min(max(want, least), most)
	return want - (want-least)%step
}

// fastest returns the most frames a second of a mode, 0 where it is not told.
func fastest(n node, m Mode) (rate float64) {
	for i := range uint32(maxList) {
		r := rateEntry{index: i, fourcc: m.Format, width: uint32(m.Width), height: uint32(m.Height)}
		if n.ioctl(listRates, unsafe.Pointer(&r)) != nil {
			break
		}
		if r.time[0] > 0 { // the shortest time comes first where there are three
			rate = max(rate, float64(r.time[1])/float64(r.time[0]))
		}
		if r.kind != discrete {
			break
		}
	}
	return rate
}
