package label

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzNormalise: normalising again changes nothing, and nothing invisible is left.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{
		"", "攸 县", "固定资产投资（年度）", "R&D经费投入强度", "1—6月累计", "同比增速(％)", "填报单位：", "〔〕[]【】{}",
		"\u200b\ufeff", "a·\u0301", "H\u0331", "::", "·:", "．", "…", "㎡", "ﬁ", "\xff", "規模工業增加值", "\uf90a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Normalise(s)
		if twice := Normalise(once); twice != once {
			t.Errorf("%q becomes %q, then %q", s, once, twice)
		}
		for _, r := range once {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
				t.Errorf("%q keeps %U", s, r)
			}
		}
		if !utf8.ValidString(once) {
			t.Errorf("%q becomes bytes that are no text", s)
		}
	})
}
