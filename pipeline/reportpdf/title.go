package reportpdf

import (
	"math"
	"strings"
)

// titleWords are words of official titles that a line break does not part.
const titleWords = "关于 印发 示范区建设 产业 转型 升级 示范区 示范 园区 园 县市区 建设 工作 领导小组 办公室 进展 情况 通报 报告 年度 季度 月度 评估 考核 主要 指标 评价 五年 行动 " +
	"方案 计划 总结 自评 自查 重大 项目 督办 督查 通知 清单 公示 专报 简报 发展 改革 委员会 人民 政府 统计 数据 报送 审核 质量 经济 社会 国家 国民 高新区 经开区 " +
	"产业转型升级 转型升级 高质量 支撑 平台 任务 完成 推进 实施 落实 加快 进一步 加强 做好 全市 全省 上半年 下半年 一季度 二季度 三季度 四季度 位次 贡献 目标 责任 单位 部门 " +
	"发展和改革 经济和信息化 信息化 科技 商务 财政 人力资源 社会保障 环境保护 知识产权 安全生产 监督 管理局 管委会 集中区 高科园 工业 增加值 总产值 技工贸 收入 服务业 战略性 新兴 高新技术 企业 研究 试验 经费 投入 强度 能耗 水耗 " +
	"材料 目录 佐证 说明 附件 附表 绿色 创新 清水塘 老工业区 搬迁 改造 测算 结果 分析 比较 路径 得分 排名 年均 增长 差距 整改 建议 表彰 先进 优秀 有关"

// titleLonely may not begin a line of a title: they belong to the word before.
const titleLonely = "的了和与及等情况表市县区省州"

const titleLines = 4 // more are no longer shaped

// titleLines breaks a title by words. Of all ways with the fewest lines it takes the
// one whose lines are about equally long without being equal, and none shorter than
// both its neighbours: a trapezium or a rhombus (GB/T 9704-2012, 7.3.1).
func (s *shaper) titleLines(text string, st style, width float64) []line {
	text = clean(text)
	glyphs := s.shape(text, st)
	if strings.Contains(text, "\n") || widthOf(glyphs) <= width {
		return s.balanced(text, st, width)
	}
	breaks := titleBreaks(text, s.opportunities(text))
	least := int(math.Ceil(widthOf(glyphs) / width))
	for n := least; n <= min(least+1, titleLines); n++ {
		t := titleShape{glyphs: glyphs, breaks: breaks, width: width, mean: widthOf(glyphs) / float64(n), em: st.size, cost: math.Inf(1)}
		t.try(nil, 0, n)
		if t.best != nil {
			return t.lines()
		}
	}
	return s.balanced(text, st, width)
}

// titleBreaks are the places after which a title may be broken.
func titleBreaks(text string, may []bool) []int {
	var list []int
	for i, ok := range wordBreaks(text, may) {
		if ok {
			list = append(list, i+1)
		}
	}
	return list
}

// wordBreaks tells after which characters a line may be broken without parting a word.
func wordBreaks(text string, may []bool) []bool {
	rs := []rune(text)
	inside := make([]bool, len(rs)+1)
	for w := range strings.FieldsSeq(titleWords) {
		for from := 0; ; {
			at := strings.Index(text[from:], w)
			if at < 0 {
				break
			}
			first := len([]rune(text[:from+at]))
			for i := range len([]rune(w)) - 1 {
				inside[first+i+1] = true
			}
			from += at + len(w)
		}
	}
	by := make([]bool, len(rs))
	for i := 1; i < len(rs); i++ {
		by[i-1] = may[i-1] && !inside[i] && !strings.ContainsRune(titleLonely, rs[i])
	}
	return by
}

// titleShape looks for the best of all ways to break a title into lines.
type titleShape struct {
	glyphs          []glyph
	breaks          []int
	width, mean, em float64
	cost            float64
	best            []int
}

// try extends the breaks so far by all that leave n lines.
func (t *titleShape) try(ends []int, from, n int) {
	if n == 1 {
		ends = append(ends, len(t.glyphs))
		if c, ok := t.worth(ends); ok && c < t.cost {
			t.cost, t.best = c, append([]int(nil), ends...)
		}
		return
	}
	for _, b := range t.breaks {
		if b <= from {
			continue
		}
		if lineWidth(t.glyphs[from:b]) > t.width {
			return
		}
		t.try(append(ends, b), b, n-1)
	}
}

func lineWidth(gs []glyph) float64 { return widthOf(trimmed(gs)) }

// worth is how uneven the lines are, with a fine for the shapes that the standard
// forbids: the rectangle and the hourglass. Not ok: a line is too long.
func (t *titleShape) worth(ends []int) (cost float64, ok bool) {
	widths := make([]float64, len(ends))
	from := 0
	for i, end := range ends {
		widths[i] = lineWidth(t.glyphs[from:end])
		if widths[i] > t.width {
			return 0, false
		}
		cost += (widths[i] - t.mean) * (widths[i] - t.mean)
		from = end
	}
	fine := 9 * t.em * t.em
	for i := 1; i < len(widths); i++ {
		if abs(widths[i]-widths[i-1]) < t.em/2 {
			cost += fine
		}
		if i+1 < len(widths) && widths[i] < widths[i-1] && widths[i] < widths[i+1] {
			cost += 4 * fine
		}
	}
	return cost, true
}

func (t *titleShape) lines() []line {
	var lines []line
	from := 0
	for _, end := range t.best {
		gs := trimmed(t.glyphs[from:end])
		lines = append(lines, line{glyphs: gs, width: widthOf(gs), last: true})
		from = end
	}
	return lines
}
