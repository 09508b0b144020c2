package reportpdf

// Role is what a typeface is for in an official document (GB/T 9704-2012, 5.2.2).
type Role int

// Roles.
const (
	XiaoBiaoSong Role = iota // 小标宋: title and 发文机关标志
	FangSong                 // 仿宋: body text
	HeiTi                    // 黑体: headings of level 1, annex labels
	KaiTi                    // 楷体: headings of level 2
	SongTi                   // 宋体: tables, page numbers
	roleCount
)

// String returns the Chinese name of the role.
func (r Role) String() string {
	if r < 0 || r >= roleCount {
		return "未知字体"
	}
	return [...]string{"小标宋", "仿宋", "黑体", "楷体", "宋体"}[r]
}

// roleNamed returns the role of a Chinese name.
func roleNamed(name string) (Role, bool) {
	for r := range roleCount {
		if r.String() == name {
			return r, true
		}
	}
	return 0, false
}

// fontFile is one known font file. Standard files are the faces that the
// standard names; the others are of the same style.
type fontFile struct {
	name     string // base name, compared without regard to case
	standard bool
}

// filesOf lists the known TrueType files of each style, best first.
func filesOf(r Role) []fontFile {
	switch r {
	case XiaoBiaoSong:
		return []fontFile{{"FZXBSJW.TTF", true}, {"FZXBSK.TTF", true}, {"方正小标宋简体.ttf", true}, {"方正小标宋_GBK.ttf", true},
			{"方正小标宋简.ttf", true}, {"FZXIAOBIAOSONG-B05S.ttf", true}, {"FZXiaoBiaoSong-B05.ttf", true}}
	case FangSong:
		return []fontFile{{"simfang.ttf", true}, {"仿宋_GB2312.ttf", true}, {"FangSong_GB2312.ttf", true}, {"simfang_GB2312.ttf", true},
			{"STFANGSO.TTF", false}, {"FZFSK.TTF", false}, {"FZFSJW.TTF", false}}
	case HeiTi:
		return []fontFile{{"simhei.ttf", true}, {"STXIHEI.TTF", false}, {"msyh.ttc", false}, {"msyh.ttf", false},
			{"wqy-microhei.ttc", false}, {"wqy-zenhei.ttc", false}, {"DroidSansFallbackFull.ttf", false}, {"DroidSansFallback.ttf", false}}
	case KaiTi:
		return []fontFile{{"simkai.ttf", true}, {"楷体_GB2312.ttf", true}, {"KaiTi_GB2312.ttf", true}, {"STKAITI.TTF", false},
			{"LXGWWenKai-Regular.ttf", false}, {"LXGWWenKaiGB-Regular.ttf", false}, {"ukai.ttc", false}, {"gkai00mp.ttf", false}}
	case SongTi:
		return []fontFile{{"simsun.ttc", true}, {"simsun.ttf", true}, {"STSONG.TTF", false}, {"gbsn00lp.ttf", false}, {"uming.ttc", false}}
	}
	return nil
}

// step is one link of a substitution chain: the style to try and, in
// thousandths of the type size, a stroke that makes a thin face as heavy as the role wants.
type step struct {
	style  Role
	stroke float64
}

// chainOf is the declared order in which styles stand in for each other.
func chainOf(r Role) []step {
	switch r {
	case XiaoBiaoSong:
		return []step{{XiaoBiaoSong, 0}, {SongTi, 28}, {FangSong, 32}, {HeiTi, 0}, {KaiTi, 28}}
	case FangSong:
		return []step{{FangSong, 0}, {SongTi, 0}, {KaiTi, 0}, {HeiTi, 0}}
	case HeiTi:
		return []step{{HeiTi, 0}, {SongTi, 30}, {KaiTi, 30}, {FangSong, 30}}
	case KaiTi:
		return []step{{KaiTi, 0}, {FangSong, 0}, {SongTi, 0}, {HeiTi, 0}}
	}
	return []step{{SongTi, 0}, {FangSong, 0}, {KaiTi, 0}, {HeiTi, 0}}
}

// lightFiles are asked for the single characters that a 仿宋 or 宋体 face
// lacks, before the rest of the chain: their strokes are about as thin.
func lightFiles() []string {
	return []string{"simsun.ttc", "simfang.ttf", "LXGWWenKai-Light.ttf"}
}

// symbolFiles are asked for single characters only, after all Chinese faces.
func symbolFiles() []string {
	return []string{"DroidSansFallbackFull.ttf", "msyh.ttc", "simsun.ttc", "seguisym.ttf", "DejaVuSans.ttf"}
}

// fontRemedy ends every message about missing fonts.
const fontRemedy = "处理办法：Debian/Ubuntu 执行“apt-get install fonts-arphic-gbsn00lp fonts-wqy-microhei fonts-lxgw-wenkai”；" +
	"Windows 从 C:\\Windows\\Fonts 复制 simfang.ttf（仿宋）、simhei.ttf（黑体）、simkai.ttf（楷体）、simsun.ttc（宋体）" +
	"及方正小标宋 FZXBSJW.TTF 到工作区的 templates/fonts 文件夹，然后重新运行。只支持 TrueType 字体（.ttf、.ttc），不支持 .otf。"
