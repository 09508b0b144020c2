package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// zippedParts reads the parts of a workbook without any library of ours.
func zippedParts(t *testing.T, data string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	mustDo(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		mustDo(t, err)
		content, err := io.ReadAll(r)
		mustDo(t, err)
		parts[f.Name] = string(content)
	}
	return parts
}

// tokens are the elements of a part, but for those that a review may add to a sheet
// or change in it.
func tokens(t *testing.T, part string) []string {
	t.Helper()
	review := regexp.MustCompile(`(?s)<conditionalFormatting sqref="[^"]*"><cfRule [^>]*><formula>(?:"|&quot;)审核意见(?:"|&quot;)[^<]*</formula></cfRule></conditionalFormatting>|<legacyDrawing [^>]*/>| tabSelected="(?:1|true)"| priority="\d+"`)
	d := xml.NewDecoder(strings.NewReader(review.ReplaceAllString(part, "")))
	var list []string
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return list
		}
		mustDo(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			text := "<" + qualified(token.Name)
			for _, a := range token.Attr {
				text += " " + qualified(a.Name) + "=" + a.Value
			}
			list = append(list, text)
		case xml.EndElement:
			list = append(list, "</"+qualified(token.Name))
		case xml.CharData:
			list = append(list, string(token))
		}
	}
}

// bookParts is what a workbook part says: the sheets with their parts, and the names
// with the sheet that they belong to.
func bookParts(t *testing.T, parts map[string]string) (sheets map[string]string, names []string) {
	t.Helper()
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string `xml:"name,attr"`
			Scope string `xml:"localSheetId,attr"`
			Text  string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	mustDo(t, xml.Unmarshal([]byte(parts["xl/workbook.xml"]), &book))
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	mustDo(t, xml.Unmarshal([]byte(parts["xl/_rels/workbook.xml.rels"]), &rels))
	sheets = map[string]string{}
	for _, s := range book.Sheets {
		for _, r := range rels.List {
			if r.ID == s.ID {
				sheets[s.Name] = parts["xl/"+strings.TrimPrefix(r.Target, "/xl/")]
			}
		}
	}
	for _, n := range book.Names {
		where := "the workbook"
		if i, err := strconv.Atoi(n.Scope); err == nil {
			where = book.Sheets[i].Name
		}
		names = append(names, where+": "+n.Name+" = "+n.Text)
	}
	slices.Sort(names)
	return sheets, names
}

// sameSheets wants a copy's sheets to be those that were sent, element by element:
// widths, panes, validations, protection, pages, conditional formats; and the names.
func sameSheets(t *testing.T, sent, copied string) {
	t.Helper()
	want, names := bookParts(t, zippedParts(t, sent))
	got, copiedNames := bookParts(t, zippedParts(t, copied))
	for name, part := range want {
		if name == "审核清单" || name == "_zhibao" {
			continue
		}
		if !strings.Contains(part, "<sheetProtection") {
			t.Errorf("%s was sent without a protection: nothing is shown", name)
		}
		if diff := cmp.Diff(tokens(t, part), tokens(t, got[name])); diff != "" {
			t.Errorf("%s: -sent +returned\n%s", name, diff)
		}
	}
	own := func(n string) bool { return strings.HasPrefix(n, "审核清单: ") }
	if diff := cmp.Diff(slices.DeleteFunc(names, own), slices.DeleteFunc(copiedNames, own)); diff != "" {
		t.Errorf("names: -sent +returned\n%s", diff)
	}
}

// comments are the texts of a workbook's comments by sheet and cell.
func comments(t *testing.T, data string) map[string]string {
	t.Helper()
	parts := zippedParts(t, data)
	sheets, _ := bookParts(t, parts)
	out := map[string]string{}
	for name, part := range parts {
		m := regexp.MustCompile(`^xl/worksheets/_rels/(.*)\.rels$`).FindStringSubmatch(name)
		target := regexp.MustCompile(`Target="\.\./(comments[^"]*)"`).FindStringSubmatch(part)
		if m == nil || target == nil {
			continue
		}
		sheet := ""
		for s, p := range sheets {
			if p == parts["xl/worksheets/"+m[1]] {
				sheet = s
			}
		}
		var in struct {
			List []struct {
				Cell string   `xml:"ref,attr"`
				Runs []string `xml:"text>r>t"`
				Text string   `xml:"text>t"`
			} `xml:"commentList>comment"`
		}
		mustDo(t, xml.Unmarshal([]byte(parts["xl/"+target[1]]), &in))
		for _, c := range in.List {
			out[sheet+"!"+c.Cell] += c.Text + strings.Join(c.Runs, "")
		}
	}
	return out
}

// annotate puts a comment on a cell of a flat spreadsheet, as LibreOffice keeps it.
func annotate(t *testing.T, file, sheet, ref, text string) {
	t.Helper()
	doc := parseXML(t, file)
	table := doc.find("table:table", func(n *node) bool { return n.attr("table:name") == sheet })
	column, line := coordinates(t, ref)
	row, _ := table.nth(line-1, "table:number-rows-repeated", "table:table-row")
	cell, _ := row.nth(column-1, "table:number-columns-repeated", "table:table-cell", "table:covered-table-cell")
	cell.kids = append([]*node{{name: "office:annotation", kids: []*node{{name: "text:p", kids: []*node{{text: text}}}}}}, cell.kids...)
	var b strings.Builder
	b.WriteString(xml.Header)
	doc.write(&b)
	write(t, file, b.String())
}

// A unit works in LibreOffice and writes comments of its own, one of them on the
// cell that is wrong. The copy keeps them and everything else; LibreOffice shows
// ours below theirs and the colour; and when it comes back saved by LibreOffice and
// corrected there, our marks are gone and theirs are left.
func TestReturnedThroughLibreOffice(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	dir := sample(t)
	in := filepath.Join(dir, "inputs", month)
	const name = "430224-茶陵县.xlsx"
	const sheet, wrong, other = "县市区表", "E11", "E8"
	flat := filepath.Join(o.convert(t, "fods", filepath.Join(in, name)), "430224-茶陵县.fods")
	annotate(t, flat, sheet, wrong, "商务局口头报的数")
	annotate(t, flat, sheet, "B8", "口径已与国家点核对")
	sent := read(t, filepath.Join(o.convert(t, asXLSX, flat), name))
	write(t, filepath.Join(in, name), sent)

	must(t, dir, 1, "run", month)
	first := back(t, dir, month)[name]
	sameCells(t, name, sent, first, "2")
	sameSheets(t, sent, first)
	got := comments(t, first)
	if c := got[sheet+"!"+wrong]; !regexp.MustCompile(`(?s)^商务局口头报的数\n——审核意见——\n〔强制性 C21〕「社会消费品零售总额.*处理：`).MatchString(c) {
		t.Errorf("the comment of %s: %q", wrong, c)
	}
	if c := got[sheet+"!B8"]; c != "口径已与国家点核对" {
		t.Errorf("their own comment: %q", c)
	}
	linksResolve(t, first)
	main := zippedParts(t, first)["xl/workbook.xml"]
	if !strings.Contains(main, `<sheets><sheet name="审核清单"`) || !strings.Contains(main, `activeTab="0"`) {
		t.Errorf("the copy does not open on the list: %s", main)
	}
	if all, _ := bookParts(t, zippedParts(t, first)); len(regexp.MustCompile(`tabSelected="(?:1|true)"`).FindAllString(strings.Join(slices.Collect(maps.Values(all)), ""), -1)) != 1 {
		t.Error("two sheets are selected, and would be typed into at once")
	}
	shown := filepath.Join(t.TempDir(), name)
	write(t, shown, first)
	shownInOffice(t, o, shown)

	// Corrected in LibreOffice; another cell is wrong now.
	flat = filepath.Join(o.convert(t, "fods", shown), "430224-茶陵县.fods")
	editFODS(t, flat, []edit{{sheet, wrong, "number", "40.2"}, {sheet, other, "string", "不详"}})
	again := read(t, filepath.Join(o.convert(t, asXLSX, flat), name))
	write(t, filepath.Join(in, "更正.xlsx"), again)
	must(t, dir, 1, "run", month)
	second := back(t, dir, month)[name]
	sameCells(t, name, again, second, "3")
	sameSheets(t, again, second)
	got = comments(t, second)
	if c := got[sheet+"!"+wrong]; c != "商务局口头报的数" {
		t.Errorf("ours is not taken back from %s: %q", wrong, c)
	}
	if c := got[sheet+"!"+other]; !strings.HasPrefix(c, "——审核意见——\n〔强制性 C23〕") {
		t.Errorf("the comment of %s: %q", other, c)
	}
	parts := zippedParts(t, second)
	marks := regexp.MustCompile(`<conditionalFormatting sqref="([^"]*)"><cfRule type="expression" dxfId="\d+" priority="1"><formula>"审核意见"`)
	sheets, _ := bookParts(t, parts)
	if m := marks.FindAllStringSubmatch(sheets[sheet], -1); len(m) != 1 || m[0][1] != other || strings.Count(sheets[sheet], "审核意见") != 1 {
		t.Errorf("colours after the second round: %v", m)
	}
	if n := strings.Count(parts["xl/workbook.xml"], `name="审核清单`); n != 1 || len(sheets) != 5 {
		t.Errorf("%d lists in %d sheets: %v", n, len(sheets), slices.Collect(maps.Keys(sheets)))
	}
	linksResolve(t, second)
}

// linksResolve wants every link of the list to lead to a cell of a sheet.
func linksResolve(t *testing.T, data string) {
	t.Helper()
	sheets, _ := bookParts(t, zippedParts(t, data))
	links := regexp.MustCompile(`<hyperlink ref="D\d+" location="([^"]*)"`).FindAllStringSubmatch(sheets["审核清单"], -1)
	if len(links) == 0 {
		t.Error("the list has no links")
	}
	for _, l := range links {
		m := regexp.MustCompile(`^'(.*)'!([A-Z]+[0-9]+)$`).FindStringSubmatch(l[1])
		if m == nil || !strings.Contains(sheets[strings.ReplaceAll(m[1], "''", "'")], `r="`+m[2]+`"`) {
			t.Errorf("the link %s leads nowhere", l[1])
		}
	}
}

// shownInOffice looks at a copy as LibreOffice understands it: the comment and the
// colour of the format on the cell.
func shownInOffice(t *testing.T, o office, file string) {
	t.Helper()
	doc := parseXML(t, filepath.Join(o.convert(t, "fods", file), strings.TrimSuffix(filepath.Base(file), ".xlsx")+".fods"))
	var note *node
	doc.find("office:annotation", func(n *node) bool {
		if strings.Contains(n.all(), "——审核意见——") {
			note = n
		}
		return false
	})
	if note == nil || !strings.HasPrefix(strings.TrimSpace(note.all()), "商务局口头报的数") {
		t.Error("LibreOffice shows no comment of ours below theirs")
	}
	condition := doc.find("calcext:condition", func(n *node) bool { return strings.Contains(n.attr("calcext:value"), "审核意见") })
	if condition == nil {
		t.Fatal("LibreOffice knows no mark of ours")
	}
	style := doc.find("style:style", func(n *node) bool { return n.attr("style:display-name") == condition.attr("calcext:apply-style-name") })
	if style == nil {
		t.Fatal("the mark has no style")
	}
	if colour := style.find("style:table-cell-properties", func(*node) bool { return true }); colour == nil || colour.attr("fo:background-color") != "#ff8a80" {
		t.Error("the mark is not red")
	}
}

// all is the text of a node and everything in it.
func (n *node) all() string {
	text := n.text
	if n.name == "dc:date" {
		return ""
	}
	for _, k := range n.kids {
		text += k.all()
	}
	return text
}

// The copies print: the list on A4 landscape, coloured as LibreOffice draws them.
func TestReturnedPrints(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	file := filepath.Join(t.TempDir(), "copy.xlsx")
	write(t, file, back(t, baseline(t), month)["430224-茶陵县.xlsx"])
	pdf := filepath.Join(o.convert(t, "pdf", file), "copy.pdf")
	if size := output(t, "pdfinfo", pdf); !regexp.MustCompile(`Page size: +841\.\d+ x 595`).MatchString(size) {
		t.Error(size)
	}
	text := flat(output(t, "pdftotext", "-f", "1", "-l", "1", "-layout", pdf, "-"))
	for _, want := range []string{"审核清单", "填报单位：茶陵县（430224）", "退回单位：株洲市统计局", "必须改正1处", "核实说明／答复", "E11", "约40亿元"} {
		if !strings.Contains(text, want) {
			t.Errorf("page 1 lacks %s:\n%s", want, text)
		}
	}
	image := filepath.Join(t.TempDir(), "page")
	output(t, "pdftoppm", "-f", "2", "-l", "2", "-r", "40", pdf, image)
	made, err := filepath.Glob(image + "*")
	mustDo(t, err)
	pixels, err := os.ReadFile(made[0])
	mustDo(t, err)
	if n := bytes.Count(pixels, []byte{0xff, 0x8a, 0x80}); n < 100 {
		t.Errorf("%d red pixels on the form", n)
	}
}
