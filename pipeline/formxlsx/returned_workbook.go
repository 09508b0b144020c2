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
		contentTypes: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + typePrefix + `sheet.main+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="` + nsPackage + `"><Relationship Id="rId1" Type="` + relDocument + `" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="` + nsMain + `"><bookViews><workbookView/></bookViews><sheets></sheets></workbook>`,
	}
	out := map[string][]byte{ooxml.CorePart: core}
	for name, text := range files {
		out[name] = []byte(xml.Header + text)
	}
	return out, err
}

// emptyStyles is the least that a part of styles holds.
const emptyStyles = xml.Header + `<styleSheet xmlns="` + nsMain + `"><fonts count="1"><font><sz val="10.5"/><name val="宋体"/><charset val="134"/></font></fonts>` +
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
		b.files, err = skeleton(r)
	} else {
		b.parts, err = unzip(data)
	}
	if err != nil {
		return nil, err
	}
	roots, err := b.relations("")
	if err != nil {
		return nil, err
	}
	for _, rel := range roots {
		if rel.Type == relDocument {
			b.mainPart = resolve("", rel.Target)
		}
	}
	return b, b.listSheets()
}

// listSheets reads which part each sheet is, by the relationships.
func (b *returned) listSheets() error {
	o, err := outlined(b.files[b.mainPart], "workbook")
	if err != nil || attr(string(o.part[strings.Index(string(o.part), "<workbook"):]), "xmlns") != nsMain {
		return errUnusual
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if xml.Unmarshal(o.part, &book) != nil {
		return errUnusual
	}
	rels, err := b.relations(b.mainPart)
	if err != nil {
		return err
	}
	b.sheets = nil
	for _, s := range book.Sheets {
		i := slices.IndexFunc(rels, func(r relation) bool { return r.ID == s.ID })
		if i < 0 {
			return errUnusual
		}
		part := resolve(b.mainPart, rels[i].Target)
		if b.files[part] == nil {
			return errUnusual
		}
		b.sheets = append(b.sheets, sheetPart{s.Name, part, rels[i].Type == relWorksheet})
	}
	return nil
}

// dropEarlier removes the list of an earlier round.
func (b *returned) dropEarlier() error {
	i := slices.IndexFunc(b.sheets, func(s sheetPart) bool { return s.name == b.review.Earlier })
	if b.review.Earlier == "" || i < 0 {
		return nil
	}
	o, err := outlined(b.files[b.mainPart], "workbook")
	if err != nil {
		return err
	}
	sheets, _ := o.kid("sheets")
	list, err := outlined([]byte(o.text(sheets)), "sheets")
	if err != nil || len(list.kids) != len(b.sheets) {
		return errUnusual
	}
	id := ""
	for _, m := range attribute.FindAllStringSubmatch(list.text(list.kids[i]), -1) {
		if strings.HasSuffix(m[1], ":id") {
			id = m[2] + m[3]
		}
	}
	patches := []patch{{sheets.from, sheets.to, string(list.replaced(patch{list.kids[i].from, list.kids[i].to, ""}))}}
	b.files[b.mainPart] = o.replaced(append(patches, b.names(o, func(at int) (int, bool) {
		if at > i {
			return at - 1, true
		}
		return at, at != i
	}, "")...)...)
	if err := b.unrelate(b.mainPart, id); err != nil {
		return err
	}
	if err := b.remove(b.sheets[i].part); err != nil {
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
func (b *returned) names(o *outline, moved func(at int) (to int, kept bool), more string) []patch {
	k, ok := o.kid("definedNames")
	if !ok {
		if more == "" {
			return nil
		}
		at := o.place(workbookOrder, "definedNames")
		return []patch{{at, at, "<definedNames>" + more + "</definedNames>"}}
	}
	text := definedName.ReplaceAllStringFunc(o.text(k), func(name string) string {
		at, err := strconv.Atoi(attr(name, "localSheetId"))
		if err != nil {
			return name
		}
		to, kept := moved(at)
		if !kept {
			return ""
		}
		return setAttr(name, "localSheetId", strconv.Itoa(to))
	})
	if text = strings.TrimSuffix(text, "</definedNames>") + more + "</definedNames>"; !definedName.MatchString(text) {
		text = "" // the schema wants one at the least
	}
	return []patch{{k.from, k.to, text}}
}

// addList puts the list before the other sheets.
func (b *returned) addList() error {
	name := form.ReviewSheet
	for n := 2; slices.ContainsFunc(b.sheets, func(s sheetPart) bool { return strings.EqualFold(s.name, name) }); n++ {
		name = fmt.Sprintf("%s（%d）", form.ReviewSheet, n)
	}
	part := b.unused("xl/worksheets/sheet%d.xml")
	list, printed := b.list(name)
	b.files[part] = list
	if err := b.register(part, typeWorksheet); err != nil {
		return err
	}
	id, err := b.relate(b.mainPart, relWorksheet, part)
	if err != nil {
		return err
	}
	o, err := outlined(b.files[b.mainPart], "workbook")
	if err != nil {
		return err
	}
	sheets, ok := o.kid("sheets")
	if !ok {
		return errUnusual
	}
	text := o.text(sheets)
	number := 1
	for _, m := range regexp.MustCompile(`\ssheetId="(\d+)"`).FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			number = max(number, n+1)
		}
	}
	tag := startTag.FindString(text)
	first := fmt.Sprintf(`<sheet name="%s" sheetId="%d" xmlns:r="%s" r:id="%s"/>`, xmlText(name), number, nsRelations, id)
	patches := []patch{{sheets.from, sheets.to, tag + first + strings.TrimPrefix(text, tag)}}
	patches = append(patches, b.names(o, func(at int) (int, bool) { return at + 1, true }, printed)...)
	if k, ok := o.kid("bookViews"); ok {
		patches = append(patches, patch{k.from, k.to, regexp.MustCompile(`<workbookView\b[^>]*>`).ReplaceAllStringFunc(o.text(k), func(view string) string {
			return setAttr(setAttr(view, "activeTab", "0"), "firstSheet", "0")
		})})
	}
	b.files[b.mainPart] = o.replaced(patches...)
	return nil
}

// Extension is how a file of this content has to be called, .xlsx in most cases;
// Excel refuses a workbook with macros under another.
func Extension(data []byte) string {
	p, err := unzip(data)
	if err != nil {
		return ".xlsx"
	}
	types := string(p.files[contentTypes])
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
