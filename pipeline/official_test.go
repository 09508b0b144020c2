package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/official"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Every placeholder that the guide shows can be asked for, and every field that it
// names in the row of its list is one.
func TestGuideOfTables(t *testing.T) {
	guide, err := os.ReadFile("../templates/help/操作指南.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(guide), "### 上级表样\n")
	section, _, _ = strings.Cut(section, "\n### ")
	w, err := workspace.Open("..")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(w, Settings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	n := 0
	add := func(placeholder string) {
		n++
		if err := book.SetCellStr("Sheet1", fmt.Sprint("A", 2*n), placeholder); err != nil { // every other row: each repeats alone
			t.Fatal(err)
		}
	}
	shown := regexp.MustCompile("`([^`]+)`")
	for _, line := range strings.Split(section, "\n") {
		cells := strings.Split(line, "|")
		var stem string
		for _, m := range shown.FindAllStringSubmatch(line, -1) {
			if strings.HasPrefix(m[1], "{{") && !strings.Contains(m[1], "类别") {
				add(m[1])
				stem = m[1]
			}
		}
		if len(cells) < 4 || !strings.HasPrefix(stem, "{{指标.") {
			continue
		}
		for _, m := range shown.FindAllStringSubmatch(cells[2], -1) {
			switch {
			case m[1] == "实际" || m[1] == "增速" || m[1] == "目标":
				add("{{指标.gdp.2018." + m[1] + "}}")
			case m[1] == "本期" || m[1] == "基期":
				add("{{指标.gdp." + m[1] + ".实际}}")
			default:
				add("{{指标.gdp." + m[1] + "}}")
			}
		}
	}
	var data bytes.Buffer
	if err := book.Write(&data); err != nil {
		t.Fatal(err)
	}
	asks, faults := official.Check(data.Bytes(), p.officialPaths(stat.Period{Kind: stat.Year, Year: 2017}))
	for _, f := range faults {
		t.Errorf("%s %s", f.Place(), f.What)
	}
	if len(asks) != n || n < 35 {
		t.Errorf("%d of %d placeholders are seen", len(asks), n)
	}
}
