package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"unicode/utf8"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// grants reads the bureau's grants of a period (准予.yaml); none if there is no
// such file. Its digest is one of the run's inputs.
func (p *Project) grants(in *received) ([]*rule.GrantEntry, error) {
	path := filepath.Join(p.Workspace.Inputs(in.from.String()), workspace.GrantsName)
	shown := "inputs/" + in.from.String() + "/" + workspace.GrantsName
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, fault.Config("准予文件不是普通文件", shown, "请放入文件本身，不要用链接或文件夹。")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Break("读不到准予文件", shown, "请检查有无读权限。", err)
	}
	if !utf8.Valid(data) {
		return nil, fault.Config("准予文件的编码不是 UTF-8", shown, "请用记事本打开，另存为，编码选 UTF-8。")
	}
	sum := sha256.Sum256(data)
	in.inputs[workspace.GrantsName] = hex.EncodeToString(sum[:])
	in.own = append(in.own, data)
	return p.Rules.Grants(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), shown, p.Plan)
}

// grant applies the grants to the findings of every file, before it is decided
// which of them is returned.
func grant(files []*judged, entries []*rule.GrantEntry, fonts *fontSet) {
	for _, g := range entries {
		if fonts != nil {
			fonts.note(g.Value.Text + g.What())
		}
	}
	for _, f := range files {
		for i := range f.Results {
			grantOne(&f.Results[i], entries)
		}
		f.state = stateOf(f.Results)
	}
}

// granting is a joiner whose submissions the grants are applied to.
func granting(make joiner, entries []*rule.GrantEntry, fonts *fontSet) joiner {
	return func(parts []*judged) (*judged, error) {
		whole, err := make(parts)
		if err == nil {
			grant([]*judged{whole}, entries, fonts)
		}
		return whole, err
	}
}

func grantOne(r *rule.Result, entries []*rule.GrantEntry) {
	var lapsed *rule.GrantEntry
	for _, g := range entries {
		switch {
		case !g.Covers(*r):
		case g.Holds(*r):
			r.Granted = g.Grant()
			return
		case lapsed == nil:
			lapsed = g
		}
	}
	if lapsed != nil {
		r.Message += fmt.Sprintf("原准予针对的数值是「%s」，现为「%s」，准予失效。", lapsed.Value.Text, r.Figure())
	}
}

// unusedGrants names each grant that no finding of the period answers to. One whose
// figure has changed is told at the finding.
func (p *Project) unusedGrants(in *received, entries []*rule.GrantEntry) {
	for _, g := range entries {
		used := slices.ContainsFunc(in.files, func(f *judged) bool {
			return f.state != ledger.Superseded && slices.ContainsFunc(f.Results, func(r rule.Result) bool {
				return g.Covers(r) && (g.Holds(r) || r.Granted == rule.Grant{})
			})
		})
		if used {
			continue
		}
		name := p.Plan.UnitName(g.UnitCode(), in.period)
		in.batch = append(in.batch, p.Rules.Fail(rule.GrantUnused, rule.Subject{Unit: g.UnitCode(), Period: in.period}, stat.Source{File: workspace.GrantsName},
			rule.Args{"unit": name, "line": strconv.Itoa(g.Unit.Line), "rule": g.Rule.Text, "what": g.What(), "seen": g.Value.Text}))
	}
	rule.Sort(in.batch)
}
