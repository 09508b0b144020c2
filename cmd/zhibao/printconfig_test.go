package main

import (
	"errors"
	"strings"
	"testing"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/fault"
)

// What is not written keeps its default, 0 sets no limit, and a negative one is refused
// with its line.
func TestPrintConfig(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]compose.Limits{
		"{}\n":                                {Rows: 200, Bars: 60, Names: 30},
		"print: {rows: 5}\n":                  {Rows: 5, Bars: 60, Names: 30},
		"print: {rows: 0, bars: 0, names: 0}": {},
	} {
		if got := settingsOf(t, text).Print; got != want {
			t.Errorf("%s gives %+v, want %+v", text, got, want)
		}
	}
	_, err := (&app{}).settingsIn([]byte("print:\n  rows: 5\n  bars: -1\n"), t.TempDir())
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.Usage || f.What != "print 的 bars 不能是负数" || !strings.Contains(f.Where, "第3行") {
		t.Errorf("%+v", err)
	}
}
