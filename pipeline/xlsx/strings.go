package xlsx

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// readStrings reads the shared strings, wherever the relationship says they are.
func (r *reader) readStrings() error {
	if r.stringsPart == "" {
		return nil
	}
	if err := r.loadNamed(r.stringsPart); err != nil {
		return err
	}
	s := &r.sc
	if err := s.enter(nsMain, "sst"); err != nil {
		return err
	}
	for {
		ok, err := s.child()
		if err != nil {
			return err
		}
		if !ok {
			return s.leave()
		}
		switch {
		case s.is("si"):
			if len(r.shared) >= r.lim.SharedStrings {
				return s.over(RuleSharedStrings, fmt.Sprintf("共享字符串超过 %d 条的上限。", r.lim.SharedStrings))
			}
			text, err := r.richText()
			if err != nil {
				return err
			}
			r.shared = append(r.shared, text)
		case s.is("extLst"):
			err = s.only("si")
		default:
			err = s.misplaced()
		}
		if err != nil {
			return err
		}
	}
}

// richText reads the rest of an si or is element: its text, or its runs joined.
// Phonetic runs are pronunciation, not text, and are left out.
func (r *reader) richText() (string, error) {
	s := &r.sc
	r.text = r.text[:0]
	for {
		ok, err := s.child()
		if err != nil {
			return "", err
		}
		if !ok {
			return r.keepText(r.text)
		}
		switch {
		case s.is("t"):
			r.text, err = s.content(r.text)
		case s.is("r"):
			err = r.run()
		case s.is("rPh"), s.is("phoneticPr"), s.is("extLst"):
			err = s.skip()
		default:
			err = s.misplaced()
		}
		if err != nil {
			return "", err
		}
		if len(r.text) > 16*r.lim.CellText+64 {
			return "", r.tooLong()
		}
	}
}

// run reads the rest of one run of rich text.
func (r *reader) run() error {
	s := &r.sc
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		switch {
		case s.is("t"):
			r.text, err = s.content(r.text)
		case s.is("rPr"), s.is("extLst"):
			err = s.skip()
		default:
			err = s.misplaced()
		}
		if err != nil {
			return err
		}
	}
}

// keepText decodes the escapes of a text, judges its length and keeps it.
func (r *reader) keepText(b []byte) (string, error) {
	if bytes.Contains(b, []byte("_x")) {
		r.plain = unescape(r.plain[:0], b)
		b = r.plain
	}
	if len(b) > r.lim.CellText && utf16Len(b) > r.lim.CellText {
		return "", r.tooLong()
	}
	return r.texts.keep(b), nil
}

func (r *reader) tooLong() error {
	return r.sc.refuse(RuleCellText, fmt.Sprintf("有单元格的文字超过 %d 个字符的上限。", r.lim.CellText))
}

// utf16Len counts the UTF-16 units of a UTF-8 text.
func utf16Len(b []byte) int {
	n := 0
	for _, c := range b {
		switch {
		case c >= 0xF0:
			n += 2
		case c < 0x80 || c >= 0xC0:
			n++
		}
	}
	return n
}

// unescape appends b to dst with the escapes _xHHHH_ of ST_Xstring (ECMA-376
// 22.9.2.19) decoded, from left to right, each once. A pair of surrogates makes
// one character; a lone one is left as it is written.
func unescape(dst, b []byte) []byte {
	for {
		i := bytes.Index(b, []byte("_x"))
		if i < 0 {
			return append(dst, b...)
		}
		dst, b = append(dst, b[:i]...), b[i:]
		u, ok := escaped(b)
		n := 7
		if ok && utf16.IsSurrogate(u) {
			low, paired := escaped(b[7:])
			u = utf16.DecodeRune(u, low)
			ok = paired && u != utf8.RuneError
			n = 14
		}
		if !ok {
			dst, b = append(dst, b[:2]...), b[2:]
			continue
		}
		dst, b = utf8.AppendRune(dst, u), b[n:]
	}
}

// escaped reads the escape at the start of b.
func escaped(b []byte) (u rune, ok bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			u = u<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			u = u<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return u, true
}
