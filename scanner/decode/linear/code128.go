package linear

// The characters of Code 128 (ISO/IEC 15417 4.3.2) as the modules of their six
// runs; the last is the stop, whose seventh is a bar of two.
var code128s = []string{
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312", "231212",
	"112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131",
	"311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
	"112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121",
	"313121", "211331", "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
	"314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
	"122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242", "121142", "121241", "114212",
	"124112", "124211", "411212", "421112", "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113",
	"114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412", "211214", "211232", "233111",
}

// Values of Code 128 that are no data (ISO/IEC 15417 table 1).
const (
	c128FNC3, c128FNC2, c128Shift   = 96, 97, 98
	c128CodeC, c128CodeB, c128CodeA = 99, 100, 101
	c128FNC1, c128StartA            = 102, 103
	c128StartC, c128Stop            = 105, 106
)

// code128 reads a Code 128 or GS1-128 that begins at edge i.
func (d *decoder) code128(e edges, i int) bool {
	var runs [6]float32
	growth, start := e.grown128(i, &runs)
	if start < 0 {
		return false
	}
	module := e.width(i, 6) / 11
	if e.run(i-1) < minQuiet*module {
		return false
	}
	even := swollen(runs[:], code128s[start])
	values := append(d.text[:0], byte(start))
	sum := float32(0)
	for at := i + 6; at+6 < len(e) && len(values) < maxText; at += 6 {
		m := e.modules(at, runs[:], 11, growth)
		stretch(runs[:], even)
		v, miss := nearest(runs[:], code128s)
		if v < 0 || m < .8*module || m > 1.25*module {
			return false
		}
		sum += miss
		module = m
		if v != c128Stop {
			values = append(values, byte(v))
			continue
		}
		mean := sum / float32(len(values))
		if at+7 >= len(e) || mean > maxMean {
			return false
		}
		if last := e.run(at+6)/module - growth; last < 1 || last > 3 || e.run(at+7) < minQuiet*module {
			return false
		}
		need := 2
		if len(values) < 6 {
			need = 3
		}
		return d.text128(values) && d.say(found{from: i, to: at + 7, need: need, miss: mean})
	}
	return false
}

// grown128 returns which of the three starts is at edge i, or -1, and by how
// much its bars are too wide: it has 4 or 6 modules of them.
func (e edges) grown128(i int, runs *[6]float32) (growth float32, start int) {
	module := e.width(i, 6) / 11
	bars := (e.run(i) + e.run(i+2) + e.run(i+4)) / module
	start = -1
	least := float32(maxMiss)
	for v := c128StartA; v <= c128StartC; v++ {
		g := (bars - 4) / 3
		if v == c128StartC {
			g = (bars - 6) / 3
		}
		if g < -maxGrowth || g > maxGrowth {
			continue
		}
		e.modules(i, runs[:], 11, g)
		if miss := off(runs[:], code128s[v]); miss < least {
			least, growth, start = miss, g, v
		}
	}
	if start >= 0 {
		e.modules(i, runs[:], 11, growth)
	}
	return growth, start
}

// text128 proves the check character of values and keeps what they say.
func (d *decoder) text128(values []byte) bool {
	n := len(values) - 1
	if n < 2 {
		return false
	}
	sum := int(values[0])
	for k := 1; k < n; k++ {
		sum += k * int(values[k])
	}
	if sum%103 != int(values[n]) {
		return false
	}
	d.name, d.gs1, d.out = "CODE_128", false, d.out[:0]
	// Code sets A, B and C count down from CodeA to CodeC, as their starts do up.
	set := byte(c128CodeA) - (values[0] - c128StartA)
	shifted, upper, latched := byte(0), false, false
	for k, v := range values[1:n] {
		now := set
		if shifted != 0 {
			now, shifted = shifted, 0
		}
		switch {
		case v == c128FNC1:
			if k == 0 {
				d.gs1 = true
			} else {
				d.out = append(d.out, 0x1d)
			}
		case now == c128CodeC:
			if v < c128CodeB {
				d.out = append(d.out, '0'+v/10, '0'+v%10)
			} else {
				set = v
			}
		case v < 64 || now == c128CodeB && v < c128FNC3:
			c := ' ' + v
			d.latin1(c, upper != latched)
			upper = false
		case v < c128FNC3:
			d.latin1(v-64, upper != latched)
			upper = false
		case v == c128Shift:
			shifted = c128CodeA + c128CodeB - now
		case v == now: // FNC4: the next character, or doubled all that follow, above ASCII
			if upper {
				latched = !latched
			}
			upper = !upper
		case v == c128FNC2 || v == c128FNC3: // for the scanner, not for us
		default:
			set = v
		}
	}
	return len(d.out) > 0
}

// latin1 adds a character of ISO 8859-1, whose upper half FNC4 tells.
func (d *decoder) latin1(c byte, upper bool) {
	if upper {
		d.out = append(d.out, 0xc2|c>>6&1, 0x80|c&0x3f)
		return
	}
	d.out = append(d.out, c)
}
