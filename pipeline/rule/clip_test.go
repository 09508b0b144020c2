package rule

import (
	"strings"
	"testing"
)

func TestArgsClipped(t *testing.T) {
	long := strings.Repeat("长", argLength)
	got := Args{"a": "短", "b": long, "c": long + "尾巴"}.clipped()
	want := Args{"a": "短", "b": long, "c": long + "……（共302字）"}
	for k := range want {
		if got[k] != want[k] {
			t.Errorf("%s is %q", k, got[k])
		}
	}
}
