package plan

import (
	"os"
	"testing"
)

func TestFind(t *testing.T) {
	p, err := Load(os.DirFS("../../inputs/plan"), "inputs/plan")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"430281": "430281", "醴陵市": "430281", "株洲县": "430212", "430221": "430212", "攸 县": "430223", "株洲": "", "": ""} {
		u, ok := p.FindUnit(text)
		if ok != (want != "") || ok && u.Code != want {
			t.Errorf("unit %q: %v %v", text, u, ok)
		}
	}
	for text, want := range map[string]string{"gdp": "gdp", "地区生产总值": "gdp", "规模企业数": "park_firms", "工业增加值": "", "": ""} {
		items := p.FindItems(text)
		if want == "" && len(items) > 0 || want != "" && (len(items) != 1 || items[0].Code != want) {
			t.Errorf("item %q: %v", text, items)
		}
	}
}
