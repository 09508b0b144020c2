package official

import (
	"fmt"
	"slices"
	"strings"

	"zhibao/pipeline/report"
)

// lastRow is the last row of a sheet.
const lastRow = 1 << 20

// block is rows that repeat together, one copy for each entry of a list.
type block struct {
	from, to int // in the template
	list     *report.List
	copies   int // at least one: an empty list keeps the rows, with signs in them
	start    int // first row of the first copy
}

func (b *block) height() int { return b.to - b.from + 1 }

// entry is the entry of a copy; nil in the copy of an empty list.
func (b *block) entry(copy int) *report.Entry {
	if len(b.list.Entries) == 0 {
		return nil
	}
	return &b.list.Entries[copy]
}

// at is the block that a row of the template stands in.
func (s *sheet) at(row int) *block {
	for _, b := range s.blocks {
		if b.from <= row && row <= b.to {
			return b
		}
	}
	return nil
}

// moved is where a row outside all blocks comes to stand.
func (s *sheet) moved(row int) int {
	to := row
	for _, b := range s.blocks {
		if b.to < row {
			to += b.height() * (b.copies - 1)
		}
	}
	return min(to, lastRow)
}

// inCopy is where a row of a block comes to stand in one of its copies.
func (b *block) inCopy(row, copy int) int { return b.start + copy*b.height() + row - b.from }

// blocks finds the rows that repeat: consecutive rows that ask for every entry of the
// same list repeat together.
func (b *book) blocks(s *sheet, lists map[int][]*report.List) {
	for _, row := range keysOf(lists) {
		all := lists[row]
		if len(all) > 1 {
			b.fault(s, "", fmt.Sprintf("第%d行同时有「%s」和「%s」两类重复的占位符", row, all[0].Name, all[1].Name), "一行只能按一类重复，请把两类分在不同的行。")
			continue
		}
		if n := len(s.blocks); n > 0 && s.blocks[n-1].to == row-1 && s.blocks[n-1].list == all[0] {
			s.blocks[n-1].to = row
			continue
		}
		s.blocks = append(s.blocks, &block{from: row, to: row, list: all[0]})
	}
}

// copies counts the copies of each block and places them.
func (b *book) copies() {
	for _, s := range b.sheets {
		more := 0
		for _, one := range s.blocks {
			one.copies = max(1, len(one.list.Entries))
			one.start = one.from + more
			more += one.height() * (one.copies - 1)
		}
		if n := len(s.rows); n > 0 && s.rows[n-1].number+more > lastRow {
			b.fault(s, "", "重复后的行数超过工作表的上限", "请减少重复的行，或分作几个工作表。")
		}
	}
}

func keysOf(m map[int][]*report.List) []int {
	var list []int
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// sheetNamed is the sheet of a name, whose case does not count; nil for another
// workbook's or a chart sheet.
func (b *book) sheetNamed(name string) *sheet {
	for _, s := range b.sheets {
		if strings.EqualFold(s.name, name) {
			return s
		}
	}
	return nil
}
