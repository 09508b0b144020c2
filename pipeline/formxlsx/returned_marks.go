package formxlsx

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/rule"
)

// sheetOrder is the order of the schema (ECMA-376 18.3.1.99).
var sheetOrder = []string{
	"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
	"autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
	"printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
	"drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}

// markWord stands in the formula of our conditional formats, which is always true.
const markWord = "审核意见"

var (
	cfRule      = regexp.MustCompile(`(?s)<cfRule\b[^>]*/>|<cfRule\b.*?</cfRule>`)
	priority    = regexp.MustCompile(`\bpriority="(\d+)"`)
	tabSelected = regexp.MustCompile(` tabSelected="(?:1|true)"`)
)

// markSheets takes the marks of an earlier round from every sheet and sets the new.
func (b *returned) markSheets() error {
	for _, s := range b.sheets {
		if !s.Worksheet {
			continue
		}
		o, err := ooxml.Outlined(b.Files[s.Part], "worksheet")
		if err != nil {
			return err
		}
		at := b.findingsAt(s.Name)
		patches := b.colours(o, at)
		// Two selected sheets would be typed into at the same time.
		if k, ok := o.Kid("sheetViews"); ok && tabSelected.MatchString(o.Text(k)) {
			patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: tabSelected.ReplaceAllString(o.Text(k), "")})
		}
		legacy, err := b.comment(s, o, at)
		if err != nil {
			return err
		}
		if patches = append(patches, legacy...); len(patches) > 0 {
			b.Files[s.Part] = o.Replaced(patches...)
		}
	}
	return nil
}

// colours are the changes to a sheet's conditional formats: ours go before the
// others, so that what was found shows.
func (b *returned) colours(o *ooxml.Outline, at map[string][]ReviewFinding) []ooxml.Patch {
	var red, amber []string
	for _, cell := range slices.Sorted(maps.Keys(at)) {
		if at[cell][0].Level == rule.Verify {
			amber = append(amber, cell)
		} else {
			red = append(red, cell)
		}
	}
	var patches []ooxml.Patch
	from := o.Place(sheetOrder, "conditionalFormatting")
	added := 0
	for _, m := range []struct {
		cells []string
		dxf   int
	}{{red, b.redMark}, {amber, b.amber}} {
		if len(m.cells) == 0 {
			continue
		}
		added++
		patches = append(patches, ooxml.Patch{From: from, To: from, Text: fmt.Sprintf(`<conditionalFormatting sqref="%s"><cfRule type="expression" dxfId="%d" priority="%d"><formula>"%s"&lt;&gt;""</formula></cfRule></conditionalFormatting>`,
			strings.Join(m.cells, " "), m.dxf, added, markWord)})
	}
	shift := max(0, added+1-firstPriority(o))
	for _, k := range o.Kids {
		if k.Name != "conditionalFormatting" {
			continue
		}
		text := cfRule.ReplaceAllStringFunc(o.Text(k), func(r string) string {
			if strings.Contains(r, markWord) {
				return ""
			}
			return priority.ReplaceAllStringFunc(r, func(p string) string {
				n, err := strconv.Atoi(priority.FindStringSubmatch(p)[1])
				if err != nil {
					return p
				}
				return fmt.Sprintf(`priority="%d"`, n+shift)
			})
		})
		if !cfRule.MatchString(text) {
			text = ""
		}
		if text != o.Text(k) {
			patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: text})
		}
	}
	return patches
}

// firstPriority is the least priority of the conditional formats that are not ours.
func firstPriority(o *ooxml.Outline) int {
	first := math.MaxInt
	for _, k := range o.Kids {
		if k.Name != "conditionalFormatting" {
			continue
		}
		for _, r := range cfRule.FindAllString(o.Text(k), -1) {
			m := priority.FindStringSubmatch(r)
			if n, err := strconv.Atoi(append(m, "", "")[1]); err == nil && !strings.Contains(r, markWord) {
				first = min(first, n)
			}
		}
	}
	return first
}
