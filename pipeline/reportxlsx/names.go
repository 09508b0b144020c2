package reportxlsx

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"zhibao/pipeline/report"
)

const maxSheetName = 31 // UTF-16 units, Excel's limit

// hasBody tells whether the body gets a sheet of its own.
func hasBody(doc *report.Document) bool { return len(doc.Body) > 0 }

// sheetNames lists the sheet of the body, if there is one, and of each annex.
func sheetNames(doc *report.Document) ([]string, error) {
	var wanted []string
	if hasBody(doc) {
		wanted = append(wanted, firstOf(doc.Kind, "说明"))
	}
	for _, a := range doc.Annexes {
		wanted = append(wanted, firstOf(a.Sheet, a.Label, a.Title))
	}
	seen := map[string]string{}
	names := make([]string, 0, len(wanted))
	for i, w := range wanted {
		name := sheetName(w)
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
	var b strings.Builder
	units := 0
	for _, r := range s {
		units += utf16.RuneLen(r)
		if units > maxSheetName {
			break
		}
		b.WriteRune(r)
	}
	name := strings.Trim(b.String(), "' ")
	if strings.EqualFold(name, "history") { // reserved by Excel
		name += "_"
	}
	return name
}

// quoteSheet is the sheet's name as it stands in a reference.
func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
