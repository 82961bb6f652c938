package offers

import "endcap/offers/play"

// rule is one offer compiled. It keeps nothing of the Offer.
type rule struct {
	ID             string
	Name, Hint     texts
	Limits         Limits
	Win            *play.Win
	Challenge      *challenge
	Exclusive      bool
	SkipMarkedDown bool
	personal       bool
	text           string
	layer          Layer  // under a policy that takes rules as a whole
	stack          uint32 // group, from 1; 0 is none
	from, to       int64  // of Valid, in microseconds
	conditions     []condition
	rewards        []reward
}

// reward is a Reward compiled. The selects of its Reward are left out.
type reward struct {
	*Reward
	sel, get, apply selector
	groups          []selector // of group or of families; the one of buy
	manner          manner
	layer           int8
}

// texts is a Text in one piece: each language and what it says, both behind
// their length. In needs no map, and no memory of its own.
type texts string

func (b *builder) texts(t Text) texts {
	var all []byte
	for _, l := range sortedKeys(t) { // neither is longer than MaxWord
		all = append(append(all, byte(len(l))), l...)
		all = append(append(all, byte(len(t[l]))), t[l]...)
	}
	return texts(b.text.keep(string(all)))
}

// In is Text.In.
func (t texts) In(language string) string {
	if s, ok := t.find(language); ok {
		return s
	}
	if len(language) > 2 {
		if s, ok := t.find(language[:2]); ok {
			return s
		}
	}
	if s, ok := t.find("en"); ok || t == "" {
		return s
	}
	_, s, _ := t.cut()
	return s
}

func (t texts) find(language string) (string, bool) {
	for t != "" {
		l, s, rest := t.cut()
		if l == language {
			return s, true
		}
		t = rest
	}
	return "", false
}

func (t texts) cut() (language, text string, rest texts) {
	n := 1 + int(t[0])
	m := n + 1 + int(t[n])
	return string(t[1:n]), string(t[n+1 : m]), t[m:]
}
