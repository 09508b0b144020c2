// Package convert turns old workbooks (.xls, and .et of WPS) into .xlsx with the
// LibreOffice of the machine. Each file gets a process with a profile and a folder
// of its own, which are gone afterwards whatever happens; no macro runs and no
// link is followed.
package convert

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// TimeLimit is how long one file may take.
const TimeLimit = 30 * time.Second

// TooSlow says that LibreOffice did not end within the time limit.
type TooSlow struct{ Limit time.Duration }

func (e *TooSlow) Error() string {
	return fmt.Sprintf("LibreOffice %.0f秒内没有转换完", e.Limit.Seconds())
}

// Converter starts LibreOffice, one process at a time: two would only fight for
// the processor, and the time limit is a limit of the file, not of the queue.
type Converter struct {
	program string
	limit   time.Duration
	turn    chan struct{}
}

// Find looks for LibreOffice; nil means that the machine has none.
func Find() *Converter {
	for _, name := range candidates() {
		if program, err := exec.LookPath(name); err == nil {
			return New(program, TimeLimit)
		}
	}
	return nil
}

// New makes a converter that starts this program.
func New(program string, limit time.Duration) *Converter {
	return &Converter{program: program, limit: limit, turn: make(chan struct{}, 1)}
}

// candidates are the names and places of LibreOffice by system.
func candidates() []string {
	names := []string{"soffice", "libreoffice"}
	switch runtime.GOOS {
	case "windows":
		for _, root := range []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)")} {
			if root != "" {
				names = append(names, filepath.Join(root, "LibreOffice", "program", "soffice.exe"))
			}
		}
	case "darwin":
		names = append(names, "/Applications/LibreOffice.app/Contents/MacOS/soffice")
	}
	return names
}

// Convert gives the bytes of the workbook as .xlsx. limit bounds the result.
func (c *Converter) Convert(ctx context.Context, data []byte, limit int64) (converted []byte, err error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	sweep(os.TempDir(), time.Now())
	return c.convert(ctx, data, limit)
}

// Try converts a table of one line, to see whether LibreOffice starts. What killed
// processes left is not swept.
func (c *Converter) Try(ctx context.Context) error {
	_, err := c.convert(ctx, []byte("1,2\n"), 1<<20)
	return err
}

// Version is what LibreOffice calls itself, such as LibreOffice 7.4.7.2; empty if it
// does not say.
func (c *Converter) Version(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, "--version")
	cmd.WaitDelay = time.Second
	together(cmd)
	text, err := cmd.Output()
	endAll(cmd)
	if err != nil {
		return ""
	}
	words := strings.Fields(string(text))
	return strings.Join(words[:min(2, len(words))], " ")
}

// Program is the file that is started.
func (c *Converter) Program() string { return c.program }

// convert works in a folder of its own.
func (c *Converter) convert(ctx context.Context, data []byte, limit int64) (converted []byte, err error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, fmt.Errorf("建立临时文件夹失败：%w", err)
	}
	defer func() { err = errors.Join(err, remove(dir)) }()
	if err := prepare(dir, data); err != nil {
		return nil, fmt.Errorf("写入临时文件失败：%w", err)
	}
	if err := c.start(ctx, dir); err != nil {
		return nil, err
	}
	return result(filepath.Join(dir, "out", "in.xlsx"), limit)
}

// prefix begins the name of our temporary folders; the rest is digits.
const prefix = "zhibao-office-"

var leftOver = regexp.MustCompile("^" + prefix + `\d+$`)

// stale is the age from which a folder of ours can only have been left behind by a
// process that was killed: no conversion takes a hundredth of it.
const stale = time.Hour

// sweep removes from the system's temporary folder what killed processes of ours
// left there, and nothing else. What cannot be removed, such as another user's, is
// no reason not to convert; it is tried again the next time.
func sweep(temp string, now time.Time) {
	entries, err := os.ReadDir(temp)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !leftOver.MatchString(e.Name()) { // a link is no directory here
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > stale {
			_ = os.RemoveAll(filepath.Join(temp, e.Name()))
		}
	}
}

// prepare lays out the folder: the workbook under a name of ours and the profile.
func prepare(dir string, data []byte) error {
	user := filepath.Join(dir, "profile", "user")
	return errors.Join(
		os.MkdirAll(user, 0o700), os.Mkdir(filepath.Join(dir, "out"), 0o700), os.Mkdir(filepath.Join(dir, "tmp"), 0o700),
		os.WriteFile(filepath.Join(dir, "in.xls"), data, 0o600),
		os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(settings), 0o600))
}

// settings of the profile: no macros, no links, no lock files.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
`

// start runs LibreOffice to its end or to the time limit, then ends whatever it
// has started.
func (c *Converter) start(parent context.Context, dir string) error {
	ctx, cancel := context.WithTimeoutCause(parent, c.limit, &TooSlow{c.limit})
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, "-env:UserInstallation="+fileURL(filepath.Join(dir, "profile")),
		"--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "in.xls"))
	cmd.Dir = dir
	tmp := filepath.Join(dir, "tmp")
	cmd.Env = append(os.Environ(), "HOME="+tmp, "TMPDIR="+tmp, "TMP="+tmp, "TEMP="+tmp, "XDG_CONFIG_HOME="+tmp, "XDG_CACHE_HOME="+tmp, "XDG_RUNTIME_DIR="+tmp)
	cmd.WaitDelay = 5 * time.Second
	together(cmd)
	err := cmd.Run()
	endAll(cmd)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("LibreOffice 没有转换成功：%w", err)
	}
	return nil
}

// result reads what LibreOffice wrote, if it is not too large.
func result(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, errors.New("LibreOffice 没有生成文件")
	}
	if info.Size() > limit {
		return nil, errors.New("转换后的文件超过大小上限")
	}
	return os.ReadFile(path)
}

// remove deletes the folder; a process that was just ended may hold it a moment.
func remove(dir string) error {
	var err error
	for range 20 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
