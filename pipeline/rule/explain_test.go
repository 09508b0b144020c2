package rule

import "testing"

// An explanation is long enough and no empty talk, however it is punctuated.
func TestExplains(t *testing.T) {
	book := loadBook(t)
	for text, want := range map[string]bool{
		"增速为可比价公布数，绝对数为现价。": true,
		"两户企业迁出本县":          true,
		"企业迁出六户":            true, // six characters
		"企业迁出":              false,
		"":                  false,
		"      ":            false,
		"核实无误":              false,
		"经核实无误":             false,
		"数据核实无误":            false,
		"数据核实无误。":           false,
		"数据核实无误！":           false,
		"数据核实无误!":           false,
		"数据核实无误.":           false,
		"数据核实无误；":           false,
		"数据核实无误，":           false,
		"“数据核实无误”":          false,
		"数据 核实 无误":          false,
		"经核实情况属实。":          false,
		"　数据属实无误　":          false,
		"数据真实准确":            false,
		"无":                 false,
		"————————":          false,
		"。。。。。。。":           false,
		"1234567":           false,
		"数据核实无误，系两户企业迁出所致":      true,
		"数据真实准确，因口径调整为新国标分类":    true,
		"经核实，情况属实，数据无误，特此说明":    false,
		"核 实 无 误 情况属实 同上":       false,
		"aaaaaaaaaaaaaaaaaaaaa": false,
		"经核实，两户企业迁出":            true,
		"无锡企业迁入所致":              true,
	} {
		if got := book.Explains(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Only a mandatory finding, or a 核实性 one without an explanation, asks for a person.
func TestOpen(t *testing.T) {
	for _, c := range []struct {
		r    Result
		want bool
	}{
		{Result{Severity: Mandatory, Outcome: Fail}, true},
		{Result{Severity: Mandatory, Outcome: Fail, Explained: "企业迁出"}, true},
		{Result{Severity: NearMandatory, Outcome: Fail}, true},
		{Result{Severity: Verify, Outcome: Fail}, true},
		{Result{Severity: Verify, Outcome: Fail, Explained: "企业迁出"}, false},
		{Result{Severity: Hint, Outcome: Fail}, false},
		{Result{Severity: Mandatory, Outcome: Pass}, false},
		{Result{Severity: Mandatory, Outcome: NotEvaluated}, false},
	} {
		if got := c.r.Open(); got != c.want {
			t.Errorf("%+v: %v", c.r, got)
		}
	}
}

func TestParseSeverity(t *testing.T) {
	for n, word := range []string{"强制性", "准强制性", "核实性", "提示"} {
		got, ok := ParseSeverity(word)
		if !ok || got != Severity(n+1) || got.String() != word || got.Returns() != (n < 2) {
			t.Errorf("%s: %d %v, prints %s", word, got, ok, got)
		}
	}
	for _, word := range []string{"", "严重", "强制"} {
		if _, ok := ParseSeverity(word); ok {
			t.Errorf("%q was taken", word)
		}
	}
}
