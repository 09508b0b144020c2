package official

import (
	"strings"
	"testing"

	"zhibao/pipeline/ooxml"
)

// What cannot be filled in is named with its place, and nothing is made.
func TestFaults(t *testing.T) {
	row := func(n, cells string) string { return `<row r="` + n + `">` + cells + `</row>` }
	const rels = `<Relationships xmlns="` + ooxml.NSPackage + `"><Relationship Id="rId1" Type="` + ooxml.NSRelations + `/comments" Target="../comments1.xml"/></Relationships>`
	for name, c := range map[string]struct {
		rows, around string
		more         map[string]string
		place, what  string
	}{
		"a merge over a repeating row": {blockRows, `<mergeCells count="1"><mergeCell ref="D3:D4"/></mergeCells>`, nil, "工作表「表」D3", "合并单元格 D3:D4 跨出了重复的行（第3行）"},
		"an unknown list":              {row("1", text("A1", "{{圆区.*.名称}}")), "", nil, "工作表「表」A1", "没有「圆区」这一类，是否为「园区」"},
		"an unknown entry":             {row("1", text("B2", "")[:0]+text("A1", "{{指标.地区总产值.2017.实际}}")), "", nil, "工作表「表」A1", "指标中没有「地区总产值」，是否为「地区生产总值」"},
		"an unknown field":             {row("1", text("A1", "{{指标.gdp.2017.实绩}}")), "", nil, "工作表「表」A1", "没有「2017.实绩」这一栏，是否为「2017.实际」"},
		"an unknown word":              {row("1", text("A1", "{{报告其}}")), "", nil, "工作表「表」A1", "是否为「报告期」"},
		"no field":                     {row("1", text("A1", "{{指标.gdp}}")), "", nil, "工作表「表」A1", "没有写明栏目"},
		"a placeholder in a formula":   {row("1", `<c r="A1" t="str"><f>"{{报告期}}"&amp;1</f><v>x</v></c>`), "", nil, "工作表「表」A1", "占位符写在公式里"},
		"open brackets":                {row("1", text("A1", "{{报告期}")), "", nil, "工作表「表」A1", "括号不成对"},
		"full-width brackets":          {row("1", text("A1", "｛｛报告期｝｝")), "", nil, "工作表「表」A1", "不是半角"},
		"two lists on a row":           {row("1", text("A1", "{{园区.*.名称}}")+text("B1", "{{县市区.*.名称}}")), "", nil, "工作表「表」", "第1行同时有「园区」和「县市区」"},
		"in a footer":                  {blockRows, `<headerFooter><oddFooter>&amp;C{{报告期}}</oddFooter></headerFooter>`, nil, "工作表「表」", "占位符写在页眉页脚里"},
		"in a comment": {row("1", text("A1", "x")), "", map[string]string{"xl/worksheets/_rels/sheet1.xml.rels": rels,
			"xl/comments1.xml": `<comments xmlns="` + ooxml.NSMain + `"><authors><author/></authors><commentList><comment ref="B7" authorId="0"><text><r><t>{{报</t></r><r><t>告期}}</t></r></text></comment></commentList></comments>`},
			"工作表「表」B7", "占位符写在批注里"},
		"under a merge":          {row("1", text("A1", "x")+text("B1", "{{报告期}}")), `<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>`, nil, "工作表「表」B1", "被合并单元格遮住"},
		"one of many rows":       {blockRows + row("6", `<c r="A6"><f>B3*2</f></c>`), "", nil, "工作表「表」A6", "重复后不知指哪一行：=B3*2"},
		"an address as a text":   {blockRows + row("6", `<c r="A6"><f>INDIRECT("B3")</f></c>`), "", nil, "工作表「表」A6", "INDIRECT"},
		"a signature":            {blockRows, "", map[string]string{"_xmlsignatures/sig1.xml": "<a/>"}, "", "数字签名"},
		"another way of writing": {blockRows, "", map[string]string{"xl/worksheets/sheet2.xml": `<x:worksheet xmlns:x="` + ooxml.NSMain + `"><x:sheetData/></x:worksheet>`}, "", "编辑不了这个工作簿"},
	} {
		out, faults, err := Fill(workbook(t, c.rows, c.around, c.more), parks(3))
		if err != nil || out != nil || len(faults) != 1 {
			t.Errorf("%s: %v %v %v", name, out, faults, err)
			continue
		}
		if f := faults[0]; f.Place() != c.place || !strings.Contains(f.What, c.what) || f.Remedy == "" {
			t.Errorf("%s: %q %q", name, f.Place(), f.What)
		}
	}
}

// All faults are told at once.
func TestAllFaults(t *testing.T) {
	rows := `<row r="1">` + text("A1", "{{甲}}") + text("B1", "{{报告期}}{{乙.丙.丁}}") + `</row><row r="2">` + text("A2", "{{报告期") + `</row>`
	asks, faults := Check(workbook(t, rows, "", nil), parks(1))
	if len(faults) != 3 || len(asks) != 3 {
		t.Errorf("%d faults %v, %d places", len(faults), faults, len(asks))
	}
}

// What is no workbook, or an old or locked one, is refused with a reason.
func TestHostile(t *testing.T) {
	for name, data := range map[string]string{
		"nothing": "", "a text": "abc", "an old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600),
	} {
		if _, faults := Check([]byte(data), parks(1)); len(faults) != 1 || faults[0].Remedy == "" {
			t.Errorf("%s: %v", name, faults)
		}
	}
	macros := workbook(t, blockRows, "", map[string]string{"xl/vbaProject.bin": "x"})
	if _, faults := Check(macros, parks(1)); len(faults) != 1 || !strings.Contains(faults[0].What, "宏") {
		t.Errorf("macros: %v", faults)
	}
}
