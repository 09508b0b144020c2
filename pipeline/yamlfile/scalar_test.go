package yamlfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A value keeps the text it was written in, whatever it looks like, and its line.
func TestScalar(t *testing.T) {
	var got []map[string]Scalar
	text := "- a: 88.0\n  b: 2018-03-12\n- a: \"007\"\n  b: 约40亿元\n  c: true\n  d: |\n    两行\n    说明\n  e: null\n  f:\n"
	if err := Decode([]byte(text), "x.yaml", &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]Scalar{
		{"a": {"88.0", 1}, "b": {"2018-03-12", 2}},
		{"a": {"007", 3}, "b": {"约40亿元", 4}, "c": {"true", 5}, "d": {"两行\n说明\n", 6}, "e": {}, "f": {}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"- a: [1]\n", "- a: {b: 1}\n"} {
		if err := Decode([]byte(bad), "x.yaml", &got); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
