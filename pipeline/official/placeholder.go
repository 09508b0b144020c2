package official

import (
	"fmt"
	"regexp"
	"strings"

	"zhibao/pipeline/label"
	"zhibao/pipeline/report"
)

var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// every stands for each entry of a list.
const every = "*"

// paperWord may stand before a field of the paper; a defined name needs it.
const paperWord = "文档"

// resolved is what a path is in the index.
type resolved struct {
	path  string        // as the index writes it
	paper *report.Field // a field of the paper, or
	list  *report.List  // a field of an entry
	entry *report.Entry // nil: of every entry
	field string        // path below the entry
}

// of is the field for an entry of the list; the entry counts only for every one. A
// list without entries has no figures.
func (r resolved) of(e *report.Entry) report.Field {
	switch {
	case r.paper != nil:
		return *r.paper
	case r.entry != nil:
		e = r.entry
	case e == nil:
		return report.Field{Cell: report.Cell{Text: noEntry}, Missing: true}
	}
	return e.Field(r.field)
}

// noEntry is the sign in the row of a list that has no entries.
const noEntry = "—"

// lookup are the paths of an index in their compared form.
type lookup struct {
	index *report.Index
	paper map[string]string
	lists map[string]*list
	words map[string]string
}

// list is a list with its paths and names in their compared form.
type list struct {
	*report.List
	paths   map[string]string
	entries map[string]*report.Entry
}

func newLookup(ix *report.Index) *lookup {
	l := &lookup{index: ix, paper: map[string]string{}, lists: map[string]*list{}, words: map[string]string{}}
	for other, word := range ix.Words {
		l.words[label.Normalise(other)] = label.Normalise(word)
	}
	for path := range ix.Paper {
		l.paper[l.compared(path)] = path
	}
	for i := range ix.Lists {
		own := &list{List: &ix.Lists[i], paths: map[string]string{}, entries: map[string]*report.Entry{}}
		for _, path := range own.Paths {
			own.paths[l.compared(path)] = path
		}
		for j := range own.Entries {
			e := &own.Entries[j]
			for _, name := range e.Names {
				if key := label.Normalise(name); own.entries[key] == nil {
					own.entries[key] = e
				}
			}
		}
		l.lists[label.Normalise(own.Name)] = own
	}
	return l
}

// compared is a path as it is compared: each part normalised, other words replaced.
func (l *lookup) compared(path string) string {
	parts := strings.Split(dotted(path), ".")
	for i, p := range parts {
		parts[i] = label.Normalise(p)
		if word, ok := l.words[parts[i]]; ok {
			parts[i] = word
		}
	}
	return strings.Join(parts, ".")
}

func dotted(path string) string { return strings.ReplaceAll(path, "．", ".") }

// resolve finds a path, or says what is wrong with it and what may have been meant.
func (l *lookup) resolve(path string) (resolved, *Fault) {
	head, rest, ok := strings.Cut(dotted(path), ".")
	head = strings.TrimSpace(head)
	if ok && label.Equal(head, paperWord) {
		path, ok = rest, false
	}
	if !ok {
		if name, found := l.paper[l.compared(path)]; found {
			f := l.index.Paper[name]
			return resolved{path: name, paper: &f}, nil
		}
		return resolved{}, unknown(path, "", l.near(path), "文档栏目有："+joined(keys(l.index.Paper))+"；表的内容写作 类别.名称.栏目，类别有："+joined(l.listNames())+"。")
	}
	own := l.lists[label.Normalise(head)]
	if own == nil {
		return resolved{}, unknown(path, "没有「"+head+"」这一类", label.Nearest(head, l.listNames()), "可用的类别有："+joined(l.listNames())+"。")
	}
	return l.inList(own, path, rest)
}

// inList finds entry and field. A name may hold points itself.
func (l *lookup) inList(own *list, path, rest string) (resolved, *Fault) {
	parts := strings.Split(rest, ".")
	if len(parts) < 2 {
		return resolved{}, unknown(path, "没有写明栏目", "", "请写作 "+own.Name+".名称.栏目，可用的栏目有："+some(own.Paths)+"。")
	}
	r := resolved{list: own.List}
	if strings.TrimSpace(parts[0]) != every {
		for n := len(parts) - 1; n > 0 && r.entry == nil; n-- {
			r.entry = own.entries[label.Normalise(strings.Join(parts[:n], "."))]
			if r.entry != nil {
				parts = parts[n:]
			}
		}
		if r.entry == nil {
			names := own.names()
			return resolved{}, unknown(path, fmt.Sprintf("%s中没有「%s」", own.Name, parts[0]), label.Nearest(parts[0], names), "可用的名称有："+some(names)+"。")
		}
	} else {
		parts = parts[1:]
	}
	field := strings.Join(parts, ".")
	found, ok := own.paths[l.compared(field)]
	if !ok {
		return resolved{}, unknown(path, fmt.Sprintf("%s没有「%s」这一栏", own.Name, field), label.Nearest(l.compared(field), own.Paths), "可用的栏目有："+some(own.Paths)+"。")
	}
	r.field = found
	r.path = own.Name + "." + every + "." + found
	if r.entry != nil {
		r.path = own.Name + "." + r.entry.Names[0] + "." + found
	}
	return r, nil
}

func (l *list) names() []string {
	var names []string
	for _, e := range l.Entries {
		names = append(names, e.Names[0])
	}
	return names
}

func (l *lookup) listNames() []string {
	var names []string
	for _, list := range l.index.Lists {
		names = append(names, list.Name)
	}
	return names
}

// near is the nearest field of the paper or list.
func (l *lookup) near(path string) string {
	return label.Nearest(path, append(keys(l.index.Paper), l.listNames()...))
}

func unknown(path, why, near, remedy string) *Fault {
	what := "占位符 {{" + path + "}} 无法识别"
	if why != "" {
		what += "：" + why
	}
	if near != "" {
		what += "，是否为「" + near + "」"
	}
	return &Fault{What: what, Remedy: remedy}
}
