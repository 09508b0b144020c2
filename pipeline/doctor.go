package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibao/pipeline/calendar"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/workspace"
)

// Health is how one thing stands that runs depend on.
type Health struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Text   string `json:"text"`
	Remedy string `json:"remedy,omitempty"` // of all that is not well
}

// State says how well something is.
type State string

// States of a Health.
const (
	Well   State = "ok"
	Mend   State = "mend"   // runs go on, or wait, until a person has mended it
	Unfit  State = "broken" // no run comes to its end
	Unread State = "config" // Unfit, since the configuration cannot be used
)

// Checkup is what an examination looks at, and what it finds.
type Checkup struct {
	Workspace *workspace.Workspace // nil: only the computer is looked at
	Project   *Project             // nil where the configuration, plan or templates cannot be used
	Now       time.Time            // of the computer, in its own zone
	Found     []Health
	Old       []string // files of inputs that only LibreOffice can read
}

func (c *Checkup) well(check, format string, args ...any) {
	c.Found = append(c.Found, Health{Check: check, State: Well, Text: fmt.Sprintf(format, args...)})
}

// Add notes what is not well.
func (c *Checkup) Add(check string, state State, text, remedy string) {
	c.Found = append(c.Found, Health{check, state, text, remedy})
}

// fault notes an error in its own words.
func (c *Checkup) fault(check string, err error) {
	c.Found = append(c.Found, HealthOf(check, err))
}

// HealthOf is an error as an examination tells it, on one line.
func HealthOf(check string, err error) Health {
	h := Health{Check: check, State: Unfit, Text: err.Error(), Remedy: "请把以上信息交给技术人员。"}
	var f *fault.Fault
	if errors.As(err, &f) {
		h.Text, h.Remedy = strings.TrimRight(f.What, "。"), f.Remedy
		if f.Where != "" {
			h.Text += "（" + f.Where + "）"
		}
		if f.Code == fault.Usage {
			h.State = Unread
		}
	}
	return h
}

// Examine looks at the workspace: fonts, ledger, clock, rights, disk, templates, plan,
// lock. It changes nothing on the disk.
func (c *Checkup) Examine(ctx context.Context) {
	checks := []func(context.Context){c.plan, c.templates, c.calendar, c.fonts, c.ledger, c.clock, c.rights, c.disk, c.lock}
	if c.Workspace == nil {
		checks = []func(context.Context){c.fonts, c.clock}
	}
	for _, check := range checks {
		if ctx.Err() != nil {
			return
		}
		check(ctx)
	}
}

func (c *Checkup) fonts(context.Context) {
	const name = "字体"
	p, words := c.Project, ""
	if p == nil {
		p = &Project{Workspace: cmp.Or(c.Workspace, &workspace.Workspace{})}
	} else {
		words = p.names()
	}
	fonts, err := p.findFonts()
	if err != nil {
		c.fault(name, err)
		return
	}
	if lacking := fonts.Missing(words); len(lacking) > 0 {
		c.Add(name, Unfit, "方案和配置里的字没有字体可印："+joined(strings.Split(string(lacking), "")), "请安装收字更全的字体，或把字体文件放入工作区的 templates/fonts/。")
		return
	}
	var instead []string
	for _, sub := range fonts.Substitutions() {
		if sub.Rune == 0 {
			instead = append(instead, sub.Role+" "+sub.File)
		}
	}
	if len(instead) == 0 {
		c.well(name, "标准字体齐全：%s", joined(fonts.Files()))
		return
	}
	c.well(name, "公文用字都能印；没有标准字体，以同类或相近字体代替的有：%s。要用标准字体的，把字体文件放入 templates/fonts/", joined(instead))
}

// names are the words of plan and configuration that are printed.
func (p *Project) names() string {
	words := []string{p.Plan.Head.City, p.Plan.Head.DocumentNo, p.Settings.Issuer, p.Settings.Addressee, p.Settings.Signature, p.Settings.Superior, p.Settings.Contact,
		p.Settings.Imprint.Copies, p.Settings.Imprint.Office}
	for _, u := range p.Plan.Reporters() {
		words = append(words, u.Names()...)
	}
	for _, i := range p.Plan.Indicators {
		words = append(words, i.Name, i.Unit)
	}
	for _, t := range p.Plan.Tasks {
		words = append(words, t.Area, t.Measure, t.Unit)
	}
	for _, period := range p.Settings.Papers {
		words = append(words, period.Number, period.Addressee, period.Signer)
	}
	return strings.Join(words, "")
}

func (c *Checkup) clock(context.Context) {
	const name, remedy = "时钟", "请校准电脑的日期和时间；台账按时间先后记录，时间倒退时不能运行。"
	zone, offset := c.Now.Zone()
	text := "现在是 " + c.Now.Format("2006-01-02 15:04:05") + " " + zone
	if offset != 8*60*60 {
		text += "，即北京时间 " + c.Now.In(calendar.Zone()).Format("2006-01-02 15:04:05") + "；期限一律按北京时间计算"
	}
	if path, at := c.newestFile(); at.After(c.Now.Add(time.Hour)) {
		c.Add(name, Mend, fmt.Sprintf("%s，但 %s 写于 %s", text, path, at.In(c.Now.Location()).Format("2006-01-02 15:04:05")), remedy)
		return
	}
	c.well(name, "%s", text)
}

func (c *Checkup) plan(context.Context) {
	const name = "方案"
	if c.Project == nil {
		return
	}
	p := c.Project.Plan
	check := p.Lint()
	text := fmt.Sprintf("%s，%d项指标、%d家报送单位、%d项任务", p.Head.DocumentNo, len(p.Indicators), len(p.Reporters()), len(p.Tasks))
	if n := len(check.Found); n > 0 {
		text += fmt.Sprintf("；方案数字自身的矛盾%d处，一律按所印评价，见 zhibao plan check", n)
	}
	c.well(name, "%s", text)
}

// calendar wants the holidays of every year in which something is due.
func (c *Checkup) calendar(context.Context) {
	const name = "节假日"
	if c.Project == nil {
		return
	}
	years := map[int]bool{}
	for _, period := range Periods(c.Workspace) {
		for _, d := range c.Project.Forms.Defs {
			for _, kind := range UnitKindNames() {
				due, _ := c.Project.Settings.Schedule.Deadline(period, d.Code, kind)
				for _, y := range due.Unknown {
					years[y] = true
				}
			}
		}
	}
	if len(years) == 0 {
		c.well(name, "现有各报告期的期限都有节假日可查")
		return
	}
	var list []string
	for _, y := range slices.Sorted(maps.Keys(years)) {
		list = append(list, strconv.Itoa(y))
	}
	c.Add(name, Mend, "没有登记"+joined(list)+"年的节假日，期限只避开周末", "请按国务院办公厅的放假通知，在 zhibao.yaml 的 holidays 中补上。")
}

func (c *Checkup) lock(context.Context) {
	const name = "运行锁"
	held, by, err := c.Workspace.Held()
	switch {
	case err != nil:
		c.Add(name, Unfit, "看不到运行锁的状态："+err.Error(), "请检查 .zhibao/lock 的读写权限；网络盘须支持文件锁。")
	case held && by == "":
		c.Add(name, Mend, "另一次运行正在这个工作区里进行", "请等它结束。")
	case held:
		c.Add(name, Mend, "正在这个工作区里进行："+by, "请等它结束。")
	default:
		left, err := c.Workspace.Printings()
		switch {
		case err != nil:
			c.fault(name, err)
		case len(left) > 0:
			c.Add(name, Mend, "上次运行在发布文件途中中断（"+left[0].Period+"）", "不用处理输出文件夹，再运行一次 zhibao run "+left[0].Period+" 即补完。")
		default:
			c.well(name, "没有别的运行")
		}
	}
}

// absent reports whether there is nothing there yet.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
