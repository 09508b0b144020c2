package xlsx

import (
	"path"
	"strings"
)

// contentTypes tells the content type of a part, by name and by extension.
type contentTypes struct {
	parts map[string]string // folded part name
	exts  map[string]string // folded extension
}

// of returns the content type of a part; "" when none is declared.
func (c contentTypes) of(name string) string {
	if t, ok := c.parts[fold(name)]; ok {
		return t
	}
	return c.exts[fold(strings.TrimPrefix(path.Ext(name), "."))]
}

// relation is one relationship of a part.
type relation struct {
	kind     string // last element of its type, such as "worksheet"
	target   string // the part's name, or what an external target says
	external bool
}

// load inflates a part and sets the scanner to its first token.
func (r *reader) load(i int) error {
	e := &r.arc.entries[i]
	b, err := r.arc.part(i)
	if err != nil {
		return err
	}
	text, wide, err := toUTF8(e.name, b)
	if err != nil {
		return err
	}
	r.wide = r.wide || wide
	r.sc.start(e.name, text, wide)
	return nil
}

// loadNamed loads a part that must exist.
func (r *reader) loadNamed(name string) error {
	i := r.arc.find(name)
	if i < 0 {
		return missing(name)
	}
	return r.load(i)
}

func missing(name string) error {
	return refuse(RuleMissingPart, printable(name), "工作簿缺少必需的部件，文件不完整，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// readTypes reads [Content_Types].xml.
func (r *reader) readTypes() error {
	if err := r.loadNamed("[Content_Types].xml"); err != nil {
		return err
	}
	s := &r.sc
	r.types = contentTypes{parts: map[string]string{}, exts: map[string]string{}}
	if err := s.enter(nsTypes, "Types"); err != nil {
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
		kind, _ := s.attr("ContentType")
		if name, ok := s.attr("PartName"); ok && string(s.local) == "Override" {
			r.types.parts[fold(strings.TrimPrefix(string(name), "/"))] = string(kind)
		}
		if ext, ok := s.attr("Extension"); ok && string(s.local) == "Default" {
			r.types.exts[fold(string(ext))] = string(kind)
		}
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// readRels reads the loaded relationship part of the part base ("" for the
// package) into a map by id.
func (r *reader) readRels(base string) (map[string]relation, error) {
	s := &r.sc
	rels := map[string]relation{}
	if err := s.enter(nsPackageRel, "Relationships"); err != nil {
		return nil, err
	}
	for {
		ok, err := s.child()
		if err != nil {
			return nil, err
		}
		if !ok {
			return rels, s.leave()
		}
		if s.space != nsPackageRel || string(s.local) != "Relationship" {
			return nil, s.misplaced()
		}
		id, _ := s.attr("Id")
		if _, twice := rels[string(id)]; twice || len(id) == 0 {
			return nil, refuse(RuleRelationship, s.part, "部件之间的关系编号重复或为空，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
		}
		rels[string(id)] = s.relation(base)
		if err := s.skip(); err != nil {
			return nil, err
		}
	}
}

// relation reads the attributes of the current Relationship element.
func (s *scanner) relation(base string) relation {
	kind, _ := s.attr("Type")
	target, _ := s.attr("Target")
	mode, _ := s.attr("TargetMode")
	rel := relation{kind: path.Base(string(kind)), target: string(target), external: string(mode) == "External"}
	if !rel.external {
		rel.target = resolve(base, rel.target)
	}
	return rel
}

// resolve turns a target into a part's name.
func resolve(base, target string) string {
	target = strings.ReplaceAll(target, "\\", "/")
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(base), target)
	}
	return strings.TrimPrefix(path.Clean(target), "/")
}

// relsPart names the relationship part of a part.
func relsPart(name string) string {
	dir, file := path.Split(name)
	return dir + "_rels/" + file + ".rels"
}

// readRootRels finds the workbook part.
func (r *reader) readRootRels() error {
	if err := r.loadRels("_rels/.rels"); err != nil {
		return err
	}
	rels, err := r.readRels("")
	if err != nil {
		return err
	}
	for _, rel := range rels {
		if rel.kind != "officeDocument" || rel.external {
			continue
		}
		if r.main != "" && r.main != rel.target {
			return refuse(RuleRelationship, "_rels/.rels", "文件里有两个主文档，无法确定以哪个为准，请另存为 .xlsx 后重新报送。")
		}
		r.main = rel.target
	}
	if r.main == "" {
		return missing("xl/workbook.xml")
	}
	return nil
}

// loadRels loads a relationship part that must exist. See Limits.Unusual.
func (r *reader) loadRels(name string) error {
	if err := r.loadNamed(name); err != nil {
		return err
	}
	if r.sc.wide && !r.lim.Unusual {
		return refuse(RuleMissingPart, name, "部件之间的关系用 UTF-16 编码，其他程序找不到各个部件，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	return nil
}

// readRest reads what no step has asked for: XML parts must be well-formed to the
// end, relationship ids unique, everything else whole.
func (r *reader) readRest() error {
	for i := range r.arc.entries {
		e := &r.arc.entries[i]
		if e.read {
			continue
		}
		ext := strings.ToLower(path.Ext(e.name))
		if ext != ".xml" && ext != ".rels" {
			if err := r.arc.skim(i); err != nil {
				return err
			}
			continue
		}
		err := r.load(i)
		if err == nil && ext == ".rels" {
			_, err = r.readRels("")
		} else if err == nil {
			err = r.sc.leave()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
