package plan

import (
	"os"
	"testing"
)

func loadSample(t *testing.T) *Plan {
	t.Helper()
	p, err := Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestLoadSample(t *testing.T) {
	p := loadSample(t)
	counts := map[string][2]int{
		"indicators":  {len(p.Indicators), 16},
		"counties":    {len(p.UnitsOf(County)), 9},
		"parks":       {len(p.UnitsOf(Park)), 8},
		"sub-parks":   {len(p.UnitsOf(SubPark)), 3},
		"industries":  {len(p.Industries), 10},
		"tasks":       {len(p.Tasks), 66},
		"binding":     {bindingCount(p), 5},
		"departments": {len(p.UnitsOf(DeptUnit)), 12},
	}
	for what, c := range counts {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", what, c[0], c[1])
		}
	}
}

func bindingCount(p *Plan) int {
	n := 0
	for _, i := range p.Indicators {
		if i.Binding() {
			n++
		}
	}
	return n
}
