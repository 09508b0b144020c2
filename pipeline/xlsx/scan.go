package xlsx

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// token is what scanner.next found.
type token uint8

const (
	tokFail  token = iota // scanner.err says why
	tokEOF                // the root was closed and nothing stands behind it
	tokStart              // scanner.space, local and attrs
	tokEnd                // scanner.space and local
	tokText               // scanner.text, entities resolved; CDATA too; may come in pieces
)

// scanner cuts one XML part, UTF-8 in memory, into tokens and accepts nothing that
// is not well-formed by XML 1.0 and its namespaces. There is no DOCTYPE, hence no
// entity beyond the five, and no attribute type beyond CDATA.
type scanner struct {
	part string
	lim  *Limits
	wide bool // the part was UTF-16
	data []byte
	pos  int
	err  error

	space nsID   // namespace of the current element
	local []byte // its name without prefix
	attrs []attr // of the current start tag
	text  []byte // of the current text

	stack  []openElem
	binds  []binding
	deflt  nsID   // namespace of names without a prefix
	past   bool   // a refusal is known, the rest is only checked
	open   bool   // an empty-element tag still owes its end token
	rooted bool   // the root element was begun
	names  uint64 // hashes of the attribute names of the current tag, see repeated
	value  []byte // backs attribute values that are not as they stand in data
	buf    []byte // the same for text
}

// openElem is an element whose end tag has not come.
type openElem struct {
	lo, hi int // its qualified name in data
	space  nsID
	deflt  nsID // the default namespace outside it
	binds  int  // namespace bindings outside it
}

// attr is one attribute, its value normalised. space is nsNone without a prefix.
type attr struct {
	name  []byte // qualified
	local []byte
	value []byte
	space nsID
}

// start begins a part: text must be UTF-8.
func (s *scanner) start(part string, text []byte, wide bool) {
	*s = scanner{
		part: part, lim: s.lim, wide: wide, data: text,
		attrs: s.attrs[:0], stack: s.stack[:0], binds: s.binds[:0], value: s.value[:0], buf: s.buf[:0],
	}
	s.header()
}

// fail ends the part with a refusal by rule.
func (s *scanner) fail(rule, detail string) token {
	if s.err == nil {
		s.err = refuse(rule, s.part, detail)
	}
	s.pos = len(s.data)
	return tokFail
}

// bad ends the part as not well-formed, saying where.
func (s *scanner) bad(what string) token {
	return s.fail(RuleXML, fmt.Sprintf("XML 不完整或有错（第 %d 字节处：%s），文件已损坏，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。", s.pos+1, what))
}

// header reads the XML declaration and rejects characters that XML forbids.
func (s *scanner) header() {
	for at := s.data; ; {
		i := bytes.IndexByte(at, 0xEF)
		if i < 0 {
			break
		}
		if at = at[i:]; len(at) >= 3 && at[1] == 0xBF && at[2] >= 0xBE {
			s.bad("有不允许的字符")
			return
		}
		at = at[1:]
	}
	if !bytes.HasPrefix(s.data, []byte("<?xml")) || len(s.data) < 6 || charClass[s.data[5]]&space == 0 {
		return
	}
	end := bytes.Index(s.data, []byte("?>"))
	if end < 0 {
		s.bad("声明没有结束")
		return
	}
	s.declaration(s.data[5:end])
	if s.err == nil {
		s.pos = end + 2
	}
}

// declaration judges the pseudo attributes of the XML declaration: version, then
// encoding, then standalone, the last two optional.
func (s *scanner) declaration(d []byte) {
	for step := 0; ; step++ {
		rest := bytes.TrimLeft(d, " \t\r\n")
		if len(rest) == 0 && step > 0 {
			return
		}
		name, tail, ok := bytes.Cut(rest, []byte("="))
		if tail = bytes.TrimLeft(tail, " \t\r\n"); !ok || len(rest) == len(d) || len(tail) < 2 {
			break
		}
		end := bytes.IndexByte(tail[1:], tail[0])
		if tail[0] != '"' && tail[0] != '\'' || end < 0 {
			break
		}
		value := string(tail[1 : 1+end])
		d = tail[end+2:]
		switch key := string(bytes.TrimRight(name, " \t\r\n")); {
		case key == "version" && step == 0 && value == "1.0":
		case key == "encoding" && step == 1:
			if !encodingAgrees(value, s.wide) {
				s.fail(RuleEncoding, "声明的文字编码与实际不符，或不是 UTF-8、UTF-16，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
				return
			}
		case key == "standalone" && step >= 1 && (value == "yes" || value == "no") && len(bytes.TrimSpace(d)) == 0:
		default:
			s.bad("声明有错")
			return
		}
	}
	s.bad("声明有错")
}

// next returns the next token. After tokFail or tokEOF it returns the same again.
func (s *scanner) next() token {
	if s.open {
		s.open = false
		return s.close()
	}
	for s.err == nil && s.pos < len(s.data) {
		if s.data[s.pos] != '<' {
			if t := s.readText(); t != tokEOF {
				return t
			}
			continue
		}
		if s.pos+1 >= len(s.data) {
			return s.bad("标记没有结束")
		}
		switch s.data[s.pos+1] {
		case '/':
			return s.endTag()
		case '?':
			if !s.skipInstruction() {
				return tokFail
			}
		case '!':
			if t := s.markup(); t != tokEOF {
				return t
			}
		default:
			return s.startTag()
		}
	}
	switch {
	case s.err != nil:
		return tokFail
	case len(s.stack) > 0:
		return s.bad("内容不完整，有元素没有结束")
	case !s.rooted:
		return s.bad("没有根元素")
	}
	return tokEOF
}

// close gives the end token of the innermost element.
func (s *scanner) close() token {
	e := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	s.space, s.local, s.deflt = e.space, localName(s.data[e.lo:e.hi]), e.deflt
	s.binds = s.binds[:e.binds]
	return tokEnd
}

func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// endTag reads "</name >", which must match the innermost open element.
func (s *scanner) endTag() token {
	if len(s.stack) == 0 {
		return s.bad("结束标记没有开始标记")
	}
	e := s.stack[len(s.stack)-1]
	from := s.pos + 2
	to := from + e.hi - e.lo
	if to >= len(s.data) || string(s.data[from:to]) != string(s.data[e.lo:e.hi]) {
		return s.bad("结束标记与开始标记不符")
	}
	for to < len(s.data) && charClass[s.data[to]]&space != 0 {
		to++
	}
	if to >= len(s.data) || s.data[to] != '>' {
		return s.bad("结束标记与开始标记不符")
	}
	s.pos = to + 1
	return s.close()
}

// name scans a qualified name from position i: where it ends and where its prefix
// ends (i when it has none). The end is i when there is no name.
func (s *scanner) name(i int) (end, prefix int) {
	from, part := i, i // part is where the current half begins
	prefix = from
	for i < len(s.data) {
		c := s.data[i]
		switch {
		case c < utf8.RuneSelf && charClass[c]&nameByte != 0:
			if i == part && charClass[c]&nameStart == 0 {
				return from, from
			}
			i++
			continue
		case c == ':':
			if i == part || prefix != from {
				return from, from
			}
			prefix = i
			i++
			part = i
			continue
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(s.data[i:])
			if !isNameRest(r) || i == part && !isNameStart(r) {
				return from, from
			}
			i += n
			continue
		}
		break
	}
	if i == part {
		return from, from
	}
	return i, prefix
}

// startTag reads "<name attributes>" or "<name attributes/>".
func (s *scanner) startTag() token {
	if len(s.stack) == 0 && s.rooted {
		return s.bad("根元素多于一个")
	}
	lo := s.pos + 1
	hi, prefix := s.name(lo)
	if hi == lo {
		return s.bad("元素名有错")
	}
	if len(s.stack) >= s.lim.Depth {
		return s.fail(RuleDepth, fmt.Sprintf("XML 嵌套超过 %d 层的上限。", s.lim.Depth))
	}
	s.rooted = true
	e := openElem{lo: lo, hi: hi, deflt: s.deflt, binds: len(s.binds)}
	s.pos = hi
	if !s.readAttrs() {
		return tokFail
	}
	e.space = s.deflt
	s.local = s.data[lo:hi]
	if prefix > lo {
		s.local = s.data[prefix+1 : hi]
		if e.space = s.lookup(s.data[lo:prefix]); e.space == nsUndeclared {
			return s.bad("名称前缀没有声明")
		}
	}
	s.stack = append(s.stack, e)
	s.space = e.space
	return tokStart
}

// readText reads character data up to the next "<". It returns tokEOF when there
// was only white space outside the root, which is no token.
func (s *scanner) readText() token {
	d, i := s.data, s.pos
	for i < len(d) && charClass[d[i]]&textPlain != 0 {
		i++
	}
	s.text = d[s.pos:i]
	if i < len(d) && d[i] != '<' {
		if !s.slowText(i) {
			return tokFail
		}
	} else {
		s.pos = i
	}
	if len(s.stack) > 0 {
		return tokText
	}
	if !blank(s.text) {
		return s.bad("根元素之外有内容")
	}
	return tokEOF
}

// slowText goes on reading text at position i, where the first byte stands that
// needs care: an entity, a line end, "]]>" or a control character.
func (s *scanner) slowText(i int) bool {
	s.buf = append(s.buf[:0], s.text...)
	d := s.data
	for i < len(d) && d[i] != '<' {
		switch c := d[i]; {
		case charClass[c]&textPlain != 0:
			s.buf = append(s.buf, c)
			i++
		case c == '&':
			var n int
			s.pos = i
			if s.buf, n = entity(s.buf, d[i:]); n == 0 || len(s.stack) == 0 {
				s.bad("实体引用有错")
				return false
			}
			i += n
		case c == '\r':
			if i++; i >= len(d) || d[i] != '\n' {
				s.buf = append(s.buf, '\n')
			}
		case c == ']' && !bytes.HasPrefix(d[i:], []byte("]]>")):
			s.buf = append(s.buf, c)
			i++
		default:
			s.pos = i
			s.bad("有不允许的字符")
			return false
		}
	}
	s.text, s.pos = s.buf, i
	return true
}

// markup reads what begins with "<!": a comment (tokEOF, no token), a CDATA
// section, or a DOCTYPE, which is refused.
func (s *scanner) markup() token {
	d := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(d, []byte("<!--")):
		end := bytes.Index(d[4:], []byte("--"))
		if end < 0 || !bytes.HasPrefix(d[4+end:], []byte("-->")) || !plainChars(d[4:4+end]) {
			return s.bad("注释有错")
		}
		s.pos += 4 + end + 3
		return tokEOF
	case bytes.HasPrefix(d, []byte("<![CDATA[")) && len(s.stack) > 0:
		end := bytes.Index(d, []byte("]]>"))
		if end < 0 || !plainChars(d[9:end]) {
			return s.bad("CDATA 有错")
		}
		s.text = d[9:end]
		if bytes.IndexByte(s.text, '\r') >= 0 {
			s.text = bytes.ReplaceAll(bytes.ReplaceAll(s.text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		}
		s.pos += end + 3
		return tokText
	case len(d) >= 9 && bytes.EqualFold(d[2:9], []byte("DOCTYPE")):
		return s.fail(RuleDoctype, "XML 中有 DOCTYPE 声明，工作簿不应有，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	return s.bad("标记有错")
}

// skipInstruction passes a processing instruction; "xml" is no legal target here.
func (s *scanner) skipInstruction() bool {
	end, prefix := s.name(s.pos + 2)
	target := s.data[s.pos+2 : end]
	stop := bytes.Index(s.data[end:], []byte("?>"))
	apart := stop == 0 || end < len(s.data) && charClass[s.data[end]]&space != 0
	if len(target) == 0 || prefix > s.pos+2 || bytes.EqualFold(target, []byte("xml")) || stop < 0 || !apart || !plainChars(s.data[end:end+stop]) {
		s.bad("处理指令有错")
		return false
	}
	s.pos = end + stop + 2
	return true
}

// plainChars reports whether b has no character that XML forbids; U+FFFE and
// U+FFFF were looked for in the whole part.
func plainChars(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// blank reports whether b is XML white space only.
func blank(b []byte) bool {
	for _, c := range b {
		if charClass[c]&space == 0 {
			return false
		}
	}
	return true
}
