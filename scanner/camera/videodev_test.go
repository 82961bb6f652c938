package camera

import (
	"runtime"
	"testing"
)

// TestRequests_HaveTheNumbersOfTheKernel pins what a C compiler makes of
// linux/videodev2.h on each machine. tools/test-arm.sh runs it on both ARMs.
func TestRequests_HaveTheNumbersOfTheKernel(t *testing.T) {
	const narrow = "arm"
	for _, test := range []struct {
		name           string
		got            uintptr
		wide, on32bits uintptr
	}{
		{"VIDIOC_QUERYCAP", queryCapability, 0x80685600, 0x80685600},
		{"VIDIOC_ENUM_FMT", listFormats, 0xc0405602, 0xc0405602},
		{"VIDIOC_S_FMT", setFormat, 0xc0d05605, 0xc0cc5605},
		{"VIDIOC_REQBUFS", requestBuffers, 0xc0145608, 0xc0145608},
		{"VIDIOC_QUERYBUF", queryBuffer, 0xc0585609, 0xc0445609},
		{"VIDIOC_QBUF", queueBuffer, 0xc058560f, 0xc044560f},
		{"VIDIOC_DQBUF", takeBuffer, 0xc0585611, 0xc0445611},
		{"VIDIOC_STREAMON", streamOn, 0x40045612, 0x40045612},
		{"VIDIOC_STREAMOFF", streamOff, 0x40045613, 0x40045613},
		{"VIDIOC_S_PARM", setParm, 0xc0cc5616, 0xc0cc5616},
		{"VIDIOC_S_CTRL", setControl, 0xc008561c, 0xc008561c},
		{"VIDIOC_QUERYCTRL", queryControl, 0xc0445624, 0xc0445624},
		{"VIDIOC_ENUM_FRAMESIZES", listSizes, 0xc02c564a, 0xc02c564a},
		{"VIDIOC_ENUM_FRAMEINTERVALS", listRates, 0xc034564b, 0xc034564b},
	} {
		want := test.wide
		if runtime.GOARCH == narrow {
			want = test.on32bits
		}
		if test.got != want {
			t.Errorf("%s is %#x on %s, want %#x", test.name, test.got, runtime.GOARCH, want)
		}
	}
}
