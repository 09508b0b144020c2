package label

import (
	"testing"

	"pgregory.net/rapid"
)

// Ways of writing that mean the same label.
func TestSame(t *testing.T) {
	for _, c := range []struct{ what, a, b string }{
		{"a space inside a name", "攸县", "攸 县"},
		{"an ideographic space", "攸县", "攸　县"},
		{"a line break", "工业固体废弃物综合利用率", "工业固体废弃物\n综合利用率"},
		{"a tab and spaces around", "进出口总额", "\t进出口总额  "},
		{"a no-break space", "进出口总额", "进出口\u00a0总额"},
		{"a zero-width space", "进出口总额", "进出口\u200b总额"},
		{"a byte order mark", "进出口总额", "\ufeff进出口总额"},
		{"full-width letters", "R&D经费", "Ｒ＆Ｄ经费"},
		{"lower case", "R&D经费", "r&d经费"},
		{"full-width digits", "过100亿元企业数", "过１００亿元企业数"},
		{"full-width percent", "同比增速（%）", "同比增速(％)"},
		{"half-width brackets", "固定资产投资（年度）", "固定资产投资(年度)"},
		{"turtle-shell brackets", "固定资产投资（年度）", "固定资产投资〔年度〕"},
		{"square brackets", "固定资产投资（年度）", "固定资产投资[年度]"},
		{"lenticular brackets", "固定资产投资（年度）", "固定资产投资【年度】"},
		{"braces", "固定资产投资（年度）", "固定资产投资{年度}"},
		{"a hyphen for a dash", "1—6月累计", "1-6月累计"},
		{"an en dash", "1—6月累计", "1–6月累计"},
		{"a horizontal bar", "1—6月累计", "1―6月累计"},
		{"a full-width hyphen", "1—6月累计", "1－6月累计"},
		{"a tilde", "1—6月累计", "1～6月累计"},
		{"a minus sign", "1—6月累计", "1−6月累计"},
		{"a true hyphen", "1—6月累计", "1‐6月累计"},
		{"a figure dash", "1—6月累计", "1‒6月累计"},
		{"a box drawing line", "1—6月累计", "1─6月累计"},
		{"a trailing colon", "填报单位", "填报单位："},
		{"a half-width colon", "填报单位", "填报单位:"},
		{"quotation marks", "方案“1+3+4”园区", "方案「1+3+4」园区"},
		{"a mark of 其中", "规模工业增加值", "#规模工业增加值"},
		{"a footnote star", "规模工业增加值", "规模工业增加值*"},
		{"an enumeration comma", "轨道、航空", "轨道,航空"},
		{"compatibility ideograph", "立方米/万元", "⽴方米／万元"},
	} {
		if !Equal(c.a, c.b) {
			t.Errorf("%s: %q is %q, %q is %q", c.what, c.a, Normalise(c.a), c.b, Normalise(c.b))
		}
	}
}

// Names that look alike and are different indicators (domain.md §3.8).
func TestDifferent(t *testing.T) {
	names := []string{
		"规模工业增加值", "工业增加值", "园区规模工业增加值", "规模以上工业增加值", "示范园区规模以上工业增加值",
		"地区生产总值", "园区生产总值", "示范园区生产总值", "攸县", "茶陵县", "固定资产投资（年度）", "固定资产投资",
		"增速", "同比增速", "同比增速（%）", "1—6月累计", "6月", "1—2月累计", "1—12月累计", "12月",
	}
	for i, a := range names {
		for _, b := range names[i+1:] {
			if Equal(a, b) {
				t.Errorf("%s and %s both become %q", a, b, Normalise(a))
			}
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"规模工业增加值", "地区生产总值", "进出口总额", "社会消费品零售总额", "高新技术企业数量"}
	for seen, want := range map[string]string{
		"工业增加值":     "规模工业增加值",
		"园区规模工业增加值": "规模工业增加值",
		"生产总值":      "地区生产总值",
		"进出口 总 额":   "进出口总额",
		"社零总额":      "", // 3 edits of 5 characters to 进出口总额, 5 of 9 to 社会消费品零售总额: more than half
		"财政收入":      "",
		"":          "",
	} {
		if got := Nearest(seen, known); got != want {
			t.Errorf("%q: nearest %q, want %q", seen, got, want)
		}
	}
	if got := Nearest("攸县", nil); got != "" {
		t.Errorf("nothing known, yet nearest %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"攸县", "", 2}, {"", "攸县", 2}, {"攸县", "攸县", 0}, {"攸县", "茶陵县", 2},
		{"工业增加值", "规模工业增加值", 2}, {"kitten", "sitting", 3}, {"甲乙", "乙甲", 2},
	} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// runes that are written in labels, and some that change when they meet.
var runes = []rune("規與產県臺攸县规模工业增加值甲ABCabcＨh１2９．.·•“”「」（）()〔〕[]【】—–－―-~～ 　\t\n:：、,，*#％%/／\u200b\ufeff\u0301\u0331İßΣς")

func TestNormaliseIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, 12).Draw(t, "label"))
		once := Normalise(s)
		if twice := Normalise(once); twice != once {
			t.Fatalf("%q becomes %q, then %q", s, once, twice)
		}
	})
}

// Two labels that differ only in what is folded stay equal wherever it stands.
func TestNormaliseIgnoresSpace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SliceOfN(rapid.SampledFrom([]rune("攸县规模工业增加值ABC12（）—%")), 1, 12).Draw(t, "name")
		at := rapid.IntRange(0, len(name)).Draw(t, "at")
		space := rapid.SampledFrom([]string{" ", "　", "\n", "\u00a0", "\u200b"}).Draw(t, "space")
		spaced := string(name[:at]) + space + string(name[at:])
		if !Equal(string(name), spaced) {
			t.Fatalf("%q and %q", string(name), spaced)
		}
	})
}
