package official

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// aggregates take one cell of a repeating row for the whole column of copies.
var aggregates = []string{
	"SUM", "AVERAGE", "MAX", "MIN", "COUNT", "COUNTA", "COUNTBLANK", "MEDIAN", "PRODUCT", "STDEV", "STDEV.S", "STDEV.P", "VAR", "VAR.S", "VAR.P",
	"SUBTOTAL", "SUMPRODUCT", "SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS", "LARGE", "SMALL", "RANK", "RANK.EQ", "MATCH", "INDEX",
}

var reference = regexp.MustCompile(`^(?:('(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(` +
	`\$?[A-Z]{1,3}\$?[0-9]{1,7}|\$?[0-9]{1,7}:\$?[0-9]{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})`)

var (
	rangeTail = regexp.MustCompile(`^:(?:('(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(\$?[A-Z]{1,3}\$?[0-9]{1,7})`)
	word      = regexp.MustCompile(`^[\p{L}\p{N}_.\\]+`)
)

var errIndirect = errors.New("公式用文字写出地址（INDIRECT），重复行后地址不会随着移动")

// each rewrites a formula with change for each reference: its sheet (as written,
// unquoted; empty: the formula's own) and the function that it is an argument of.
func each(text string, change func(sheet string, r ref, function string) (ref, error)) (string, error) {
	var out strings.Builder
	var calls []string // functions whose brackets are open
	var problems []error
	for len(text) > 0 {
		switch c := text[0]; {
		case c == '"':
			n := quoted(text, '"')
			out.WriteString(text[:n])
			text = text[n:]
		case c == '[': // a column of a table, or another workbook's sheet
			n := bracketed(text)
			rest := text[n:]
			if m := regexp.MustCompile(`^[^!\s()+*/^&=<>,;-]*![$A-Z0-9:]+`).FindString(rest); m != "" {
				n += len(m)
			}
			out.WriteString(text[:n])
			text = text[n:]
		case c == '(' || c == ')':
			if c == '(' {
				calls = append(calls, "")
			} else if len(calls) > 0 {
				calls = calls[:len(calls)-1]
			}
			out.WriteByte(c)
			text = text[1:]
		default:
			n, sheet, r, isRef := referenceAt(text)
			if isRef {
				changed, err := changeOne(sheet, r, callOf(out.String(), text[n:], calls), change)
				if err != nil {
					problems = append(problems, err)
				}
				out.WriteString(changed)
				text = text[n:]
				continue
			}
			if name := word.FindString(text); name != "" {
				out.WriteString(name)
				if text = text[len(name):]; strings.HasPrefix(text, "(") {
					calls = append(calls, strings.ToUpper(strings.TrimPrefix(strings.ToUpper(name), "_XLFN.")))
					out.WriteByte('(')
					text = text[1:]
				}
				continue
			}
			if c == '\'' {
				n = quoted(text, '\'')
			} else {
				_, n = utf8.DecodeRuneInString(text)
			}
			out.WriteString(text[:n])
			text = text[n:]
		}
	}
	return out.String(), errors.Join(problems...)
}

func changeOne(sheet string, r ref, function string, change func(string, ref, string) (ref, error)) (string, error) {
	prefix := ""
	name := sheet
	if sheet != "" {
		prefix = sheet + "!"
		name = strings.ReplaceAll(strings.Trim(sheet, "'"), "''", "'")
	}
	if strings.ContainsAny(name, "[]") {
		return prefix + r.String(), nil // another workbook's
	}
	changed, err := change(name, r, function)
	return prefix + changed.String(), err
}

// referenceAt reads a reference that a text begins with, and its length.
func referenceAt(text string) (n int, sheet string, r ref, ok bool) {
	m := reference.FindStringSubmatch(text)
	if m == nil {
		return 0, "", ref{}, false
	}
	n, body := len(m[0]), m[2]
	if t := rangeTail.FindStringSubmatch(text[n:]); t != nil && !strings.Contains(body, ":") {
		n += len(t[0])
		body += ":" + t[2]
	}
	if next, _ := utf8.DecodeRuneInString(text[n:]); n < len(text) && (unicode.IsLetter(next) || unicode.IsDigit(next) || strings.ContainsRune("_.(!\\", next)) {
		return 0, "", ref{}, false // a name or a function such as LOG10(
	}
	r, ok = parseRef(body)
	return n, m[1], r, ok
}

// callOf is the function that what stands between before and after is a whole
// argument of; empty if it is part of a longer one.
func callOf(before, after string, calls []string) string {
	before, after = strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
	if len(calls) == 0 || before == "" || after == "" || !strings.ContainsAny(before[len(before)-1:], "(,") || !strings.ContainsAny(after[:1], "),") {
		return ""
	}
	return calls[len(calls)-1]
}

// quoted is the length of a text in quotes that are doubled within.
func quoted(text string, quote byte) int {
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 < len(text) && text[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(text)
}

func bracketed(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

var indirect = regexp.MustCompile(`(?i)\bINDIRECT\s*\(`)

// carry is a formula as it is at its new place. how says how a single cell of a
// repeating row counts outside of functions.
func (b *book) carry(p place, text string, how reading) (string, error) {
	if indirect.MatchString(text) && b.repeats() {
		return text, errIndirect
	}
	return each(text, func(name string, r ref, function string) (ref, error) {
		target := p.sheet
		if name != "" || target == nil {
			target = b.sheetNamed(name)
		}
		if target == nil {
			return r, nil
		}
		if slices.Contains(aggregates, function) {
			return p.follow(r, target, asRange)
		}
		return p.follow(r, target, how)
	})
}

// repeats reports whether any row repeats.
func (b *book) repeats() bool {
	return slices.ContainsFunc(b.sheets, func(s *sheet) bool { return len(s.blocks) > 0 })
}

// translated is a shared formula for another cell of its group, in the template.
func translated(s shared, row, column int) string {
	out, _ := each(s.text, func(_ string, r ref, _ string) (ref, error) { // changes without errors
		for _, e := range []*end{&r.from, &r.to} {
			if e.row > 0 && !e.fixedRow {
				e.row += row - s.row
			}
			if e.column > 0 && !e.fixedColumn {
				e.column += column - s.column
			}
		}
		return r, nil
	})
	return out
}
