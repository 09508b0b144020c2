package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Groups of commands in the list of all.
const (
	daily = iota
	inquiry
	keeping
	other
)

// page is what a command's help tells beside what it does: what the command reads and
// writes, and which exit codes to mind. Any command ends with 2 on wrong use or
// configuration and with 3 when it breaks.
type page struct {
	path                string // of the command, without zhibao
	Reads, Writes, Exit string
	group               int
}

// pages are in the order in which the commands are listed.
var pages = []page{
	{"init", "内置的方案和配置", "新的工作区", "2 那里已有工作区；3 写不进去", daily},
	{"template", "方案、表式、台账和历史数据", "outputs/报告期/下发/、空的收件夹；首次运行时生成封印的密钥", "", daily},
	{"check", "所写的文件；方案、表式、规则", "不写任何文件", "1 有要退回或须说明的问题", daily},
	{"run", "inputs/报告期/、方案、历史数据、台账", "台账和 outputs/报告期/（下发/ 除外）", "1 有退回、缺报或待说明的", daily},
	{"watch", "inputs/报告期/，每隔几秒看一次；其余同 run", "同 run", "0 按 Ctrl-C 结束；3 运行途中按的", daily},
	{"ingest", "inputs/报告期/、方案、台账", "台账；不出报告", "", daily},
	{"report", "台账、方案；不读表格", "outputs/报告期/；用 --as-of 时写到 历史/ 或 --to 所指的文件夹", "1 有退回、缺报或待说明的；--render 与当时印出的不同", daily},
	{"status", "台账、收件登记、期限", "不写任何文件", "1 有未报、退回或待处理的", daily},
	{"total", "台账、方案", "屏幕；用 -o 时另写 Excel 文件", "", daily},

	{"plan", "", "", "", inquiry},
	{"plan check", "inputs/plan/", "不写任何文件", "1 有矛盾", inquiry},
	{"plan sensitivity", "台账、inputs/plan/", "不写任何文件", "", inquiry},
	{"rules", "内置的和工作区的规则", "不写任何文件", "", inquiry},
	{"rules explain", "规则", "不写任何文件", "2 没有这个编号", inquiry},
	{"rules test", "规则", "不写任何文件", "1 有例子不符", inquiry},
	{"rules lint", "规则、台账", "不写任何文件", "1 有重复、矛盾的规则", inquiry},
	{"official", "", "", "", inquiry},
	{"official check", "所写的表样、方案", "不写任何文件", "1 有要改的占位符", inquiry},
	{"trace", "台账、方案", "不写任何文件", "", inquiry},
	{"history", "台账、历史数据、方案", "不写任何文件", "", inquiry},
	{"diff", "台账、方案", "不写任何文件", "", inquiry},
	{"dump", "台账，或所写的文件", "不写任何文件", "1 cells 的文件不能接收", inquiry},

	{"sign", "台账、outputs/报告期/", "台账；办理后重新生成 outputs/报告期/", "", keeping},
	{"close", "台账、outputs/报告期/、收件夹", "台账", "2 输出文件不是现行的", keeping},
	{"reopen", "台账", "台账", "", keeping},
	{"doctor", "电脑和工作区的状况", "不写任何文件", "1 有需要处理的；2 配置、方案或模板不能用", keeping},
	{"verify", "台账、存档、outputs/", "不写任何文件", "1 有改动或缺失", keeping},
	{"ledger", "", "", "", keeping},
	{"ledger backup", "台账和存档", "所写的文件", "2 文件已经存在", keeping},
	{"ledger copy", "来源", "目标，须是空的", "3 两边不一致，或目标里已有数据", keeping},
	{"doctor", "电脑、工作区和台账", "不写任何文件", "1 有需要处理的；2 配置、方案或模板不能用", keeping},

	{"completion", "", "屏幕；用法写在说明里", "", other},
	{"version", "", "", "", other},
}

// manual is the page of a command; one without a page comes last in the list.
func manual(c *cobra.Command) page {
	if i := pageIndex(c); i < len(pages) {
		return pages[i]
	}
	return page{group: other}
}

// pageIndex is where a command's page is, or how many there are.
func pageIndex(c *cobra.Command) int {
	_, path, _ := strings.Cut(c.CommandPath(), " ")
	if i := slices.IndexFunc(pages, func(p page) bool { return p.path == path }); i >= 0 {
		return i
	}
	return len(pages)
}
