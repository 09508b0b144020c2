package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// nsID is a namespace this package knows; all others are nsOther.
type nsID uint8

const (
	nsNone       nsID = iota // no namespace
	nsMain                   // SpreadsheetML, transitional or strict
	nsOfficeRel              // the r: of r:id, transitional or strict
	nsPackageRel             // relationship parts
	nsTypes                  // [Content_Types].xml
	nsCompat                 // mc: markup compatibility
	nsWord                   // WordprocessingML
	nsDeclare                // xmlns attributes themselves
	nsXML                    // xml:space and its like
	nsOther
	nsUndeclared // a prefix without a declaration
)

// namespace returns the id of a namespace name.
func namespace(uri []byte) nsID {
	switch string(uri) {
	case "":
		return nsNone
	case "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main":
		return nsMain
	case "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships":
		return nsOfficeRel
	case "http://schemas.openxmlformats.org/package/2006/relationships":
		return nsPackageRel
	case "http://schemas.openxmlformats.org/package/2006/content-types":
		return nsTypes
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return nsCompat
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main":
		return nsWord
	case "http://www.w3.org/XML/1998/namespace":
		return nsXML
	case "http://www.w3.org/2000/xmlns/":
		return nsDeclare
	}
	return nsOther
}

// binding is one namespace declaration in force.
type binding struct {
	prefix []byte
	uri    []byte
	space  nsID
}

// lookup resolves a prefix.
func (s *scanner) lookup(prefix []byte) nsID {
	for i := len(s.binds) - 1; i >= 0; i-- {
		if string(s.binds[i].prefix) == string(prefix) {
			return s.binds[i].space
		}
	}
	if string(prefix) == "xml" {
		return nsXML
	}
	return nsUndeclared
}

// uri returns the namespace name of a prefix that is declared.
func (s *scanner) uri(prefix []byte) []byte {
	for i := len(s.binds) - 1; i >= 0; i-- {
		if string(s.binds[i].prefix) == string(prefix) {
			return s.binds[i].uri
		}
	}
	return nil
}

// readAttrs reads the attributes and the end of a start tag.
func (s *scanner) readAttrs() bool {
	s.attrs, s.value, s.names = s.attrs[:0], s.value[:0], 0
	prefixed := false
	for {
		at := s.pos
		for s.pos < len(s.data) && charClass[s.data[s.pos]]&space != 0 {
			s.pos++
		}
		if s.pos >= len(s.data) {
			s.bad("标记没有结束")
			return false
		}
		switch c := s.data[s.pos]; {
		case c == '>':
			s.pos++
			return !prefixed || s.resolveAttrs()
		case c == '/' && s.pos+1 < len(s.data) && s.data[s.pos+1] == '>':
			s.pos += 2
			s.open = !prefixed || s.resolveAttrs()
			return s.open
		case s.pos == at:
			s.bad("属性之间缺少空格")
			return false
		}
		if !s.readAttr(&prefixed) {
			return false
		}
	}
}

// readAttr reads name="value" and appends it to s.attrs.
func (s *scanner) readAttr(prefixed *bool) bool {
	lo := s.pos
	hi, prefix := s.name(lo)
	if hi == lo {
		s.bad("属性名有错")
		return false
	}
	a := attr{name: s.data[lo:hi], local: s.data[lo:hi]}
	if prefix > lo {
		a.local = s.data[prefix+1 : hi]
		*prefixed = true
	}
	if s.repeated(a.name) {
		s.bad("属性重复")
		return false
	}
	if len(s.attrs) >= s.lim.Attributes {
		s.fail(RuleAttributes, fmt.Sprintf("一个 XML 元素的属性超过 %d 个的上限。", s.lim.Attributes))
		return false
	}
	s.pos = hi
	if !s.readEquals() {
		return false
	}
	var ok bool
	if a.value, ok = s.readValue(); !ok {
		return false
	}
	s.attrs = append(s.attrs, a)
	if prefix == lo && string(a.name) != "xmlns" || prefix > lo && string(s.data[lo:prefix]) != "xmlns" {
		return true
	}
	return s.declare(&s.attrs[len(s.attrs)-1], prefix > lo)
}

// repeated reports whether the current tag has an attribute of that name already.
// A bit for each name seen spares most comparisons.
func (s *scanner) repeated(name []byte) bool {
	hash := uint32(2166136261)
	for _, c := range name {
		hash = (hash ^ uint32(c)) * 16777619
	}
	bit := uint64(1) << (hash >> 26)
	if s.names&bit == 0 {
		s.names |= bit
		return false
	}
	for i := range s.attrs {
		if string(s.attrs[i].name) == string(name) {
			return true
		}
	}
	return false
}

// readEquals reads "=" with white space around it.
func (s *scanner) readEquals() bool {
	for s.pos < len(s.data) && charClass[s.data[s.pos]]&space != 0 {
		s.pos++
	}
	if s.pos >= len(s.data) || s.data[s.pos] != '=' {
		s.bad("属性没有值")
		return false
	}
	for s.pos++; s.pos < len(s.data) && charClass[s.data[s.pos]]&space != 0; {
		s.pos++
	}
	return true
}

// readValue reads a quoted value, resolves entities and turns white space into
// blanks. The result stays valid until the next start tag.
func (s *scanner) readValue() ([]byte, bool) {
	if s.pos >= len(s.data) || s.data[s.pos] != '"' && s.data[s.pos] != '\'' {
		s.bad("属性值没有引号")
		return nil, false
	}
	quote := s.data[s.pos]
	d, lo := s.data, s.pos+1
	i := lo
	for i < len(d) && charClass[d[i]]&attrPlain != 0 {
		i++
	}
	if i < len(d) && d[i] == quote {
		s.pos = i + 1
		return d[lo:i], true
	}
	from := len(s.value)
	s.value = append(s.value, d[lo:i]...)
	for i < len(d) && d[i] != quote {
		switch c := d[i]; {
		case c == '&':
			var n int
			if s.value, n = entity(s.value, d[i:]); n == 0 {
				s.pos = i
				s.bad("实体引用有错")
				return nil, false
			}
			i += n
			continue
		case charClass[c]&space != 0:
			if c == '\r' && i+1 < len(d) && d[i+1] == '\n' {
				i++
			}
			s.value = append(s.value, ' ')
		case c == '<' || c < 0x20:
			s.pos = i
			s.bad("属性值里有不允许的字符")
			return nil, false
		default:
			s.value = append(s.value, c)
		}
		i++
	}
	if i >= len(d) {
		s.pos = i
		s.bad("属性值没有结束")
		return nil, false
	}
	s.pos = i + 1
	return s.value[from:len(s.value):len(s.value)], true
}

// declare puts a namespace declaration into force.
func (s *scanner) declare(a *attr, prefixed bool) bool {
	b := binding{uri: a.value, space: namespace(a.value)}
	a.space = nsDeclare
	if prefixed {
		b.prefix = a.local
		isXML := string(b.prefix) == "xml"
		if b.space == nsNone || b.space == nsDeclare || string(b.prefix) == "xmlns" || isXML != (b.space == nsXML) {
			s.bad("命名空间声明有错")
			return false
		}
	} else if b.space == nsXML || b.space == nsDeclare {
		s.bad("命名空间声明有错")
		return false
	} else {
		s.deflt = b.space
	}
	if len(s.binds) >= s.lim.Namespaces {
		s.fail(RuleAttributes, fmt.Sprintf("命名空间声明超过 %d 个的上限。", s.lim.Namespaces))
		return false
	}
	if len(s.value) > 0 {
		b.uri = bytes.Clone(b.uri) // the value buffer is used again by the next tag
	}
	s.binds = append(s.binds, b)
	return true
}

// resolveAttrs gives prefixed attributes their namespaces, after all declarations
// of the tag were read, and finds those that are the same by namespace.
func (s *scanner) resolveAttrs() bool {
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.space == nsDeclare || len(a.local) == len(a.name) {
			continue
		}
		prefix := a.name[:len(a.name)-len(a.local)-1]
		if a.space = s.lookup(prefix); a.space == nsUndeclared {
			s.bad("名称前缀没有声明")
			return false
		}
		for j := range i {
			b := &s.attrs[j]
			if b.space != a.space || string(b.local) != string(a.local) || len(b.local) == len(b.name) {
				continue
			}
			if bytes.Equal(s.uri(prefix), s.uri(b.name[:len(b.name)-len(b.local)-1])) {
				s.bad("属性重复")
				return false
			}
		}
	}
	return true
}

// attr returns the value of the attribute without a prefix, and whether it is there.
func (s *scanner) attr(name string) ([]byte, bool) {
	for i := range s.attrs {
		if string(s.attrs[i].name) == name {
			return s.attrs[i].value, true
		}
	}
	return nil, false
}

// entity appends what the reference at the start of d means, and returns how many
// bytes of d it takes; 0 when it is no legal reference.
func entity(dst, d []byte) ([]byte, int) {
	end := bytes.IndexByte(d[:min(len(d), 12)], ';')
	if end < 2 {
		return dst, 0
	}
	switch name := string(d[1:end]); name {
	case "lt":
		return append(dst, '<'), end + 1
	case "gt":
		return append(dst, '>'), end + 1
	case "amp":
		return append(dst, '&'), end + 1
	case "quot":
		return append(dst, '"'), end + 1
	case "apos":
		return append(dst, '\''), end + 1
	}
	if d[1] != '#' {
		return dst, 0
	}
	digits, base := d[2:end], 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 || digits[0] == '+' || digits[0] == '-' {
		return dst, 0
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n > utf8.MaxRune || !isChar(rune(n)) {
		return dst, 0
	}
	return utf8.AppendRune(dst, rune(n)), end + 1
}
