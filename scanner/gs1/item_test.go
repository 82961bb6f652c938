package gs1

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var november = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func layouts(t *testing.T, texts ...string) (all []Layout) {
	t.Helper()
	for _, s := range texts {
		l, err := ParseLayout(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

func TestItem_SaysWhatTheDataMeansForAShop(t *testing.T) {
	own := layouts(t, "21IIIIIWWWWWC", "22IIIIIVPPPPC", "02IIIIIPPPPPC")
	for _, c := range []struct {
		text string
		want Item
		warn []string
	}{
		{
			text: "(01)09521234543213(10)L7(21)S1(22)V(17)261231(15)261200(16)261130(13)260901(11)260831",
			want: Item{GTIN: 9521234543213, Lot: "L7", Serial: "S1", Variant: "V", Expiry: Date{2026, 12, 31}, BestBefore: Date{2026, 12, 31}, SellBy: Date{2026, 11, 30}, Packed: Date{2026, 9, 1}, Produced: Date{2026, 8, 31}},
		},
		{text: "(01)99521234543216(3103)001250(3922)1299", want: Item{GTIN: 99521234543216, Grams: 1250, Price: 1299, Printed: Decimal{1299, 2}}},
		{text: "(01)99521234543216(3104)012345(3923)12995", want: Item{GTIN: 99521234543216, Grams: 1235, Price: 1300, Printed: Decimal{12995, 3}}},
		{text: "(01)99521234543216(3101)000012(30)6", want: Item{GTIN: 99521234543216, Grams: 1200, Count: 6}},
		{text: "(01)09521234543213(7003)2612312359", want: Item{GTIN: 9521234543213, Expiry: Date{2026, 12, 31}, ExpiryTime: "23:59"}},
		{text: "(01)09521234543213(17)261230(7003)2612312359", want: Item{GTIN: 9521234543213, Expiry: Date{2026, 12, 30}}},
		{text: "(01)09521234543213(17)261231(7003)2612311200", want: Item{GTIN: 9521234543213, Expiry: Date{2026, 12, 31}, ExpiryTime: "12:00"}},
		{text: "(01)09521234543213(8008)26112009", want: Item{GTIN: 9521234543213, Produced: Date{2026, 11, 20}}},
		{text: "(01)99521234543216(3202)000100", want: Item{GTIN: 99521234543216, Grams: 454}},
		{text: "(01)99521234543216(3562)000150", want: Item{GTIN: 99521234543216, Grams: 47}},
		{text: "(01)99521234543216(30)3(3932)9781299", want: Item{GTIN: 99521234543216, Count: 3, Price: 1299, Printed: Decimal{1299, 2}, Currency: 978}},
		{text: "(01)99521234543216(30)3(3932)39212999", want: Item{GTIN: 99521234543216, Count: 3, Price: 130, Printed: Decimal{12999, 2}, Currency: 392}},
		{text: "9900000000004", want: Item{Voucher: Element{AIGTIN, "9900000000004"}}, warn: []string{WarnVoucher}},
		{text: "9800000000007", want: Item{Voucher: Element{AIGTIN, "9800000000007"}}, warn: []string{WarnVoucher}},
		{text: "(255)9521234543213(3900)5", want: Item{Voucher: Element{aiGCN, "9521234543213"}}, warn: []string{WarnVoucher}},
		{text: "(8112)001234561234560123456", want: Item{Voucher: Element{aiPositiveOffer, "001234561234560123456"}}, warn: []string{WarnVoucher}},
		{text: "]E3977114487500702", want: Item{GTIN: 9771144875007, Issue: "02"}, warn: []string{RepairAddOn.String()}},
		{text: "https://example.com/01/09521234543213", want: Item{GTIN: 9521234543213, Link: "https://example.com/01/09521234543213"}},
		{text: "2112345012506", want: Item{GTIN: 2112345000008, Grams: 1250}},
		{text: "2212345928750", want: Item{GTIN: 2212345000005, Price: 2875}},
		{text: "2212345828753", want: Item{GTIN: 2212345000005}, warn: []string{WarnPriceCheck}},
		{text: "212345012994", want: Item{GTIN: 212345000007, Price: 1299}},
		{text: "2912345012502", want: Item{GTIN: 2912345012502}, warn: []string{WarnNoLayout}},
		{text: "]d2010952123454321310ABC17261231", want: Item{GTIN: 9521234543213, Lot: "ABC17261231"}, warn: []string{WarnLostSeparator}},
		{text: "]d2010952123454321310ABC1726123121S1", want: Item{GTIN: 9521234543213, Lot: "ABC1726123121S1"}, warn: []string{WarnLostSeparator}},
		{text: "]d2010952123454321310A<GS>17260230", want: Item{GTIN: 9521234543213, Lot: "A<GS>17260230"}, warn: []string{WarnLostSeparator}},
		{text: "]d2010952123454321310A%1D", want: Item{GTIN: 9521234543213, Lot: "A%1D"}},
		{text: "]d201095212345432131726123110ABC17261231", want: Item{GTIN: 9521234543213, Lot: "ABC17261231", Expiry: Date{2026, 12, 31}}},
		{text: "]d2010952123454321310ABC17990231", want: Item{GTIN: 9521234543213, Lot: "ABC17990231"}},
		{text: "010952123454321310ABC", want: Item{GTIN: 9521234543213, Lot: "ABC"}, warn: []string{RepairBare.String()}},
		{text: "(00)952123456789012345", warn: []string{WarnNoGTIN}},
	} {
		m, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got, warnings := m.Item(november, own)
		var codes []string
		for _, w := range warnings {
			codes = append(codes, w.Code)
		}
		if d := cmp.Diff(c.want, got) + cmp.Diff(c.warn, codes); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.text, d)
		}
	}
}

func TestExpandUPCE_WritesTheNumberOut(t *testing.T) {
	for short, want := range map[string]string{"11234502": "112000003452", "01234514": "012100003454", "01234523": "012200003453", "11234538": "112300000458", "01234543": "012340000053", "04252614": "042100005264"} {
		if got, err := ExpandUPCE(short); err != nil || got != want {
			t.Errorf("ExpandUPCE(%s) = %s, %v, want %s", short, got, err, want)
		}
	}
	for _, bad := range []string{"", "21234502", "11234503", "1123450", "1123450X"} {
		if got, err := ExpandUPCE(bad); err == nil {
			t.Errorf("ExpandUPCE(%q) = %s", bad, got)
		}
	}
}

func TestWriters_WriteWhatParses(t *testing.T) {
	it := Item{
		GTIN: 9521234543213, Lot: "A(1)/b%", Serial: "S+1", Variant: "2A",
		Expiry: Date{2026, 12, 31}, BestBefore: Date{2026, 12, 1}, SellBy: Date{2026, 11, 30}, Packed: Date{2026, 9, 1}, Produced: Date{2026, 8, 31},
		Grams: 1250, Price: 99, Printed: Decimal{99, 2}, Count: 2,
	}
	link := Link("https://id.example.org/", it)
	if want := "https://id.example.org/01/09521234543213/22/2A/10/A%281%29%2Fb%25/21/S%2B1?11=260831&13=260901&15=261201&16=261130&17=261231&3103=001250&30=2&3922=0099"; link != want {
		t.Errorf("Link = %s, want %s", link, want)
	}
	elements := Elements(it)
	if want := "010952123454321311260831132609011526120116261130172612313103001250222A\x1d10A(1)/b%\x1d21S+1\x1d302\x1d39220099"; elements != want {
		t.Errorf("Elements = %q, want %q", elements, want)
	}
	for _, text := range []string{link, "]d2" + elements} {
		m, err := ParseLink(text)
		if text != link {
			m, err = ParseScan(text)
		}
		if err != nil {
			t.Fatal(err)
		}
		got, warnings := m.Item(november, nil)
		got.Link = ""
		if d := cmp.Diff(it, got); d != "" || warnings != nil {
			t.Errorf("%s: (-want +got)\n%s %v", text, d, warnings)
		}
	}
	if Link("https://id.example.org", Item{}) != "" || Elements(Item{Lot: "A"}) != "" {
		t.Error("an item without a GTIN was written")
	}
}
