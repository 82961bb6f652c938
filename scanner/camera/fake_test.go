package camera

import (
	"bytes"
	"image"
	"image/jpeg"
	"maps"
	"slices"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"endcap/scanner/decode/light"
	"endcap/scanner/plug"
)

// tick is the time between two frames of a fake camera.
const tick = time.Millisecond

// link leads to the shelfcam at port 1-1.
const link = "/dev/v4l/by-id/usb-shelfcam"

// shop is a kernel with the cameras that a test attaches.
type shop struct {
	mu   sync.Mutex
	here map[string]*fake
}

func (s *shop) cameras() (all []plug.Device) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range slices.Sorted(maps.Keys(s.here)) {
		f := s.here[path]
		all = append(all, plug.Device{Kind: plug.Camera, Node: path, Model: f.name, Port: f.port, Driver: "fake", USB: f.usb})
	}
	return all
}

func (s *shop) real(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for node, f := range s.here {
		if path == link && f.usb == shelfcam && f.port == "1-1" {
			return node
		}
	}
	return path
}

func (s *shop) open(path string) (node, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.here[path]
	if f == nil {
		return nil, unix.ENOENT
	}
	return &opened{fake: f}, nil
}

// attach plugs cameras in, all at once.
func (s *shop) attach(all map[string]*fake) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.here, all)
}

// pull unplugs a camera under whoever uses it.
func (s *shop) pull(path string) {
	s.mu.Lock()
	f := s.here[path]
	delete(s.here, path)
	s.mu.Unlock()
	f.mu.Lock()
	f.pulled = true
	f.mu.Unlock()
}

// fake is a camera before which a test holds pictures.
type fake struct {
	name, port string
	usb        plug.ID
	modes      []Mode
	scene      func() *image.Gray // what it sees now
	pad        int                // bytes behind each line
	controls   map[uint32]*controlEntry
	told       map[uint32]int32
	oddReply   func(*pixels) // what the driver makes of what it is told
	still      bool          // gives no frames
	broken     func(n uint32) bool

	mu     sync.Mutex
	pulled bool
	opens  int
}

// opened is a fake camera, opened.
type opened struct {
	*fake
	mode   Mode
	stride int
	memory [][]byte
	queue  []uint32
	n      uint32 // frames
	on     bool
	mapped int
}

func (o *opened) gone() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.pulled
}

func (o *opened) ioctl(req uintptr, arg unsafe.Pointer) error {
	if o.gone() {
		return unix.ENODEV
	}
	switch req {
	case queryCapability:
		c := (*capability)(arg)
		copy(c.driver[:], "fake")
		copy(c.card[:], o.name)
		c.capabilities, c.node = tellsNode, canCapture|canStream
	case listFormats, listSizes, listRates:
		return o.list(req, arg)
	case setFormat:
		return o.set(&(*capture)(arg).pix)
	case setParm:
		return unix.ENOTTY
	case requestBuffers:
		o.memory = make([][]byte, (*request)(arg).count)
	case queryBuffer:
		b := (*buffer)(arg)
		b.offset, b.length = uintptr(b.index)<<12, uint32(o.stride*o.mode.Height*2+64<<10)
	case queueBuffer:
		o.mu.Lock()
		defer o.mu.Unlock()
		o.queue = append(o.queue, (*buffer)(arg).index)
	case takeBuffer:
		return o.take((*buffer)(arg))
	case streamOn, streamOff:
		o.on = req == streamOn
	case queryControl:
		c := (*controlEntry)(arg)
		if o.controls[c.id] == nil {
			return unix.EINVAL
		}
		*c = *o.controls[c.id]
	case setControl:
		c := (*control)(arg)
		if c.id == exposureAuto && c.value == aperturePriority {
			return unix.EINVAL // as a menu with a hole says
		}
		o.told[c.id] = c.value
	default:
		return unix.ENOTTY
	}
	return nil
}

// list answers what the camera can do, each mode a format with one size.
func (o *opened) list(req uintptr, arg unsafe.Pointer) error {
	switch req {
	case listFormats:
		f := (*formatEntry)(arg)
		if int(f.index) >= len(o.modes) {
			return unix.EINVAL
		}
		f.fourcc = o.modes[f.index].Format
	case listSizes:
		s := (*sizeEntry)(arg)
		for _, m := range o.modes {
			if m.Format == s.fourcc && s.index == 0 {
				s.kind, s.size = discrete, [6]uint32{uint32(m.Width), uint32(m.Height)}
				return nil
			}
		}
		return unix.EINVAL
	case listRates:
		r := (*rateEntry)(arg)
		for _, m := range o.modes {
			if m.Format == r.fourcc && r.index == 0 && m.Rate > 0 {
				r.kind, r.time = discrete, [6]uint32{1, uint32(m.Rate)}
				return nil
			}
		}
		return unix.EINVAL
	}
	return nil
}

func (o *opened) set(p *pixels) error {
	if o.oddReply != nil {
		o.oddReply(p)
	}
	o.mode = Mode{Format: p.fourcc, Width: int(p.width), Height: int(p.height)}
	o.stride = o.mode.Width + o.pad
	if w := cost(p.fourcc); w >= 0 && ways()[w].packing == packed {
		o.stride += o.mode.Width
	}
	p.stride = uint32(o.stride)
	return nil
}

func (o *opened) take(b *buffer) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		return unix.EAGAIN
	}
	b.index, o.queue = o.queue[0], o.queue[1:]
	b.sequence = o.n
	o.n++
	b.used = uint32(copy(o.memory[b.index], o.picture()))
	if o.broken != nil && o.broken(b.sequence) {
		b.flags |= flagBroken
	}
	return nil
}

// picture is what the camera sees, in its format.
func (o *opened) picture() []byte {
	pic := light.Of(o.scene())
	w := ways()[cost(o.mode.Format)]
	if w.packing == jpegs {
		return asJPEG(pic)
	}
	out := bytes.Repeat([]byte{0x80}, o.stride*o.mode.Height)
	for y := range min(pic.H, o.mode.Height) {
		for x, v := range pic.Row(y)[:min(pic.W, o.mode.Width)] {
			if w.packing == packed {
				out[y*o.stride+2*x+w.first] = v
			} else {
				out[y*o.stride+x] = v
			}
		}
	}
	return out
}

// asJPEG is a picture as cameras send it: in colour, and without tables.
func asJPEG(pic light.Picture) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, pic.W, pic.H), image.YCbCrSubsampleRatio422)
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 0x80, 0x80
	}
	for y := range pic.H {
		copy(img.Y[y*img.YStride:], pic.Row(y))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err)
	}
	return bytes.Replace(b.Bytes(), segment(b.Bytes(), markTables), nil, 1)
}

func (o *opened) mmap(offset int64, length int) ([]byte, error) {
	o.mapped++
	o.memory[offset>>12] = make([]byte, length)
	return o.memory[offset>>12], nil
}

func (o *opened) munmap(b []byte) error {
	clear(b) // whoever still reads it is found by the race detector
	o.mapped--
	return nil
}

func (o *opened) wait(d time.Duration) (bool, error) {
	if o.gone() {
		return false, unix.ENODEV
	}
	if o.still {
		time.Sleep(d)
		return false, nil
	}
	time.Sleep(tick)
	return o.on, nil
}

func (o *opened) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.mapped != 0 {
		panic("closed with memory that is mapped")
	}
	o.opens++
	return nil
}
