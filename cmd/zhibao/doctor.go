package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"zhibao/pipeline"
	"zhibao/pipeline/convert"
	"zhibao/pipeline/fault"
	"zhibao/pipeline/workspace"
)

func (a *app) doctorCommand() *cobra.Command {
	return a.withJSON(&cobra.Command{
		Use: "doctor", Short: "检查电脑和工作区：字体、LibreOffice、台账、时钟、权限、磁盘、配置",
		Long:    "逐项检查运行所需的一切，写明查到什么、怎样处理；不改动任何文件。没有工作区时只检查电脑。",
		Example: "  zhibao doctor", Args: exactly(0, "不带参数"),
		RunE: func(c *cobra.Command, _ []string) error {
			found := a.examine(c.Context(), a.now(), convert.Find())
			if err := c.Context().Err(); err != nil {
				return err
			}
			a.code = healthCode(found)
			if a.json {
				return a.printJSON(map[string]any{"checks": found, "exit_code": int(a.code)})
			}
			a.tellHealth(found)
			return nil
		},
	})
}

// examine looks at everything that runs depend on and changes nothing.
func (a *app) examine(ctx context.Context, now time.Time, office *convert.Converter) []pipeline.Health {
	c := &pipeline.Checkup{Now: now}
	w, err := workspace.Open(a.root)
	if err != nil {
		h := pipeline.HealthOf("工作区", err)
		h.State = pipeline.Mend
		c.Found = append(c.Found, h)
	} else {
		w.Holder = a.holder(now)
		c.Workspace = w
		a.examineConfig(c)
	}
	c.Examine(ctx)
	examineOffice(ctx, c, office)
	examineTemp(c)
	examineConsole(c, a.console())
	return c.Found
}

// healthCode is the exit code of what was found.
func healthCode(found []pipeline.Health) fault.Code {
	code := fault.OK
	for _, h := range found {
		switch h.State {
		case pipeline.Unread:
			return fault.Usage
		case pipeline.Mend, pipeline.Unfit:
			code = fault.Person
		}
	}
	return code
}

// marks lead a line. The full-width one is as wide as a mark and a space.
var marks = map[pipeline.State]string{pipeline.Well: "✓ ", pipeline.Mend: "！", pipeline.Unfit: "✗ ", pipeline.Unread: "✗ "}

// checkWidth is the column of the longest name of a check, and two spaces.
const checkWidth = 13

func (a *app) tellHealth(found []pipeline.Health) {
	indent := strings.Repeat(" ", 2+checkWidth)
	amiss := 0
	for _, h := range found {
		if h.State != pipeline.Well {
			amiss++
		}
		if a.quiet && h.State == pipeline.Well {
			continue
		}
		wrapped(a, marks[h.State]+text.Pad(h.Check, checkWidth, ' '), indent, strings.TrimRight(h.Text, "。")+"。")
		if h.Remedy != "" {
			wrapped(a, indent+"处理：", indent+"      ", h.Remedy)
		}
	}
	switch {
	case a.quiet:
	case amiss == 0:
		a.say("都正常。")
	default:
		a.say("%s", fmt.Sprintf("%d项需要处理，处理后再运行 zhibao doctor。", amiss))
	}
}
