package xlsx

import "strings"

// mostStyles is the largest number of cell styles and number formats that is
// read; Excel's own limit is 65,490.
const mostStyles = 1 << 17

// readStyles reads the number format of each cell style. A workbook whose styles
// part is missing is read without formats, as Excel does.
func (r *reader) readStyles() error {
	i := -1
	if r.stylesPart != "" {
		i = r.arc.find(r.stylesPart)
	}
	if i < 0 {
		return nil
	}
	if err := r.load(i); err != nil {
		return err
	}
	s := &r.sc
	if err := s.enter(nsMain, "styleSheet"); err != nil {
		return err
	}
	r.styled = true
	codes := map[int]string{}
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch {
		case s.is("numFmts"):
			err = r.readFormats(codes)
		case s.is("cellXfs"):
			err = r.readCellStyles()
		default:
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
	for i, id := range r.styles {
		code, ok := codes[id]
		if !ok {
			code = builtinFormat(id)
		}
		if strings.EqualFold(code, "General") {
			code = ""
		}
		r.formats[i] = code
	}
	return s.leave()
}

// readFormats reads the children of numFmts.
func (r *reader) readFormats(codes map[int]string) error {
	s := &r.sc
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		id, _ := s.attr("numFmtId")
		code, _ := s.attr("formatCode")
		if n, ok := whole(id, 1<<30); ok && s.is("numFmt") && len(codes) < mostStyles {
			codes[n] = string(unescape(nil, code))
		}
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// readCellStyles reads the children of cellXfs.
func (r *reader) readCellStyles() error {
	s := &r.sc
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		if !s.is("xf") || len(r.styles) >= mostStyles {
			return s.misplaced()
		}
		id, _ := s.attr("numFmtId")
		n, _ := whole(id, 1<<30)
		r.styles = append(r.styles, n)
		r.formats = append(r.formats, "")
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// builtinFormat returns the code of a format that files need not spell out, as
// ECMA-376 18.8.30 lists it, with the codes of zh-cn for 27 to 36 and 50 to 58;
// "" for General and unknown ids.
func builtinFormat(id int) string {
	switch id {
	case 1:
		return "0"
	case 2:
		return "0.00"
	case 3:
		return "#,##0"
	case 4:
		return "#,##0.00"
	case 5, 6:
		return `"¥"#,##0;"¥"-#,##0`
	case 7, 8:
		return `"¥"#,##0.00;"¥"-#,##0.00`
	case 9:
		return "0%"
	case 10:
		return "0.00%"
	case 11:
		return "0.00E+00"
	case 12:
		return "# ?/?"
	case 13:
		return "# ??/??"
	case 37, 38:
		return "#,##0;-#,##0"
	case 39, 40:
		return "#,##0.00;-#,##0.00"
	case 41:
		return "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"
	case 42:
		return "_(\"¥\"* #,##0_);_(\"¥\"* (#,##0);_(\"¥\"* \"-\"_);_(@_)"
	case 43:
		return "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)"
	case 44:
		return "_(\"¥\"* #,##0.00_);_(\"¥\"* (#,##0.00);_(\"¥\"* \"-\"??_);_(@_)"
	case 48:
		return "##0.0E+0"
	case 49:
		return "@"
	}
	return builtinDate(id)
}

// builtinDate returns the code of a built-in date or time format.
func builtinDate(id int) string {
	switch id {
	case 14:
		return "yyyy/m/d"
	case 15:
		return "d-mmm-yy"
	case 16:
		return "d-mmm"
	case 17:
		return "mmm-yy"
	case 18:
		return "h:mm AM/PM"
	case 19:
		return "h:mm:ss AM/PM"
	case 20:
		return "h:mm"
	case 21:
		return "h:mm:ss"
	case 22:
		return "yyyy/m/d h:mm"
	case 27, 36, 50, 52, 57:
		return `yyyy"年"m"月"`
	case 28, 29, 51, 53, 54, 58:
		return `m"月"d"日"`
	case 30:
		return "m/d/yy"
	case 31:
		return `yyyy"年"m"月"d"日"`
	case 32:
		return `h"时"mm"分"`
	case 33:
		return `h"时"mm"分"ss"秒"`
	case 34, 55:
		return `上午/下午h"时"mm"分"`
	case 35, 56:
		return `上午/下午h"时"mm"分"ss"秒"`
	case 45:
		return "mm:ss"
	case 46:
		return "[h]:mm:ss"
	case 47:
		return "mmss.0"
	}
	return ""
}

// IsDateFormat reports whether a number format code shows a date or a time: it has
// one of the letters y m d h s outside quotes, escapes and bracketed colours.
func IsDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return false
			}
			i += n + 1
		case code[i] == '\\', code[i] == '_', code[i] == '*':
			i++
		case code[i] == '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return false
			}
			if strings.Trim(strings.ToLower(code[i+1:i+n]), "h") == "" || strings.Trim(strings.ToLower(code[i+1:i+n]), "m") == "" ||
				strings.Trim(strings.ToLower(code[i+1:i+n]), "s") == "" {
				return true
			}
			i += n
		case c == 'g' && len(code) >= i+7 && strings.EqualFold(code[i:i+7], "General"):
			i += 6
		case c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's':
			return true
		}
	}
	return false
}

// IsPercentFormat reports whether a number format code shows a percentage, so that
// the stored 0.05 is read by people as 5 %.
func IsPercentFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return false
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case '%':
			return true
		}
	}
	return false
}
