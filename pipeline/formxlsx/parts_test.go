package formxlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestClip(t *testing.T) {
	if got := clip("𠮷𠮷𠮷", 4); got != "𠮷…" {
		t.Errorf("clip: %q", got)
	}
	if got := clip("四个汉字", 4); got != "四个汉字" {
		t.Errorf("clip: %q", got)
	}
}

// part is one file of the workbook.
func part(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestParts(t *testing.T) {
	data := load(t).make(t, "P01", "2018-06", Options{})
	sheet, list := part(t, data, "xl/worksheets/sheet1.xml"), part(t, data, "xl/worksheets/sheet5.xml")
	for name, want := range map[string]bool{
		`<dimension ref="A1:K17">`:                true,
		`<row r="1" ht="30" customHeight="true">`: true, // the head stays as it is
		`<row r="8" ht="24">`:                     true, // a row of an item grows with its text
		`insertRows="true"`:                       true, // true forbids
		`<f>`:                                     true, // the line at the head
	} {
		if strings.Contains(sheet, name) != want {
			t.Errorf("the park's sheet: %s is there: %v", name, !want)
		}
	}
	if strings.Contains(list, `insertRows="true"`) || !strings.Contains(list, "<sheetProtection") {
		t.Error("a list must be protected and take new rows")
	}
	for name, text := range map[string]string{"xl/workbook.xml": "lockStructure", "docProps/core.xml": "<cp:lastModifiedBy>株洲市统计局<"} {
		if !strings.Contains(part(t, data, name), text) {
			t.Errorf("%s lacks %s", name, text)
		}
	}
	if !strings.Contains(part(t, data, "xl/workbook.xml"), "veryHidden") {
		t.Error("the identity sheet can be shown from the menu")
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  int
	}{{"", 10, 1}, {"单位地区生产总值", 40, 1}, {"单位地区生产总值能源消耗降低", 10, 4}, {"一\n二", 40, 2}, {"一二", 0.1, 2}} {
		if got := lines(c.text, c.width, bodySize); got != c.want {
			t.Errorf("lines(%q, %v) = %d, want %d", c.text, c.width, got, c.want)
		}
	}
}
