package report

// Index names the figures and texts of a period, for tables that others made and
// that ask by path: 报告期, or 指标.地区生产总值.2017.实际.
type Index struct {
	Paper map[string]Field // of the paper as a whole, by path
	Lists []List
	Words map[string]string // other words for a part of a path → the word in the paths
}

// List is what a table may have a row each for: indicators, parks, projects.
type List struct {
	Name    string   // 指标, 园区
	Paths   []string // that every entry has, in the order in which they are explained
	Entries []Entry  // may be none
}

// Entry is one of a list. Names are the name shown first, then code and other names.
type Entry struct {
	Names  []string
	Fields map[string]Field        // by path below the entry
	Make   func() map[string]Field // makes Fields when the first is asked for, where they are many; else nil
}

// Field is the one of a path.
func (e *Entry) Field(path string) Field {
	if e.Fields == nil && e.Make != nil {
		e.Fields = e.Make()
	}
	return e.Fields[path]
}

// Field is a figure or text that is asked for by path. A figure that is missing has
// neither a value nor a text of its own: Text is the sign that stands for it.
type Field struct {
	Cell
	Percent bool // the value is per cent: a cell with a percentage format wants a hundredth of it
	Missing bool
}
