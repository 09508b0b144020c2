package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhibao/pipeline"
	"zhibao/pipeline/ledger"
)

// described is what zhibao.yaml says of a setting.
type described struct{ text, initial, example, whose string }

var (
	settingLine = regexp.MustCompile(`^ *# 〔([^〕]+)〕(.+。)$`)
	detailLine  = regexp.MustCompile(`^ *#   缺省：([^（。]+)(?:（[^）]+）)?。例：(.+)。谁定：(办公室|业务科|技术人员)。$`)
)

// configDescribed reads the descriptions of the committed zhibao.yaml, in their order.
func configDescribed(t *testing.T) (order []string, by map[string]described) {
	t.Helper()
	by = map[string]described{}
	lines := strings.Split(read(t, filepath.Join(repository, "zhibao.yaml")), "\n")
	for i, line := range lines {
		m := settingLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		d := detailLine.FindStringSubmatch(lines[i+1])
		if d == nil {
			t.Fatalf("zhibao.yaml line %d: 〔%s〕 is not followed by 缺省, 例 and 谁定: %s", i+2, m[1], lines[i+1])
		}
		if _, twice := by[m[1]]; twice {
			t.Errorf("〔%s〕 is described twice", m[1])
		}
		order = append(order, m[1])
		by[m[1]] = described{m[2], d[1], d[2], d[3]}
	}
	return order, by
}

// Every setting that the program reads is described, and nothing else is.
func TestConfigIsDescribed(t *testing.T) {
	t.Parallel()
	var known []string
	for _, k := range configKeys() {
		known = append(known, k.path)
	}
	order, _ := configDescribed(t)
	slices.Sort(known)
	slices.Sort(order)
	if diff := cmp.Diff(known, order); diff != "" {
		t.Errorf("settings read against settings described: -read +described\n%s", diff)
	}
}

// The default that the file names is the program's. Where it is empty, leaving the
// setting out and writing an empty one come to the same.
func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	lim := pipeline.DefaultLimits()
	const mega = 1 << 20
	program := map[string]any{
		"deadlines.ten_day": defaultTenDay, "deadlines.week": defaultWeek,
		"ledger.schema": ledger.DefaultSchema, "ledger.timeout": ledger.DefaultTimeout.Seconds(), "ledger.wait": ledger.DefaultWait.Seconds(), "ledger.lease": ledgerConfig{}.lease().Seconds(),
		"limits.seconds": lim.Time.Seconds(), "limits.file_mb": lim.FileBytes / mega, "limits.total_mb": lim.TotalBytes / mega, "limits.part_mb": lim.PartBytes / mega,
		"limits.ratio": lim.Ratio, "limits.entries": lim.Entries, "limits.depth": lim.Depth, "limits.attributes": lim.Attributes, "limits.sheets": lim.Sheets,
		"limits.cells": lim.Cells, "limits.extent": lim.Extent, "limits.cell_text": lim.CellText, "limits.shared_strings": lim.SharedStrings, "limits.merges": lim.Merges,
		"print.rows": pipeline.DefaultPrint.Rows, "print.bars": pipeline.DefaultPrint.Bars, "print.names": pipeline.DefaultPrint.Names,
		"limits.observations": lim.Observations, "limits.findings": lim.Findings,
	}
	none := settingsOf(t, "{}\n")
	_, by := configDescribed(t)
	for path, d := range by {
		if want, has := program[path]; has {
			if got := strings.TrimSpace(fmt.Sprint(want)); d.initial != got {
				t.Errorf("〔%s〕缺省：%s, the program's is %s", path, d.initial, got)
			}
			continue
		}
		value := d.initial
		if value == "空" {
			value = map[bool]string{true: "[]", false: `""`}[strings.HasPrefix(d.example, "[")]
			if strings.HasPrefix(d.example, "{") {
				value = "{}"
			}
		}
		if strings.Contains(path, "报告期") || strings.Contains(path, "年份") || strings.Contains(path, "except") {
			if d.initial != "空" {
				t.Errorf("〔%s〕缺省：%s, but what is listed has no defaults", path, d.initial)
			}
			continue
		}
		if got := settingsOf(t, nested(path, value)); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", none) {
			t.Errorf("〔%s〕缺省：%s makes\n%+v\nwithout it\n%+v", path, d.initial, got, none)
		}
	}
}

// Every example is accepted, and is another value than the default.
func TestConfigExamples(t *testing.T) {
	t.Parallel()
	none := fmt.Sprintf("%+v", settingsOf(t, "{}\n"))
	_, by := configDescribed(t)
	for path, d := range by {
		if path == "ledger.lease" || path == "ledger.password_file" { // of ingest; a file that must be there
			continue
		}
		if got := fmt.Sprintf("%+v", settingsOf(t, nested(path, d.example))); got == none || d.example == d.initial {
			t.Errorf("〔%s〕例：%s changes nothing", path, d.example)
		}
	}
}

// The environment sets what the file says it can, whether the file has it or not.
func TestConfigFromEnvironment(t *testing.T) {
	t.Setenv("ZHIBAO_FONTS_STRICT", "true")
	t.Setenv("ZHIBAO_LIMITS_CELLS", "123")
	t.Setenv("ZHIBAO_LEDGER_SCHEMA", "zhuzhou")
	s := settingsOf(t, "issuer: 甲\n")
	if !s.Fonts.Strict || s.Limits.Cells != 123 || s.Ledger.Schema != "zhuzhou" {
		t.Errorf("%+v", s)
	}
}

// nested writes a setting as YAML.
func nested(path, value string) string {
	if rest, in := strings.CutPrefix(path, "deadlines.except."); in { // form and units want a term, a term wants one of them
		other := "units: 市直部门"
		if rest == "form" || rest == "units" {
			other = "month: 次月12日17时"
		}
		return fmt.Sprintf("deadlines: {except: [{%s: %s, %s}]}\n", rest, value, other)
	}
	path = strings.NewReplacer("报告期", `"2018-06"`, "年份", `"2018"`).Replace(path)
	parts := strings.Split(path, ".")
	text := ""
	for i, part := range parts {
		text += strings.Repeat("  ", i) + part + ":"
		if i < len(parts)-1 {
			text += "\n"
		}
	}
	return text + " " + value + "\n"
}

// settingsOf reads a zhibao.yaml of this content.
func settingsOf(t *testing.T, text string) pipeline.Settings {
	t.Helper()
	config := filepath.Join(t.TempDir(), "zhibao.yaml")
	write(t, config, text)
	s, err := (&app{}).settings(config)
	if err != nil {
		t.Fatalf("%s%v", text, err)
	}
	return s
}
