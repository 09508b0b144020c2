package official

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
)

// around moves what a worksheet says of its cells besides their content.
func (b *book) around(s *sheet) []ooxml.Patch {
	var patches []ooxml.Patch
	for _, k := range s.outline.Kids {
		text := s.outline.Text(k)
		moved := text
		switch k.Name {
		case "mergeCells":
			moved = b.merges(s, text)
		case "conditionalFormatting":
			moved = b.formulasOf(s, s.home(ooxml.Attr(text, "sqref")), text, "条件格式")
			moved = ooxml.SetAttr(moved, "sqref", s.spreadAll(ooxml.Attr(text, "sqref")))
		case "dataValidations":
			moved = validation.ReplaceAllStringFunc(text, func(one string) string {
				out := b.formulasOf(s, s.home(ooxml.Attr(one, "sqref")), one, "数据验证")
				return ooxml.SetAttr(out, "sqref", s.spreadAll(ooxml.Attr(one, "sqref")))
			})
		case "hyperlinks":
			moved = hyperlink.ReplaceAllStringFunc(text, func(one string) string { return b.links(s, one) })
		case "dimension", "autoFilter":
			moved = withRef(text, s.whole)
		case "rowBreaks":
			moved = pageBreak.ReplaceAllStringFunc(text, func(one string) string {
				id, _ := strconv.Atoi(ooxml.Attr(one, "id"))
				return ooxml.SetAttr(one, "id", strconv.Itoa(s.below(id)))
			})
		case "protectedRanges", "ignoredErrors":
			moved = ranges.ReplaceAllStringFunc(text, func(one string) string {
				return ` sqref="` + s.spreadAll(strings.TrimSuffix(strings.TrimPrefix(one, ` sqref="`), `"`)) + `"`
			})
		case "extLst":
			moved = b.extensions(s, text)
		}
		if moved != text {
			patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: moved})
		}
	}
	return patches
}

var (
	mergeCell   = regexp.MustCompile(`<mergeCell\b[^>]*?/?>(?:</mergeCell>)?`)
	validation  = regexp.MustCompile(`(?s)<dataValidation\s[^>]*?(?:/>|>.*?</dataValidation>)`)
	hyperlink   = regexp.MustCompile(`<hyperlink\s[^>]*?/?>(?:</hyperlink>)?`)
	pageBreak   = regexp.MustCompile(`<brk\s[^>]*>`)
	ranges      = regexp.MustCompile(` sqref="[^"]*"`)
	ruleFormula = regexp.MustCompile(`(?s)<(formula[12]?)>(.*?)</formula[12]?>`)
	extFormula  = regexp.MustCompile(`(?s)<xm:f>(.*?)</xm:f>`)
	extRanges   = regexp.MustCompile(`(?s)<xm:sqref>(.*?)</xm:sqref>`)
	refAttr     = regexp.MustCompile(` ref="([^"]*)"`)
)

// whole is where a range lies afterwards as one range.
func (s *sheet) whole(text string) string {
	r, ok := parseRef(text)
	if !ok || r.from.row == 0 {
		return text
	}
	all := s.spread(r)
	r.from, r.to, r.single = all[0].from, all[len(all)-1].to, false
	return r.short()
}

// below is the last row that a row of the template comes to.
func (s *sheet) below(row int) int {
	if in := s.at(row); in != nil {
		return in.inCopy(row, in.copies-1)
	}
	return s.moved(row)
}

// withRef changes every attribute ref.
func withRef(text string, change func(string) string) string {
	return refAttr.ReplaceAllStringFunc(text, func(one string) string {
		return ` ref="` + change(refAttr.FindStringSubmatch(one)[1]) + `"`
	})
}

// merges moves merged cells. One that reaches out of a row that repeats would have to
// cover several copies or one of them: that is for a person to decide.
func (b *book) merges(s *sheet, text string) string {
	var list []string
	for _, one := range mergeCell.FindAllString(text, -1) {
		area := ooxml.Attr(one, "ref")
		r, ok := parseRef(area)
		if !ok {
			continue
		}
		if in := s.reachesOut(r); in != nil {
			b.fault(s, cellName(r.from.row, r.from.column), "合并单元格 "+area+" 跨出了重复的行（"+rowsText(in)+"）",
				"请取消这处合并；合并只能在一行之内，或在一组重复行之内。整列同一说明可写在重复行的上方。")
			continue
		}
		places := s.spread(r)
		if in := s.at(r.from.row); in != nil {
			places = s.inCopies(r, in)
		}
		for _, m := range places {
			list = append(list, `<mergeCell ref="`+m.short()+`"/>`)
		}
	}
	tag := ooxml.StartTag.FindString(text)
	if ooxml.Attr(tag, "count") != "" {
		tag = ooxml.SetAttr(tag, "count", strconv.Itoa(len(list)))
	}
	return tag + strings.Join(list, "") + "</mergeCells>"
}

// reachesOut is the block that a range covers without lying within it; nil if none.
func (s *sheet) reachesOut(r ref) *block {
	i := slices.IndexFunc(s.blocks, func(b *block) bool {
		touches := r.from.row <= b.to && b.from <= r.to.row
		return touches && (r.from.row < b.from || r.to.row > b.to)
	})
	if i < 0 {
		return nil
	}
	return s.blocks[i]
}

// formulasOf moves the formulas of a conditional format or a validation.
func (b *book) formulasOf(s *sheet, p place, text, what string) string {
	return ruleFormula.ReplaceAllStringFunc(text, func(one string) string {
		m := ruleFormula.FindStringSubmatch(one)
		return "<" + m[1] + ">" + b.carried(s, p, m[2], what) + "</" + m[1] + ">"
	})
}

// carried is a formula as XML at its new place.
func (b *book) carried(s *sheet, p place, escaped, what string) string {
	formula := html.UnescapeString(escaped)
	text, err := b.carry(p, formula, asCell)
	if err != nil {
		b.fault(s, "", fmt.Sprintf("%s的公式%s：%s", what, firstLine(err), formula), "请改成引用整个区域，或引用重复行以外的单元格。")
	}
	return ooxml.XMLText(text)
}

// links puts a link on each copy of its cell; its target within the workbook moves too.
func (b *book) links(s *sheet, one string) string {
	if location := ooxml.Attr(one, "location"); location != "" {
		if text, err := b.carry(place{sheet: s}, location, asRange); err == nil {
			one = ooxml.SetAttr(one, "location", text)
		}
	}
	r, ok := parseRef(ooxml.Attr(one, "ref"))
	if !ok {
		return one
	}
	var out strings.Builder
	for _, area := range s.spread(r) {
		out.WriteString(ooxml.SetAttr(one, "ref", area.short()))
	}
	return out.String()
}

// extensions moves what newer programs keep at the end of a sheet: data bars, icon
// sets, validations over other sheets, sparklines.
func (b *book) extensions(s *sheet, text string) string {
	if strings.Contains(text, "x14:sparkline ") || strings.Contains(text, "x14:sparkline>") {
		for _, m := range extRanges.FindAllStringSubmatch(text, -1) {
			if s.home(m[1]).block != nil {
				b.fault(s, m[1], "迷你图在重复的行里", "请把迷你图移出重复的行，或改用普通图表。")
			}
		}
	}
	text = extFormula.ReplaceAllStringFunc(text, func(one string) string {
		return "<xm:f>" + b.carriedWide(s, extFormula.FindStringSubmatch(one)[1]) + "</xm:f>"
	})
	return extRanges.ReplaceAllStringFunc(text, func(one string) string {
		return "<xm:sqref>" + s.spreadAll(extRanges.FindStringSubmatch(one)[1]) + "</xm:sqref>"
	})
}

// carriedWide is a formula of an extension, whose cells count for all copies.
func (b *book) carriedWide(s *sheet, escaped string) string {
	text, err := b.carry(place{sheet: s}, html.UnescapeString(escaped), asRange)
	if err != nil {
		b.fault(s, "", "数据条、图标集或迷你图的公式"+firstLine(err), "请改成引用整个区域。")
	}
	return ooxml.XMLText(text)
}

// orderInWorkbook is the order of the schema up to the setting of calculation.
var orderInWorkbook = []string{"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr"}

// workbook moves the defined names, and has everything calculated when it is opened.
func (b *book) workbook() {
	o, err := ooxml.Outlined(b.Files[b.main], "workbook")
	if err != nil {
		b.fault(nil, "", "编辑不了这个工作簿："+err.Error(), unusualRemedy)
		return
	}
	var patches []ooxml.Patch
	if k, ok := o.Kid("definedNames"); ok {
		patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: definedName.ReplaceAllStringFunc(o.Text(k), b.definedName)})
	}
	if k, ok := o.Kid("calcPr"); ok {
		patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: ooxml.SetAttr(o.Text(k), "fullCalcOnLoad", "1")})
	} else {
		at := o.Place(orderInWorkbook, "calcPr")
		patches = append(patches, ooxml.Patch{From: at, To: at, Text: `<calcPr fullCalcOnLoad="1"/>`})
	}
	b.Files[b.main] = o.Replaced(patches...)
	b.dropChain()
}

func (b *book) definedName(element string) string {
	formula := content(element)
	text, err := b.carry(place{}, formula, asRange)
	if err != nil {
		b.faults = append(b.faults, Fault{What: fmt.Sprintf("名称「%s」%s：%s", ooxml.Attr(element, "name"), firstLine(err), formula), Remedy: "请改成引用整个区域。"})
	}
	return ooxml.StartTag.FindString(element) + ooxml.XMLText(text) + "</definedName>"
}

// dropChain takes the order of calculation away, which programs make anew.
func (b *book) dropChain() {
	for _, r := range b.relationsOf(b.main) {
		if !strings.HasSuffix(r.Type, "/calcChain") {
			continue
		}
		if err := b.Unrelate(b.main, r.ID); err != nil {
			b.fault(nil, "", "编辑不了这个工作簿："+err.Error(), unusualRemedy)
		}
		if err := b.Remove(ooxml.Resolve(b.main, r.Target)); err != nil {
			b.fault(nil, "", "编辑不了这个工作簿："+err.Error(), unusualRemedy)
		}
	}
}
