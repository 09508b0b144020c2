package reportxlsx

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/report"
)

const maxSheetName = 31 // UTF-16 units, Excel's limit

// hasBody tells whether the body gets a sheet of its own.
func hasBody(doc *report.Document) bool { return len(doc.Body) > 0 }

// sheetNames lists the sheet of the body, if there is one, and of each part of an annex.
func sheetNames(doc *report.Document, parts []part) ([]string, error) {
	var wanted []string
	if hasBody(doc) {
		wanted = append(wanted, firstOf(doc.Kind, "说明"))
	}
	first := len(wanted)
	for _, p := range parts {
		wanted = append(wanted, firstOf(p.annex.Sheet, p.annex.Label, p.annex.Title))
	}
	seen := map[string]string{}
	names := make([]string, 0, len(wanted))
	for i, w := range wanted {
		name := sheetName(w)
		if i >= first && parts[i-first].nth > 1 {
			suffix := fmt.Sprintf("（%d）", parts[i-first].nth)
			name = shortened(name, maxSheetName-utf8.RuneCountInString(suffix)) + suffix
		}
		if name == "" {
			return nil, fmt.Errorf("sheet %d: %q leaves no sheet name", i+1, w)
		}
		key := strings.ToLower(name)
		if other, clash := seen[key]; clash {
			return nil, fmt.Errorf("sheets %q and %q are both named %q", other, w, name)
		}
		seen[key] = w
		names = append(names, name)
	}
	return names, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// sheetName makes s a name Excel accepts, or empty if nothing is left of it.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	name := strings.Trim(shortened(s, maxSheetName), "' ")
	if strings.EqualFold(name, "history") { // reserved by Excel
		name += "_"
	}
	return name
}

// shortened is as much of s as so many UTF-16 units hold.
func shortened(s string, most int) string {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > most {
			return s[:i]
		}
	}
	return s
}

// quoteSheet is the sheet's name as it stands in a reference.
func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// nameTable names the data of a table: 附表1_数据, 附表3_可相加的指标.
func (s *sheet) nameTable(t *report.Table, data extent) error {
	if data.to < data.from || s.dry {
		return nil
	}
	name := rangeName(s.name, t.Title)
	for n := 2; s.names[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s_%d", rangeName(s.name, t.Title), n)
	}
	s.names[strings.ToLower(name)] = true
	last, err := excelize.ColumnNumberToName(len(s.grid.widths))
	if err != nil {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: fmt.Sprintf("%s!$A$%d:$%s$%d", quoteSheet(s.name), data.from, last, data.to)})
}

// rangeName is the name of a table by its sheet and title: letters, digits and
// underlines, not begun by a digit and like no reference.
func rangeName(sheet, title string) string {
	if _, rest, numbered := strings.Cut(title, "）"); numbered && strings.HasPrefix(title, "（") {
		title = rest
	}
	title, _, _ = strings.Cut(title, "（")
	clean := func(s string) string {
		words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		return strings.Join(words, "_")
	}
	name := []rune("_" + clean(sheet) + "_" + firstOf(clean(title), "数据"))
	if len(name) > maxRangeName {
		name = name[:maxRangeName]
	}
	if r := name[1]; unicode.IsLetter(r) && r > unicode.MaxASCII { // no letter of a reference
		name = name[1:]
	}
	return string(name)
}

const maxRangeName = 200 // characters; Excel takes 255
