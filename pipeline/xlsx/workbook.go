package xlsx

import (
	"fmt"
	"path"
	"strings"
)

// sheetRef is a sheet as the workbook part lists it.
type sheetRef struct {
	name   string
	shown  Visibility
	relID  string
	part   string
	isGrid bool // a worksheet, with cells
}

// readWorkbook reads the list of sheets and resolves it by the relationships.
func (r *reader) readWorkbook() error {
	if strings.EqualFold(path.Ext(r.main), ".bin") {
		return refuse(RuleXLSB, r.main, "这是二进制工作簿（.xlsb），请另存为 .xlsx 后重新报送。")
	}
	if err := r.loadNamed(r.main); err != nil {
		return err
	}
	if err := r.enterWorkbook(); err != nil {
		return err
	}
	for {
		ok, err := r.sc.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := r.workbookChild(); err != nil {
			return err
		}
	}
	if err := r.sc.leave(); err != nil {
		return err
	}
	if len(r.sheets) == 0 || len(r.sheets) > r.lim.Sheets {
		return refuse(RuleSheets, r.main, fmt.Sprintf("工作簿有 %d 个工作表，应为 1 至 %d 个。", len(r.sheets), r.lim.Sheets))
	}
	return r.resolveSheets()
}

// enterWorkbook moves into the root of the main part, or tells what else it is.
func (r *reader) enterWorkbook() error {
	s := &r.sc
	for t := s.next(); t != tokStart; t = s.next() {
		if t == tokFail || t == tokEOF {
			return s.err
		}
	}
	switch {
	case s.is("workbook"):
		return nil
	case s.space == nsWord:
		return refuse(RuleDocx, "", "这是文字文档（.docx），不是工作簿，请报送 .xlsx 文件。")
	}
	return refuse(RuleNotXLSX, r.main, "文件里没有工作簿，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// workbookChild reads one child of the workbook element.
func (r *reader) workbookChild() error {
	s := &r.sc
	switch {
	case s.is("workbookPr"):
		if v, ok := s.attr("date1904"); ok {
			r.book.Date1904 = truth(v)
		}
		return s.only("sheets")
	case s.is("sheets"):
		if r.sheets != nil {
			return s.misplaced()
		}
		r.sheets = make([]sheetRef, 0, 8)
		return r.readSheetList()
	}
	return s.only("sheets", "workbookPr")
}

// readSheetList reads the children of the sheets element.
func (r *reader) readSheetList() error {
	s := &r.sc
	names := map[string]bool{}
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		if !s.is("sheet") {
			return s.misplaced()
		}
		ref, err := s.sheetRef()
		if err != nil {
			return err
		}
		if key := fold(ref.name); names[key] {
			return refuse(RuleSheetNameTwice, r.main, "有两个工作表同名（"+printable(ref.name)+"），无法确定以哪个为准，请改名后重新报送。")
		} else {
			names[key] = true
		}
		if len(r.sheets) > r.lim.Sheets {
			return refuse(RuleSheets, r.main, fmt.Sprintf("工作表超过 %d 个的上限。", r.lim.Sheets))
		}
		r.sheets = append(r.sheets, ref)
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// sheetRef reads the attributes of the current sheet element.
func (s *scanner) sheetRef() (sheetRef, error) {
	ref := sheetRef{shown: Visible}
	for i := range s.attrs {
		switch a := &s.attrs[i]; {
		case string(a.name) == "name":
			ref.name = string(unescape(nil, a.value))
		case a.space == nsOfficeRel && string(a.local) == "id":
			ref.relID = string(a.value)
		case string(a.name) == "state":
			switch string(a.value) {
			case "visible":
			case "hidden":
				ref.shown = Hidden
			case "veryHidden":
				ref.shown = VeryHidden
			default:
				return ref, s.misplaced()
			}
		}
	}
	if ref.name == "" {
		return ref, s.misplaced()
	}
	return ref, nil
}

// resolveSheets finds the parts of the sheets, the styles and the strings.
func (r *reader) resolveSheets() error {
	relsName := relsPart(r.main)
	if err := r.loadRels(relsName); err != nil {
		return err
	}
	rels, err := r.readRels(r.main)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for i := range r.sheets {
		ref := &r.sheets[i]
		rel, ok := rels[ref.relID]
		key := fold(rel.target)
		if !ok || rel.external || used[key] {
			return refuse(RuleRelationship, relsName, "找不到工作表“"+printable(ref.name)+"”的内容，或它与另一个工作表指向同一处，请另存为 .xlsx 后重新报送。")
		}
		used[key] = true
		if r.arc.find(rel.target) < 0 {
			return missing(rel.target)
		}
		ref.part, ref.isGrid = rel.target, rel.kind == "worksheet"
		if strings.Contains(rel.kind, "acrosheet") {
			r.flag(FlagMacros, rel.target)
		}
	}
	return r.resolveOthers(rels, used)
}

// resolveOthers finds the parts of which a workbook has at most one.
func (r *reader) resolveOthers(rels map[string]relation, used map[string]bool) error {
	for _, rel := range rels {
		if rel.external {
			continue
		}
		var into *string
		switch rel.kind {
		case "styles":
			into = &r.stylesPart
		case "sharedStrings":
			into = &r.stringsPart
		default:
			continue
		}
		if *into != "" && *into != rel.target || used[fold(rel.target)] {
			return refuse(RuleRelationship, relsPart(r.main), "样式或共享字符串有两份，无法确定以哪份为准，请另存为 .xlsx 后重新报送。")
		}
		*into = rel.target
	}
	if r.stringsPart == "" {
		return nil
	}
	if r.arc.find(r.stringsPart) < 0 {
		return missing(r.stringsPart)
	}
	usual := fold(r.stringsPart) == "xl/sharedstrings.xml"
	if !usual && fold(r.main) != "xl/workbook.xml" && !r.lim.Unusual {
		return refuse(RuleSSTPath, r.stringsPart, "工作簿和共享字符串都不在通常的位置，其他程序会把文字读成空白，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	if !usual {
		r.flag(FlagStringsElsewhere, r.stringsPart)
	}
	return nil
}
