package ingest

import "testing"

func TestReadDateText(t *testing.T) {
	for text, want := range map[string]string{
		"2018-06-30":   "2018-06-30",
		"2018-6-3":     "2018-06-03",
		"2018/6/30":    "2018-06-30",
		"2018.6.30":    "2018-06-30",
		"2018年6月30日":   "2018-06-30",
		"2018年06月30":   "2018-06-30",
		"２０１８－０６－３０":   "2018-06-30",
		" 2018-06-30 ": "2018-06-30",
		"2020-02-29":   "2020-02-29",
		"2018-02-29":   "",
		"2018-06-31":   "",
		"2018-13-01":   "",
		"2018-00-10":   "",
		"18-06-30":     "",
		"20180630":     "",
		"2018-06":      "",
		"6月30日":        "",
		"六月":           "",
		"":             "",
	} {
		if got, ok := readDateText(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
}

// 2018-06-30 is day 43281 from 1899-12-30 and day 41819 from 1904-01-01 (python3:
// (date(2018,6,30) − date(1899,12,30)).days).
func TestReadDateSerial(t *testing.T) {
	for _, c := range []struct {
		text  string
		mac   bool
		want  string
		taken bool
	}{
		{"43281", false, "2018-06-30", true},
		{"41819", true, "2018-06-30", true},
		{"43281.75", false, "2018-06-30", true}, // with a time of day
		{"61", false, "1900-03-01", true},
		{"60", false, "", false}, // the day that never was
		{"0", false, "", false},
		{"-5", false, "", false},
		{"20180630", false, "", false},
		{"x", false, "", false},
	} {
		if got, ok := readDateSerial(c.text, c.mac); got != c.want || ok != c.taken {
			t.Errorf("%s: %q %v, want %q", c.text, got, ok, c.want)
		}
	}
}
