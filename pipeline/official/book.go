package official

import (
	"encoding/xml"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
	"zhibao/pipeline/report"
	"zhibao/pipeline/xlsx"
)

// book is a workbook being filled in.
type book struct {
	ooxml.Parts
	lookup  *lookup
	main    string // the workbook part
	sheets  []*sheet
	strings []string         // the shared strings as XML
	percent map[string]bool  // styles of cells that show a percentage
	named   map[string][]Ask // by sheet and cell: what defined names ask for
	read    *xlsx.Book
	asks    []Ask
	faults  []Fault
	filled  int
	gaps    []Gap
}

// sheet is a worksheet: what is read of it, and which of its rows repeat.
type sheet struct {
	name, part string
	outline    *ooxml.Outline
	rows       []row
	blocks     []*block
	shared     map[string]shared // shared formulas by their id
	values     map[string]value  // cell → what it holds afterwards
}

const unusualRemedy = "请用 Excel、WPS 或 LibreOffice 打开，另存为 .xlsx 工作簿后再放入。"

// open holds the file against the strict reader and reads its sheets.
func open(data []byte, ix *report.Index) (*book, *Fault) {
	read, err := xlsx.Read(data, xlsx.DefaultLimits())
	var refusal *xlsx.Refusal
	if errors.As(err, &refusal) {
		return nil, &Fault{What: "读不了这个工作簿：" + refusal.Error(), Remedy: unusualRemedy}
	}
	if err != nil {
		return nil, &Fault{What: "读不了这个工作簿：" + err.Error(), Remedy: unusualRemedy}
	}
	b := &book{lookup: newLookup(ix), read: read, named: map[string][]Ask{}}
	if slices.ContainsFunc(read.Flags, func(f xlsx.Flag) bool { return f.Kind == xlsx.FlagMacros }) {
		return nil, &Fault{What: "工作簿带有宏", Remedy: "请另存为不带宏的 .xlsx 工作簿后再放入。"}
	}
	if b.Parts, err = ooxml.Unzip(data); err == nil {
		err = b.readParts()
	}
	if err != nil {
		return nil, &Fault{What: "编辑不了这个工作簿：" + err.Error(), Remedy: unusualRemedy}
	}
	for name := range b.Files {
		if strings.HasPrefix(name, "_xmlsignatures/") {
			return nil, &Fault{What: "工作簿带有数字签名，填写后签名失效", Remedy: "请向上级部门索取未签名的表样，或另存为不带签名的工作簿后再放入。"}
		}
	}
	return b, nil
}

func (b *book) readParts() error {
	main, list, err := b.Workbook()
	if err != nil {
		return err
	}
	b.main = main
	if err := b.readStrings(); err != nil {
		return err
	}
	if err := b.readStyles(); err != nil {
		return err
	}
	for _, s := range list {
		if !s.Worksheet {
			continue
		}
		read, err := b.readSheet(s.Name, s.Part)
		if err != nil {
			return err
		}
		b.sheets = append(b.sheets, read)
	}
	return nil
}

// readStrings keeps each shared string as XML.
func (b *book) readStrings() error {
	part, err := b.related(b.main, ooxml.NSRelations+"/sharedStrings")
	if err != nil || part == "" {
		return err
	}
	if !bytesHasChildren(b.Files[part]) {
		return nil
	}
	o, err := ooxml.Outlined(b.Files[part], "sst")
	if err != nil {
		return err
	}
	for _, k := range o.Kids {
		if k.Name == "si" {
			b.strings = append(b.strings, o.Text(k))
		}
	}
	return nil
}

// Number formats that a workbook need not spell out (ECMA-376 part 1, 18.8.30).
const percentWhole, percentCents = 9, 10

var beside = regexp.MustCompile(`"[^"]*"|\\.|_.|\[[^\]]*\]`)

// readStyles finds the styles that show a percentage.
func (b *book) readStyles() error {
	part, err := b.related(b.main, ooxml.RelStyles)
	if err != nil || part == "" {
		return err
	}
	var in struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if xml.Unmarshal(b.Files[part], &in) != nil {
		return ooxml.ErrUnusual
	}
	shows := map[int]bool{percentWhole: true, percentCents: true}
	for _, f := range in.Formats {
		shows[f.ID] = strings.Contains(beside.ReplaceAllString(f.Code, ""), "%")
	}
	b.percent = map[string]bool{}
	for i, s := range in.Styles {
		b.percent[strconv.Itoa(i)] = shows[s.Format]
	}
	return nil
}

var emptyRoot = regexp.MustCompile(`(?s)^\s*(?:<\?[^>]*\?>)?\s*<[^<>]*/>\s*$`)

// bytesHasChildren reports whether the root of a part is more than <root/>.
func bytesHasChildren(part []byte) bool { return !emptyRoot.Match(part) }

// related is the part that a part has a relationship of a type to; empty if none.
func (b *book) related(part, kind string) (string, error) {
	rels, err := b.Relations(part)
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.Type == kind && r.Mode != "External" {
			return ooxml.Resolve(part, r.Target), nil
		}
	}
	return "", nil
}

func (b *book) fault(s *sheet, cell, what, remedy string) {
	f := Fault{Cell: cell, What: what, Remedy: remedy}
	if s != nil {
		f.Sheet = s.name
	}
	if !slices.Contains(b.faults, f) {
		b.faults = append(b.faults, f)
	}
}

// run is a piece of a cell's text with its properties as XML.
type run struct{ props, text string }

// runs reads the text of a shared or inline string.
func runs(element string) []run {
	var in struct {
		Plain *string `xml:"t"`
		Runs  []struct {
			Props *struct {
				Inner string `xml:",innerxml"`
			} `xml:"rPr"`
			Text string `xml:"t"`
		} `xml:"r"`
	}
	if xml.Unmarshal([]byte(element), &in) != nil {
		return nil // the strict reader has read it: cannot be
	}
	var list []run
	if in.Plain != nil {
		list = append(list, run{"", *in.Plain})
	}
	for _, r := range in.Runs {
		one := run{text: r.Text}
		if r.Props != nil {
			one.props = r.Props.Inner
		}
		list = append(list, one)
	}
	return list
}

func whole(list []run) string {
	var b strings.Builder
	for _, r := range list {
		b.WriteString(r.text)
	}
	return b.String()
}
