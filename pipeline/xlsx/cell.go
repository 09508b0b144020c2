package xlsx

import (
	"fmt"
	"strconv"
)

// kind is the type a cell element declares.
type kind uint8

const (
	kindNumber kind = iota
	kindShared
	kindString
	kindInline
	kindBool
	kindError
	kindDate
	kindUnknown
)

// kindOf reads the t attribute.
func kindOf(b []byte) kind {
	switch string(b) {
	case "n":
		return kindNumber
	case "s":
		return kindShared
	case "str":
		return kindString
	case "inlineStr":
		return kindInline
	case "b":
		return kindBool
	case "e":
		return kindError
	case "d":
		return kindDate
	}
	return kindUnknown
}

// readCell reads one cell element and keeps it when it has content.
func (g *grid) readCell() error {
	s := &g.sc
	if g.cells++; g.cells > g.lim.Cells {
		return s.over(RuleCells, fmt.Sprintf("单元格超过 %d 个的上限，请删去数据区以外的内容后重新报送。", g.lim.Cells))
	}
	c, k, err := g.cellHead()
	if err != nil {
		return err
	}
	valued, inline := false, false
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch {
		case s.is("v") && !valued && !inline && k != kindInline:
			valued = true
			if g.text, err = s.content(g.text[:0]); err == nil {
				err = g.setValue(&c, k)
			}
		case s.is("f") && !c.Formula:
			c.Formula = true
			err = s.skip()
		case s.is("is") && !inline && k == kindInline:
			inline, c.HasValue, c.Type = true, true, String
			c.Text, err = g.richText()
		case s.is("extLst"):
			err = s.skip()
		default:
			err = s.misplaced()
		}
		if err != nil {
			return err
		}
	}
	if !c.HasValue && !c.Formula {
		return nil
	}
	if !c.HasValue {
		c.Type = Blank
	}
	g.sheet.Cells = append(g.sheet.Cells, c)
	return nil
}

// cellHead reads the attributes of a cell element: address, type, style. A cell
// without an address follows the one before.
func (g *grid) cellHead() (c Cell, k kind, err error) {
	s := &g.sc
	row, col := g.row, g.col+1
	for i := range s.attrs {
		switch a := &s.attrs[i]; string(a.name) {
		case "r":
			var ok bool
			if row, col, ok = parseRef(a.value); !ok || row != g.row {
				return c, k, s.refuse(RuleCellRef, "单元格地址“"+printable(string(a.value))+"”无效或与所在行不符，请另存为 .xlsx 后重新报送。")
			}
		case "t":
			if k = kindOf(a.value); k == kindUnknown {
				return c, k, s.refuse(RuleCellType, "单元格的类型“"+printable(string(a.value))+"”无法识别，请另存为 .xlsx 后重新报送。")
			}
		case "s":
			n, ok := whole(a.value, 1<<30)
			if !ok || n > 0 && g.styled && n >= len(g.formats) {
				return c, k, s.refuse(RuleStyleIndex, "单元格引用了不存在的样式，文件已损坏，请另存为 .xlsx 后重新报送。")
			}
			if n < len(g.formats) {
				c.NumFmt = g.formats[n]
			}
		}
	}
	if col <= g.col || col > maxCol {
		return c, k, s.refuse(RuleCellOrder, fmt.Sprintf("%s 出现在 %s 之后，单元格的顺序已乱，无法保证不读错位，请另存为 .xlsx 后重新报送。",
			CellName(row, col), CellName(g.row, max(g.col, 1))))
	}
	g.col = col
	c.Row, c.Col = row, col
	c.Hidden = g.rowHidden
	return c, k, nil
}

// setValue reads the stored value in g.text by the declared type. An empty value
// is none, except that an empty text is a text.
func (g *grid) setValue(c *Cell, k kind) (err error) {
	if k == kindString {
		c.Type, c.HasValue = String, true
		c.Text, err = g.keepText(g.text)
		return err
	}
	v := trim(g.text)
	if len(v) == 0 && k != kindShared {
		return nil
	}
	c.HasValue = true
	switch k {
	case kindShared:
		n, ok := whole(v, len(g.shared)-1)
		if !ok {
			return g.sc.refuse(RuleSharedIndex, "单元格引用了不存在的共享字符串，文件已损坏，请另存为 .xlsx 后重新报送。")
		}
		c.Type, c.Text = String, g.shared[n]
		return nil
	case kindNumber:
		c.Type = Number
		if !isNumber(v) || len(v) > g.lim.CellText {
			return g.sc.refuse(RuleNumber, "数值单元格里存的不是有限的十进制数（"+printable(string(v))+"），请改正后重新报送。")
		}
	case kindBool:
		c.Type = Bool
		if c.Text = boolText(v); c.Text == "" {
			return g.sc.refuse(RuleBool, "逻辑值单元格里存的不是 0 或 1（"+printable(string(v))+"），请改正后重新报送。")
		}
		return nil
	case kindError:
		c.Type = Error
		if len(v) > g.lim.CellText {
			return g.tooLong()
		}
	case kindDate:
		c.Type = Date
		if !isISODate(v) {
			return g.sc.refuse(RuleDate, "日期单元格里存的不是有效的日期（"+printable(string(v))+"），请改正后重新报送。")
		}
	}
	c.Text = g.texts.keep(v)
	return nil
}

// boolText reads a stored truth value; "" when it is none.
func boolText(v []byte) string {
	switch string(v) {
	case "1", "true":
		return "TRUE"
	case "0", "false":
		return "FALSE"
	}
	return ""
}

// trim drops XML white space at both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && charClass[b[0]]&space != 0 {
		b = b[1:]
	}
	for len(b) > 0 && charClass[b[len(b)-1]]&space != 0 {
		b = b[:len(b)-1]
	}
	return b
}

// isNumber reports whether v is a decimal number with an optional exponent, and
// finite as a double.
func isNumber(v []byte) bool {
	i, n := 0, len(v)
	if i < n && (v[i] == '-' || v[i] == '+') {
		i++
	}
	from := i
	for i < n && v[i] >= '0' && v[i] <= '9' {
		i++
	}
	digits := i - from
	if i < n && v[i] == '.' {
		i++
		from = i
		for i < n && v[i] >= '0' && v[i] <= '9' {
			i++
		}
		digits += i - from
	}
	if digits == 0 {
		return false
	}
	if i == n && n < 300 {
		return true
	}
	if i < n {
		if i++; v[i-1]|0x20 != 'e' {
			return false
		}
		if i < n && (v[i] == '-' || v[i] == '+') {
			i++
		}
		from = i
		for i < n && v[i] >= '0' && v[i] <= '9' {
			i++
		}
		if i < n || i == from {
			return false
		}
	}
	_, err := strconv.ParseFloat(string(v), 64)
	return err == nil
}

// isISODate reports whether v has the form of an ISO 8601 date, time, or both:
// 2024-01-31, 12:30:00, 2024-01-31T12:30:00.5Z, with sound months, days and hours.
func isISODate(v []byte) bool {
	day, clock := v, []byte(nil)
	for i, c := range v {
		if c == 'T' {
			day, clock = v[:i], v[i+1:]
			break
		}
		if c == ':' {
			day, clock = nil, v
			break
		}
	}
	if day != nil {
		if len(day) != 10 || day[4] != '-' || day[7] != '-' || !digits(day[:4], 0, 9999) ||
			!digits(day[5:7], 1, 12) || !digits(day[8:], 1, 31) {
			return false
		}
	}
	if clock == nil {
		return day != nil
	}
	if n := len(clock); n > 0 && clock[n-1] == 'Z' {
		clock = clock[:n-1]
	} else if n > 6 && (clock[n-6] == '+' || clock[n-6] == '-') && clock[n-3] == ':' && digits(clock[n-5:n-3], 0, 14) && digits(clock[n-2:], 0, 59) {
		clock = clock[:n-6]
	}
	if len(clock) < 5 || clock[2] != ':' || !digits(clock[:2], 0, 24) || !digits(clock[3:5], 0, 59) {
		return false
	}
	if len(clock) == 5 {
		return true
	}
	if len(clock) < 8 || clock[5] != ':' || !digits(clock[6:8], 0, 60) {
		return false
	}
	return len(clock) == 8 || len(clock) > 9 && len(clock) < 20 && clock[8] == '.' && digits(clock[9:], 0, 1<<62)
}

// digits reports whether b is digits only with a value from low to high.
func digits(b []byte, low, high int) bool {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
		n = n*10 + int(c-'0')
	}
	return n >= low && n <= high
}
