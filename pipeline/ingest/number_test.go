package ingest

import (
	"testing"
)

// Numbers of number cells: Excel stores binary doubles with 17 digits and shows 15.
func TestReadStored(t *testing.T) {
	for _, c := range []struct {
		text, want string // an empty want: refused
		noise      bool
	}{
		{"2580.4", "2580.4", false},
		{"2580.3999999999996", "2580.4", true},
		{"212.49999999999997", "212.5", true},
		{"7.0999999999999994E-2", "0.071", true},
		{"0.30000000000000004", "0.3", true},
		{"2580.40000000000009", "2580.4", true},
		{"123456789012345", "123456789012345", false},
		{"1234567890123456", "1234567890123460", true},
		{"2.5804E3", "2580.4", false},
		{"1E5", "100000", false},
		{"1e-3", "0.001", false},
		{"-4.96", "-4.96", false},
		{"+5", "5", false},
		{"0", "0", false},
		{"", "", false},
		{"abc", "", false},
		{"1,005", "", false},
	} {
		got := readStored(c.text)
		if got.ok != (c.want != "") || got.ok && got.value.String() != c.want || got.noise != c.noise {
			t.Errorf("%s: %v %s, noise %v; want %q, %v", c.text, got.ok, got.value, got.noise, c.want, c.noise)
		}
	}
}

// A tiny or huge exponent would make each later comparison write out all its
// zeros; a spreadsheet holds nothing beyond ±308.
func TestReadStoredBoundsExponent(t *testing.T) {
	for _, text := range []string{"1E-2000000000", "1E2000000000", "1E-400"} {
		if got := readStored(text); got.ok && (got.value.Exponent() < -400 || got.value.Exponent() > 400) {
			t.Errorf("%s was read with the exponent %d", text, got.value.Exponent())
		}
	}
}

// Numbers that were typed as text.
func TestReadTyped(t *testing.T) {
	for _, c := range []struct {
		text, want string // "": refused; "missing": a sign for no data
	}{
		{"2580.4", "2580.4"},
		{"  2580.4 ", "2580.4"},
		{"　2580.4　", "2580.4"},
		{"\u00a02580.4", "2580.4"},
		{"２５８０．４", "2580.4"},
		{"2,580.4", "2580.4"},
		{"2，580.4", "2580.4"},
		{"1,234,567.89", "1234567.89"},
		{"-1,005", "-1005"},
		{"－11.2", "-11.2"},
		{"−11.2", "-11.2"},
		{"+5", "5"},
		{".5", "0.5"},
		{"0.10", "0.1"},
		{"007", "7"},
		{"2580.3999999999996", "2580.3999999999996"}, // typed, so meant
		{"25,80.4", ""},
		{"2,5804", ""},
		{"1,2345,678", ""},
		{",580", ""},
		{"1,005,", ""},
		{"2 580.4", ""},
		{"2.580.4", ""},
		{"5.", ""},
		{"--5", ""},
		{"(5)", ""},
		{"1.2E3", ""},
		{"5%", ""},
		{"5％", ""},
		{"2580.4亿元", ""},
		{"2580.4 亿元", ""},
		{"约40亿元", ""},
		{"突破2200亿元", ""},
		{"300亿以上", ""},
		{"¥5", ""},
		{"2580.4*", ""},
		{"二千五百", ""},
		{"下降4.96", ""},
		{"#REF!", ""},
		{"", ""},
		{"-", "missing"},
		{"—", "missing"},
		{"——", "missing"},
		{"－", "missing"},
		{"…", "missing"},
		{"……", "missing"},
		{"...", "missing"},
		{"/", "missing"},
		{"／", "missing"},
		{"无", "missing"},
		{" 不详 ", "missing"},
	} {
		got := readTyped(c.text)
		text := ""
		switch {
		case got.missing:
			text = "missing"
		case got.ok:
			text = got.value.String()
		}
		if text != c.want {
			t.Errorf("%q: %q, want %q", c.text, text, c.want)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format        string
		date, percent bool
	}{
		{"", false, false},
		{"General", false, false},
		{"#,##0.00######", false, false},
		{"0.0%", false, true},
		{`0.0"%"`, false, false},
		{`0.0\%`, false, false},
		{"[Red]0.0%;-0.0%", false, true},
		{"yyyy-mm-dd", true, false},
		{`yyyy"年"m"月"d"日"`, true, false},
		{"[h]:mm", true, false},
		{`0.00"亿元"`, false, false},
		{`0.00"days"`, false, false},
		{"[DBNum1]0", false, false},
		{`_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, false, false},
		{`#,##0.00_D_M`, false, false}, // room as wide as a D and an M
		{"0.00E+00", false, false},
		{"@", false, false},
	} {
		if isDateFormat(c.format) != c.date || isPercentFormat(c.format) != c.percent {
			t.Errorf("%s: date %v, percent %v", c.format, isDateFormat(c.format), isPercentFormat(c.format))
		}
	}
}

func FuzzReadTyped(f *testing.F) {
	for _, s := range []string{"2,580.4", "２５８０．４", "—", "约40", "1,2", "-", "+.5", "1E9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := readTyped(s)
		if got.ok && got.missing {
			t.Errorf("%q is a number and no number", s)
		}
		if !got.ok {
			return
		}
		// What was understood reads the same when it is printed and typed again.
		if again := readTyped(got.value.String()); !again.ok || !again.value.Equal(got.value) {
			t.Errorf("%q is %s, typed again %s", s, got.value, again.value)
		}
	})
}
