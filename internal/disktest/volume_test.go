package disktest

import (
	"bytes"
	"errors"
	"syscall"
	"testing"
)

func fill(b byte) []byte { return bytes.Repeat([]byte{b}, blockSize) }

// holds reports what one byte the volume holds throughout a block, or -1.
func holds(t *testing.T, v *volume, n int64) int {
	t.Helper()
	p := make([]byte, blockSize)
	if err := v.read(p, n*blockSize); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p, fill(p[0])) {
		return -1
	}
	return int(p[0])
}

func TestVolume_ACutLeavesOldOrNewOrTorn(t *testing.T) {
	v := newVolume(1<<20, 1, 0.5, 0.5)
	seen := map[int]int{}
	for range 300 {
		for _, b := range []byte{1, 2, 3} {
			if err := v.write(fill(b), 8*blockSize); err != nil {
				t.Fatal(err)
			}
			if b == 1 {
				v.flush()
			}
		}
		if got := holds(t, v, 8); got != 3 {
			t.Fatalf("the volume reads %d, want 3", got)
		}
		v.cut()
		v.switchOn()
		seen[holds(t, v, 8)]++
	}
	for _, want := range []int{-1, 1, 2, 3} {
		if seen[want] < 10 {
			t.Errorf("%d came %d times of 300", want, seen[want])
		}
	}
	if len(seen) != 4 {
		t.Errorf("outcomes are %v", seen)
	}
}

func TestVolume_ALateOneKeepsTheOrder(t *testing.T) {
	v := newVolume(1<<20, 1, 0.5, 0)
	v.set(Faults{Late: 3})
	for b := range byte(10) {
		for n := range int64(2) {
			if err := errors.Join(v.write(fill(b), n*blockSize), v.flush()); err != nil {
				t.Fatal(err)
			}
		}
	}
	v.cut()
	v.switchOn()
	if first, second := holds(t, v, 0), holds(t, v, 1); first != 8 || second != 7 {
		t.Errorf("blocks hold %d and %d", first, second)
	}
}

func TestVolume_WhatAFailedFlushDidNotKeepIsNeverSure(t *testing.T) {
	lost := 0
	for seed := range uint64(50) {
		v := newVolume(1<<20, seed, 0.5, 0)
		v.write(fill(1), 0)
		v.set(Faults{FailFlush: 1})
		if err := v.flush(); !errors.Is(err, syscall.EIO) {
			t.Fatalf("got %v, want EIO", err)
		}
		v.write(fill(2), blockSize)
		if err := v.flush(); err != nil {
			t.Fatal(err)
		}
		v.cut()
		v.switchOn()
		if holds(t, v, 1) != 2 {
			t.Fatal("a good flush was not kept")
		}
		if holds(t, v, 0) == 0 {
			lost++
		}
	}
	if lost < 10 || lost > 40 {
		t.Errorf("lost %d times of 50", lost)
	}
}
