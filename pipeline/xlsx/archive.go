package xlsx

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// archive is a zip file whose directory was judged: the entries lie one after the
// other from the first byte on, each is described the same way at both places, and
// nothing else is hidden between them.
type archive struct {
	data    []byte
	lim     Limits
	entries []entry
	byKey   map[string]int // folded name to index in entries
	inf     *inflater
}

// entry is one zip entry. Entries of folders end in "/".
type entry struct {
	name   string // with "/" as separator
	raw    []byte // as stored
	flags  uint16
	method uint16
	crc    uint32
	packed uint64 // bytes in the archive
	size   uint64 // bytes inflated
	offset uint64 // of the local header
	start  uint64 // of the packed bytes
	read   bool   // taken by a step already
}

// The signatures of the zip records.
const (
	sigLocal     = 0x04034b50
	sigCentral   = 0x02014b50
	sigEnd       = 0x06054b50
	sigEnd64     = 0x06064b50
	sigLocator64 = 0x07064b50
	sigDescribe  = 0x08074b50
)

// The entry flags of the format that matter here.
const (
	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
	flagPatched    = 1 << 5
	flagStrong     = 1 << 6
	flagMasked     = 1 << 13
)

// The methods that are read.
const (
	methodStored  = 0
	methodDeflate = 8
)

func damaged(place, detail string) error { return refuse(RuleDamaged, place, detail) }

func layout(place string) error {
	return refuse(RuleZipLayout, place, "压缩包的结构不正常（内容重叠、夹带或多于一个压缩包），请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// openArchive reads and judges the directory of a zip file.
func openArchive(data []byte, lim Limits) (*archive, error) {
	dir, end, count, err := findDirectory(data)
	if err != nil {
		return nil, err
	}
	if count > uint64(max(lim.Entries, 0)) {
		return nil, refuse(RuleEntries, "", fmt.Sprintf("压缩包内有 %d 个条目，超过 %d 个的上限。", count, lim.Entries))
	}
	a := &archive{data: data, lim: lim, entries: make([]entry, 0, count), byKey: make(map[string]int, count), inf: new(inflater)}
	rest := data[dir:end]
	for range count {
		var e entry
		if e, rest, err = readCentral(rest); err != nil {
			return nil, err
		}
		a.entries = append(a.entries, e)
	}
	if len(rest) != 0 {
		return nil, damaged("", "压缩包目录与条目数不符，文件已损坏，请重新导出后报送。")
	}
	for _, check := range []func() error{a.checkKind, a.checkNames, a.checkSizes, func() error { return a.checkPlaces(dir) }} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// findDirectory returns where the central directory lies and how many entries it
// has. Bytes behind the end record are accepted (some programs pad) unless they
// hold records of a further archive.
func findDirectory(data []byte) (dir, end, count uint64, err error) {
	tail := max(0, len(data)-22-1<<16-1<<10)
	at := bytes.LastIndex(data[tail:], []byte("PK\x05\x06"))
	if at < 0 || len(data)-tail-at < 22 {
		return 0, 0, 0, damaged("", "文件不完整（缺少压缩包目录），可能没有传完，请重新报送。")
	}
	at += tail
	rec := data[at:]
	comment := int(le16(rec[20:]))
	if len(rec) < 22+comment {
		return 0, 0, 0, damaged("", "文件不完整（压缩包目录被截断），请重新报送。")
	}
	if holdsRecord(rec[22:]) {
		return 0, 0, 0, layout("")
	}
	end = uint64(at)
	size, dir, count := uint64(le32(rec[12:])), uint64(le32(rec[16:])), uint64(le16(rec[10:]))
	disks := uint64(le16(rec[4:])) | uint64(le16(rec[6:]))
	if at >= 20 && le32(data[at-20:]) == sigLocator64 {
		if size, dir, count, end, err = readEnd64(data, at, size, dir, count); err != nil {
			return 0, 0, 0, err
		}
	} else if disks != 0 || le16(rec[8:]) != le16(rec[10:]) {
		return 0, 0, 0, layout("")
	}
	if dir > end || size > end || dir+size != end {
		return 0, 0, 0, layout("")
	}
	return dir, end, count, nil
}

// readEnd64 reads the zip64 end record that the locator before at points to. The
// fields of the short record must be equal or filled with ones.
func readEnd64(data []byte, at int, size, dir, count uint64) (size64, dir64, count64, end uint64, err error) {
	loc := data[at-20:]
	end = le64(loc[8:])
	if at < 76 || end != uint64(at-76) || le32(loc[4:]) != 0 || le32(loc[16:]) != 1 {
		return 0, 0, 0, 0, layout("")
	}
	rec := data[end:]
	count64, size64, dir64 = le64(rec[32:]), le64(rec[40:]), le64(rec[48:])
	same := (size == size64 || size == 1<<32-1) && (dir == dir64 || dir == 1<<32-1) && (count == count64 || count == 1<<16-1)
	oneDisk := le32(rec[16:]) == 0 && le32(rec[20:]) == 0 && le64(rec[24:]) == count64
	if le32(rec) != sigEnd64 || le64(rec[4:]) != 44 || !oneDisk || !same {
		return 0, 0, 0, 0, layout("")
	}
	return size64, dir64, count64, end, nil
}

// readCentral takes one header off the directory.
func readCentral(dir []byte) (entry, []byte, error) {
	bad := damaged("", "压缩包目录已损坏，请重新导出后报送。")
	if len(dir) < 46 || le32(dir) != sigCentral {
		return entry{}, nil, bad
	}
	name, extra, comment := int(le16(dir[28:])), int(le16(dir[30:])), int(le16(dir[32:]))
	if len(dir) < 46+name+extra+comment {
		return entry{}, nil, bad
	}
	e := entry{
		raw:    dir[46 : 46+name],
		flags:  le16(dir[8:]),
		method: le16(dir[10:]),
		crc:    le32(dir[16:]),
		packed: uint64(le32(dir[20:])),
		size:   uint64(le32(dir[24:])),
		offset: uint64(le32(dir[42:])),
	}
	e.name = strings.ReplaceAll(string(e.raw), "\\", "/")
	if le16(dir[34:]) != 0 || !wide64(dir[46+name:][:extra], &e.size, &e.packed, &e.offset) {
		return entry{}, nil, bad
	}
	return e, dir[46+name+extra+comment:], nil
}

// wide64 replaces the fields that are filled with ones by those of the zip64
// extra field. It reports whether all of them were found.
func wide64(extra []byte, fields ...*uint64) bool {
	body := extraField(extra, 1)
	for _, f := range fields {
		if *f != 1<<32-1 {
			continue
		}
		if len(body) < 8 {
			return false
		}
		*f, body = le64(body), body[8:]
	}
	return true
}

// extraField finds the extra field with an id; nil when there is none.
func extraField(extra []byte, id uint16) []byte {
	for len(extra) >= 4 {
		n := int(le16(extra[2:]))
		if len(extra) < 4+n {
			return nil
		}
		if le16(extra) == id {
			return extra[4 : 4+n]
		}
		extra = extra[4+n:]
	}
	return nil
}

// checkKind refuses archives that are no office package before anything else is
// said of them.
func (a *archive) checkKind() error {
	for _, e := range a.entries {
		switch strings.ToLower(e.name) {
		case "[content_types].xml":
			return nil
		case "mimetype":
			return refuse(RuleODS, "", "这是 OpenDocument 文件（.ods 等），请另存为 .xlsx 后重新报送。")
		}
	}
	return refuse(RuleZipOther, "", "这是压缩包，不是工作簿，请解压后报送其中的 .xlsx 文件。")
}

// checkNames refuses names that could lead elsewhere or be taken for each other.
func (a *archive) checkNames() error {
	for i, e := range a.entries {
		if !nameSafe(e.name) {
			return refuse(RuleEntryName, printable(e.name), "压缩包内有不安全的条目名，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
		}
		key := fold(e.name)
		if _, twice := a.byKey[key]; twice {
			return refuse(RuleEntryTwice, printable(e.name), "压缩包内有两个同名的条目，无法确定以哪个为准，请另存为 .xlsx 后重新报送。")
		}
		a.byKey[key] = i
	}
	return nil
}

// nameSafe reports whether an entry's name stays inside the archive.
func nameSafe(name string) bool {
	if name == "" || name[0] == '/' || len(name) > 512 || strings.ContainsAny(name, ":\x7f") {
		return false
	}
	for i := range len(name) {
		if name[i] < 0x20 {
			return false
		}
	}
	for seg := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		if seg == "" || seg == "." || seg == ".." {
			return false
		}
	}
	return true
}

// checkSizes judges methods and declared sizes; inflating holds the entries to them.
func (a *archive) checkSizes() error {
	var total uint64
	for _, e := range a.entries {
		switch {
		case e.flags&(flagEncrypted|flagStrong|flagMasked) != 0:
			return refuse(RuleEncryptedEntry, e.name, "压缩包内的条目加了密，请取消密码后重新报送。")
		case e.method != methodStored && e.method != methodDeflate || e.flags&flagPatched != 0:
			return refuse(RuleZipMethod, e.name, "压缩方式不是工作簿所用的，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
		case e.method == methodStored && e.size != e.packed:
			return damaged(e.name, "条目的长度前后不符，文件已损坏，请重新导出后报送。")
		case e.size > uint64(a.lim.PartBytes):
			return refuse(RuleInflated, e.name, fmt.Sprintf("条目解压后超过 %s 的上限。", bytesText(a.lim.PartBytes)))
		case e.size > uint64(a.lim.RatioFrom) && e.size/uint64(max(a.lim.Ratio, 1)) >= max(e.packed, 1):
			return refuse(RuleRatio, e.name, fmt.Sprintf("条目的压缩比超过 %d 倍，疑似压缩炸弹。", a.lim.Ratio))
		}
		if total += e.size; total > uint64(a.lim.TotalBytes) {
			return refuse(RuleInflated, e.name, fmt.Sprintf("文件解压后超过 %s 的上限。", bytesText(a.lim.TotalBytes)))
		}
	}
	return nil
}

// checkPlaces compares the local headers with the directory and walks the file
// from its first byte to the directory: no prefix, no overlap, no hidden entry.
func (a *archive) checkPlaces(dir uint64) error {
	order := make([]*entry, len(a.entries))
	for i := range a.entries {
		order[i] = &a.entries[i]
	}
	slices.SortFunc(order, func(x, y *entry) int { return cmp.Compare(x.offset, y.offset) })
	var at uint64
	for i, e := range order {
		if e.offset < at || i == 0 && e.offset != 0 {
			return layout(e.name)
		}
		if holdsRecord(a.data[at:min(e.offset, dir)]) {
			return layout(e.name)
		}
		described, err := a.checkLocal(e, dir)
		if err != nil {
			return err
		}
		at = e.start + e.packed
		if described {
			next := dir
			if i+1 < len(order) {
				next = min(order[i+1].offset, dir)
			}
			n := descriptorLen(a.data[at:max(at, next)], e)
			if n == 0 {
				return damaged(e.name, "条目后面的校验记录不符，文件已损坏，请重新导出后报送。")
			}
			at += n
		}
	}
	if at > dir || holdsRecord(a.data[at:dir]) {
		return layout("")
	}
	return nil
}

// checkLocal compares the local header of e with its directory entry, sets
// e.start, and reports whether a data descriptor follows the data.
func (a *archive) checkLocal(e *entry, dir uint64) (described bool, err error) {
	if e.offset > dir || dir-e.offset < 30 || le32(a.data[e.offset:]) != sigLocal {
		return false, damaged(e.name, "条目的位置不对，文件已损坏，请重新导出后报送。")
	}
	h := a.data[e.offset:dir]
	name, extra := uint64(le16(h[26:])), uint64(le16(h[28:]))
	if head := 30 + name + extra; uint64(len(h)) < head || uint64(len(h))-head < e.packed {
		return false, damaged(e.name, "条目超出了压缩包，文件已损坏，请重新导出后报送。")
	}
	e.start = e.offset + 30 + name + extra
	if !bytes.Equal(h[30:30+name], e.raw) || !sameFields(h, h[30+name:][:extra], e) {
		return false, refuse(RuleLocalHeader, printable(e.name), "条目的两处说明不一致，文件已损坏或被改动，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	return le16(h[6:])&flagDescriptor != 0, nil
}

// sameFields compares the fields of a local header, and its extra fields, with
// the directory entry. Lengths and CRC that follow in a descriptor may be zero.
func sameFields(h, extra []byte, e *entry) bool {
	flags, crc, packed, size := le16(h[6:]), le32(h[14:]), uint64(le32(h[18:])), uint64(le32(h[22:]))
	if le16(h[8:]) != e.method || (flags^e.flags)&(flagEncrypted|flagPatched) != 0 {
		return false
	}
	if path := extraField(extra, 0x7075); len(path) >= 5 && !bytes.Equal(path[5:], e.raw) {
		return false // a second name that some programs prefer
	}
	later := flags&flagDescriptor != 0
	if !wide64(extra, &size, &packed) && !later {
		return false
	}
	ok := func(local, central uint64) bool {
		return local == central || later && (local == 0 || local == 1<<32-1)
	}
	return ok(uint64(crc), uint64(e.crc)) && ok(packed, e.packed) && ok(size, e.size)
}

// descriptorLen returns the length of the data descriptor at the start of b, which
// may lack its signature and may be wide; 0 when none of the forms agrees with e.
func descriptorLen(b []byte, e *entry) uint64 {
	for _, sig := range []int{4, 0} {
		if len(b) < sig+12 || sig == 4 && le32(b) != sigDescribe || le32(b[sig:]) != e.crc {
			continue
		}
		d := b[sig+4:]
		if len(d) >= 16 && le64(d) == e.packed && le64(d[8:]) == e.size {
			return uint64(sig + 20)
		}
		if uint64(le32(d)) == e.packed && uint64(le32(d[4:])) == e.size {
			return uint64(sig + 12)
		}
	}
	return 0
}

// holdsRecord reports whether b, which ought to be padding, holds an entry or an
// end of an archive. Some programs pad with remains of a directory, which lead
// nowhere without an end record.
func holdsRecord(b []byte) bool {
	for len(b) >= 4 {
		i := bytes.Index(b, []byte("PK"))
		if i < 0 || len(b) < i+4 {
			return false
		}
		switch le32(b[i:]) {
		case sigLocal, sigEnd, sigEnd64, sigLocator64:
			return true
		}
		b = b[i+2:]
	}
	return false
}

// find returns the index of the entry for a part, names compared case folded as
// the packaging convention asks; -1 when there is none.
func (a *archive) find(name string) int {
	if i, ok := a.byKey[fold(name)]; ok {
		return i
	}
	return -1
}

// fold maps names that differ only in case to one key.
func fold(s string) string {
	lower := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			lower = false
			break
		}
	}
	if lower {
		return s
	}
	return strings.ToLower(strings.ToUpper(s))
}

// printable replaces what would disturb a terminal or is no UTF-8.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return '?'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

func le16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func le64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
