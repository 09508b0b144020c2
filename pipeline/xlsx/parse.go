package xlsx

// enter moves to the root element, which must have the given namespace and name.
func (s *scanner) enter(space nsID, local string) error {
	for {
		switch s.next() {
		case tokStart:
			if s.space != space || string(s.local) != local {
				return s.misplaced()
			}
			return nil
		case tokFail, tokEOF:
			return s.err
		}
	}
}

// leave goes on from the end tag of the root to the end of the part.
func (s *scanner) leave() error {
	for {
		switch s.next() {
		case tokEOF:
			return nil
		case tokFail:
			return s.err
		}
	}
}

// child moves to the next child of the current element; ok is false at its end
// tag. Text between the children is refused when it is more than white space.
func (s *scanner) child() (ok bool, err error) {
	for {
		switch s.next() {
		case tokStart:
			return true, nil
		case tokEnd:
			return false, nil
		case tokText:
			if !blank(s.text) {
				return false, s.misplaced()
			}
		default:
			return false, s.err
		}
	}
}

// skip passes the rest of the current element with all that is in it.
func (s *scanner) skip() error {
	for depth := len(s.stack); len(s.stack) >= depth; {
		if s.next() == tokFail {
			return s.err
		}
	}
	return nil
}

// only passes the current element, which must neither be nor hold an element of
// the main namespace with one of the given names: it would be lost.
func (s *scanner) only(without ...string) error {
	t := tokStart
	for depth := len(s.stack); len(s.stack) >= depth; t = s.next() {
		if t == tokFail {
			return s.err
		}
		if t != tokStart {
			continue
		}
		for _, name := range without {
			if s.is(name) {
				return s.misplaced()
			}
		}
	}
	return nil
}

// is reports whether the current element is the one of that name in SpreadsheetML.
func (s *scanner) is(local string) bool { return s.space == nsMain && string(s.local) == local }

// content appends the text of the current element to buf, up to its end tag. An
// element inside it is refused.
func (s *scanner) content(buf []byte) ([]byte, error) {
	for {
		switch s.next() {
		case tokText:
			buf = append(buf, s.text...)
		case tokEnd:
			return buf, nil
		case tokStart:
			return buf, s.misplaced()
		default:
			return buf, s.err
		}
	}
}

// refuse ends the part by a rule. A part that is not even well-formed further on
// is refused for that instead: the rule would only name a consequence.
func (s *scanner) refuse(rule, detail string) error {
	if s.err != nil {
		return s.err
	}
	s.past = true
	if s.leave() == nil {
		s.past = false
		s.fail(rule, detail)
	}
	return s.err
}

// over ends the part by a limit, at once.
func (s *scanner) over(rule, detail string) error {
	s.fail(rule, detail)
	return s.err
}

// misplaced refuses the element or text at the current place.
func (s *scanner) misplaced() error {
	return s.refuse(RuleStructure, "内容的结构不是工作簿应有的样子，无法保证不漏读，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// truth reads an XML truth value: 1, true, on.
func truth(b []byte) bool {
	switch string(b) {
	case "1", "true", "on", "t":
		return true
	}
	return false
}

// whole reads a decimal number without a sign and leading zeros, at most most.
func whole(b []byte, most int) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 || b[0] == '0' && len(b) > 1 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n <= most
}
