package formxlsx

import (
	"testing"

	"zhibao/pipeline/xlsx"
)

// TestStrictReaderAccepts holds the writer against the intake's reader.
func TestStrictReaderAccepts(t *testing.T) {
	s := load(t)
	for _, u := range s.plan.Reporters() {
		if _, err := xlsx.Read(s.make(t, u.Code, "2017", Options{}), xlsx.DefaultLimits()); err != nil {
			t.Errorf("%s: %v", u.Code, err)
		}
	}
}
