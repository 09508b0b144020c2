package xlsx

import "sync"

// scratch is what one Read after the other can use: a decompressor with its buffer, and
// a tokenizer that goes from part to part with those of the texts it reads.
type scratch struct {
	inf   inflater
	sc    scanner
	text  []byte // the text being read
	plain []byte // the same with escapes decoded
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// release leaves it to the next Read, without what was read and without buffers that
// an unusual workbook made large.
func (s *scratch) release() {
	if cap(s.inf.buf) > inflateStep {
		s.inf.buf = nil
	}
	if cap(s.sc.buf) > inflateStep {
		s.sc.buf = nil
	}
	if cap(s.text)+cap(s.plain) > inflateStep {
		s.text, s.plain = nil, nil
	}
	s.inf.src.Reset(nil)
	s.sc.data, s.sc.text, s.sc.local, s.sc.lim = nil, nil, nil, nil
	scratches.Put(s)
}
