package camera

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The structures of linux/videodev2.h, Video4Linux2's interface to programs.
// Their sizes are part of every request's number, so a wrong one is refused by
// the kernel. Two differ from machine to machine: capture's union holds
// pointers, which aligns it, and a buffer holds a time and a pointer. The time
// is the kernel's old timeval, as unix.Timeval is on every machine: 8 bytes on
// a 32-bit one, which kernels since 5.6 take beside the new one of 16.
type (
	capability struct {
		driver       [16]byte
		card, bus    [32]byte
		version      uint32
		capabilities uint32 // of the whole device
		node         uint32 // of this node
		_            [3]uint32
	}
	formatEntry struct {
		index, kind, flags uint32
		description        [32]byte
		fourcc             FourCC
		_                  [4]uint32
	}
	sizeEntry struct {
		index  uint32
		fourcc FourCC
		kind   uint32
		// One size, or the least and greatest width and the step, then those
		// of the height.
		size [6]uint32
		_    [2]uint32
	}
	rateEntry struct {
		index         uint32
		fourcc        FourCC
		width, height uint32
		kind          uint32
		// One time a frame, or the shortest, the longest and the step, each a
		// fraction of a second.
		time [6]uint32
		_    [2]uint32
	}
	capture struct {
		kind uint32
		_    [0]uintptr // the union's alignment
		pix  pixels
		_    [200 - unsafe.Sizeof(pixels{})]byte
	}
	pixels struct {
		width, height uint32
		fourcc        FourCC
		field         uint32
		stride, size  uint32
		_             [6]uint32 // colours
	}
	streamParm struct {
		kind                   uint32
		capability, mode       uint32
		numerator, denominator uint32
		_                      [200 - 16]byte
	}
	request struct {
		count, kind, memory, capabilities uint32
		flags                             uint8
		_                                 [3]uint8
	}
	buffer struct {
		index, kind, used, flags, field uint32
		stamp                           unix.Timeval
		_                               [16]byte // time code
		sequence, memory                uint32
		offset                          uintptr // or a pointer
		length                          uint32
		_                               [2]uint32
	}
	controlEntry struct {
		id, kind                     uint32
		name                         [32]byte
		least, most, step, preferred int32
		flags                        uint32
		_                            [2]uint32
	}
	control struct {
		id    uint32
		value int32
	}
)

// A request's number, as asm-generic/ioctl.h makes it on our machines: the
// direction, the size of what is passed, and the driver's letter and number.
const (
	reads  = 2 << 30
	writes = 1 << 30
	both   = reads | writes
	sized  = 1 << 16
	letter = 'V' << 8

	queryCapability = reads | letter | unsafe.Sizeof(capability{})*sized
	listFormats     = both | letter | 2 | unsafe.Sizeof(formatEntry{})*sized
	setFormat       = both | letter | 5 | unsafe.Sizeof(capture{})*sized
	requestBuffers  = both | letter | 8 | unsafe.Sizeof(request{})*sized
	queryBuffer     = both | letter | 9 | unsafe.Sizeof(buffer{})*sized
	queueBuffer     = both | letter | 15 | unsafe.Sizeof(buffer{})*sized
	takeBuffer      = both | letter | 17 | unsafe.Sizeof(buffer{})*sized
	streamOn        = writes | letter | 18 | unsafe.Sizeof(int32(0))*sized
	streamOff       = writes | letter | 19 | unsafe.Sizeof(int32(0))*sized
	setParm         = both | letter | 22 | unsafe.Sizeof(streamParm{})*sized
	setControl      = both | letter | 28 | unsafe.Sizeof(control{})*sized
	queryControl    = both | letter | 36 | unsafe.Sizeof(controlEntry{})*sized
	listSizes       = both | letter | 74 | unsafe.Sizeof(sizeEntry{})*sized
	listRates       = both | letter | 75 | unsafe.Sizeof(rateEntry{})*sized
)

const (
	kindCapture   = 1 // V4L2_BUF_TYPE_VIDEO_CAPTURE
	memoryMmap    = 1
	discrete      = 1    // V4L2_FRMSIZE_TYPE_DISCRETE, V4L2_FRMIVAL_TYPE_DISCRETE
	flagBroken    = 0x40 // V4L2_BUF_FLAG_ERROR
	canCapture    = 0x1
	canStream     = 0x04000000
	tellsNode     = 0x80000000 // V4L2_CAP_DEVICE_CAPS
	controlAbsent = 0x1 | 0x4  // V4L2_CTRL_FLAG_DISABLED, _READ_ONLY

	exposureAuto, exposureAbsolute = 0x9a0901, 0x9a0902
	focusAbsolute, focusAuto       = 0x9a090a, 0x9a090c
	gainAuto, gainAbsolute         = 0x980912, 0x980913
	// Values of exposureAuto. Cameras on USB know only the last two.
	fullAuto, manual, aperturePriority = 0, 1, 3
)

// text is a name as the kernel writes it, ended by a zero.
func text(b []byte) string { return unix.ByteSliceToString(b) }
