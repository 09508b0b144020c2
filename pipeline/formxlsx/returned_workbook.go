package formxlsx

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/form"
	"zhibao/pipeline/ooxml"
)

// skeleton are the parts of a workbook without a sheet.
func skeleton(r Review) (map[string][]byte, error) {
	core, err := ooxml.Properties{Title: cmp.Or(r.Unit, r.File) + " " + r.Period + form.ReviewSheet, Creator: r.Issuer, Created: r.Created}.Bytes()
	files := map[string]string{
		ooxml.ContentTypes: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + ooxml.TypePrefix + `sheet.main+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="` + ooxml.NSPackage + `"><Relationship Id="rId1" Type="` + ooxml.RelDocument + `" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="` + ooxml.NSMain + `"><bookViews><workbookView/></bookViews><sheets></sheets></workbook>`,
	}
	out := map[string][]byte{ooxml.CorePart: core}
	for name, text := range files {
		out[name] = []byte(xml.Header + text)
	}
	return out, err
}

// emptyStyles is the least that a part of styles holds.
const emptyStyles = xml.Header + `<styleSheet xmlns="` + ooxml.NSMain + `"><fonts count="1"><font><sz val="10.5"/><name val="宋体"/><charset val="134"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// openReturned finds the sheets of the workbook.
func openReturned(data []byte, r Review) (*returned, error) {
	b := &returned{review: r, looks: map[string]int{}}
	var err error
	if data == nil {
		b.Files, err = skeleton(r)
	} else {
		b.Parts, err = ooxml.Unzip(data)
	}
	if err != nil {
		return nil, err
	}
	b.mainPart, b.sheets, err = b.Workbook()
	return b, err
}

// dropEarlier removes the list of an earlier round.
func (b *returned) dropEarlier() error {
	i := slices.IndexFunc(b.sheets, func(s ooxml.SheetPart) bool { return s.Name == b.review.Earlier })
	if b.review.Earlier == "" || i < 0 {
		return nil
	}
	o, err := ooxml.Outlined(b.Files[b.mainPart], "workbook")
	if err != nil {
		return err
	}
	sheets, _ := o.Kid("sheets")
	list, err := ooxml.Outlined([]byte(o.Text(sheets)), "sheets")
	if err != nil || len(list.Kids) != len(b.sheets) {
		return ooxml.ErrUnusual
	}
	id := ""
	for _, m := range ooxml.Attribute.FindAllStringSubmatch(list.Text(list.Kids[i]), -1) {
		if strings.HasSuffix(m[1], ":id") {
			id = m[2] + m[3]
		}
	}
	patches := []ooxml.Patch{{From: sheets.From, To: sheets.To, Text: string(list.Replaced(ooxml.Patch{From: list.Kids[i].From, To: list.Kids[i].To, Text: ""}))}}
	b.Files[b.mainPart] = o.Replaced(append(patches, b.names(o, func(at int) (int, bool) {
		if at > i {
			return at - 1, true
		}
		return at, at != i
	}, "")...)...)
	if err := b.Unrelate(b.mainPart, id); err != nil {
		return err
	}
	if err := b.Remove(b.sheets[i].Part); err != nil {
		return err
	}
	b.sheets = slices.Delete(b.sheets, i, i+1)
	return nil
}

var definedName = regexp.MustCompile(`(?s)<definedName\b.*?</definedName>`)

// workbookOrder is the order of the schema up to the names.
var workbookOrder = []string{"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames"}

// names moves the names that belong to one sheet along with it, and adds more.
// Their scope is a sheet's position, which a new first sheet shifts.
func (b *returned) names(o *ooxml.Outline, moved func(at int) (to int, kept bool), more string) []ooxml.Patch {
	k, ok := o.Kid("definedNames")
	if !ok {
		if more == "" {
			return nil
		}
		at := o.Place(workbookOrder, "definedNames")
		return []ooxml.Patch{{From: at, To: at, Text: "<definedNames>" + more + "</definedNames>"}}
	}
	text := definedName.ReplaceAllStringFunc(o.Text(k), func(name string) string {
		at, err := strconv.Atoi(ooxml.Attr(name, "localSheetId"))
		if err != nil {
			return name
		}
		to, kept := moved(at)
		if !kept {
			return ""
		}
		return ooxml.SetAttr(name, "localSheetId", strconv.Itoa(to))
	})
	if text = strings.TrimSuffix(text, "</definedNames>") + more + "</definedNames>"; !definedName.MatchString(text) {
		text = "" // the schema wants one at the least
	}
	return []ooxml.Patch{{From: k.From, To: k.To, Text: text}}
}

// addList puts the list before the other sheets.
func (b *returned) addList() error {
	name := form.ReviewSheet
	for n := 2; slices.ContainsFunc(b.sheets, func(s ooxml.SheetPart) bool { return strings.EqualFold(s.Name, name) }); n++ {
		name = fmt.Sprintf("%s（%d）", form.ReviewSheet, n)
	}
	part := b.Unused("xl/worksheets/sheet%d.xml")
	list, printed := b.list(name)
	b.Files[part] = list
	if err := b.Register(part, ooxml.TypeWorksheet); err != nil {
		return err
	}
	id, err := b.Relate(b.mainPart, ooxml.RelWorksheet, part)
	if err != nil {
		return err
	}
	o, err := ooxml.Outlined(b.Files[b.mainPart], "workbook")
	if err != nil {
		return err
	}
	sheets, ok := o.Kid("sheets")
	if !ok {
		return ooxml.ErrUnusual
	}
	text := o.Text(sheets)
	number := 1
	for _, m := range regexp.MustCompile(`\ssheetId="(\d+)"`).FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			number = max(number, n+1)
		}
	}
	tag := ooxml.StartTag.FindString(text)
	first := fmt.Sprintf(`<sheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>`, ooxml.XMLText(name), number, ooxml.NSRelations, id)
	patches := []ooxml.Patch{{From: sheets.From, To: sheets.To, Text: tag + first + strings.TrimPrefix(text, tag)}}
	patches = append(patches, b.names(o, func(at int) (int, bool) { return at + 1, true }, printed)...)
	if k, ok := o.Kid("bookViews"); ok {
		patches = append(patches, ooxml.Patch{From: k.From, To: k.To, Text: regexp.MustCompile(`<workbookView\b[^>]*>`).ReplaceAllStringFunc(o.Text(k), func(view string) string {
			return ooxml.SetAttr(ooxml.SetAttr(view, "activeTab", "0"), "firstSheet", "0")
		})})
	}
	b.Files[b.mainPart] = o.Replaced(patches...)
	return nil
}

// Extension is how a file of this content has to be called, .xlsx in most cases;
// Excel refuses a workbook with macros under another.
func Extension(data []byte) string {
	p, err := ooxml.Unzip(data)
	if err != nil {
		return ".xlsx"
	}
	types := string(p.Files[ooxml.ContentTypes])
	switch {
	case strings.Contains(types, "ms-excel.sheet.macroEnabled.main"):
		return ".xlsm"
	case strings.Contains(types, "ms-excel.template.macroEnabled.main"):
		return ".xltm"
	case strings.Contains(types, "spreadsheetml.template.main"):
		return ".xltx"
	}
	return ".xlsx"
}
