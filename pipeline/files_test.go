package pipeline

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestListWriter: an element a line.
func TestListWriter(t *testing.T) {
	for _, c := range []struct {
		list []any
		want string
	}{
		{nil, "[]\n"},
		{[]any{map[string]any{"名": "<甲>&", "空": []string{}}}, "[\n{\"名\":\"<甲>&\",\"空\":[]}\n]\n"},
		{[]any{1, "二", []any{map[string]int{"a": 3}}, nil}, "[\n1,\n\"二\",\n[{\"a\":3}],\nnull\n]\n"},
	} {
		var b strings.Builder
		w := &listWriter{to: &b}
		for _, v := range c.list {
			w.add(v)
		}
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, b.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

type refusing struct{ error }

func (r refusing) Write([]byte) (int, error) { return 0, r.error }

// TestListWriterFails: the first error comes out at the end.
func TestListWriterFails(t *testing.T) {
	full := errors.New("full")
	w := &listWriter{to: refusing{full}}
	w.add(1)
	w.add(2)
	if err := w.end(); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	w = &listWriter{to: &strings.Builder{}}
	w.add(func() {})
	if err := w.end(); err == nil {
		t.Error("a function was written")
	}
}
