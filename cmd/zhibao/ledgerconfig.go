package main

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"zhibao/pipeline/fault"
	"zhibao/pipeline/ledger"
)

// ledgerConfig is the part ledger of zhibao.yaml. A password is never there.
type ledgerConfig struct {
	DSN          string `yaml:"dsn" mapstructure:"dsn"`
	Schema       string `yaml:"schema" mapstructure:"schema"`
	PasswordFile string `yaml:"password_file" mapstructure:"password_file"`
	Timeout      int    `yaml:"timeout" mapstructure:"timeout"` // seconds to connect
	Wait         int    `yaml:"wait" mapstructure:"wait"`       // seconds for the server's next sign of life
	Lease        int    `yaml:"lease" mapstructure:"lease"`     // seconds that ingest holds a file
}

const (
	textPasswordInFile   = "zhibao.yaml 里写有数据库口令"
	textPasswordRemedy   = "请删去口令（已泄露的应更换），改用环境变量 PGPASSWORD 或 ZHIBAO_LEDGER_DSN，或把口令写入只有本人可读的文件，在 ledger.password_file 里写它的路径。"
	textPasswordOnScreen = "命令行里写有数据库口令"
)

var passwordLine = regexp.MustCompile(`(?i)(postgres(ql)?://[^\s/@:]*:[^\s@]*@|\bpassword["']?\s*[=:])`)

// noPasswordIn looks at zhibao.yaml before anything else does, so that no message
// about it can repeat a password.
func noPasswordIn(data []byte) error {
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if passwordLine.MatchString(line) {
			return fault.Config(textPasswordInFile, "zhibao.yaml", textPasswordRemedy)
		}
	}
	return nil
}

// server is the configured ledger server; without a DSN there is none.
func (c ledgerConfig) server(root string) (s ledger.Server, err error) {
	if min(c.Timeout, c.Wait, c.Lease) < 0 {
		return s, fault.Config("ledger 里的秒数不能是负数", "zhibao.yaml", "请改正，或删去该项以使用缺省值。")
	}
	s = ledger.Server{DSN: c.DSN, Schema: c.Schema, Timeout: time.Duration(c.Timeout) * time.Second, Wait: time.Duration(c.Wait) * time.Second}
	switch {
	case c.PasswordFile != "":
		path := c.PasswordFile
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		s.Password, err = passwordFrom(path)
	case os.Getenv("PGPASSWORD") == "" && !ledger.HasPassword(c.DSN):
		err = passFileIsPrivate()
	}
	return s, err
}

// passwordFrom reads the first line of a file that only its owner may read.
func passwordFrom(path string) (string, error) {
	if err := private(path); err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fault.Break("读不到数据库口令文件", path, "请检查 ledger.password_file 的路径和该文件的权限。", err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", fault.Config("数据库口令文件是空的", path, "请把口令写在该文件的第一行。")
	}
	return line, nil
}

// passFileIsPrivate checks the password file of PostgreSQL's own programs, which the
// driver reads too.
func passFileIsPrivate() error {
	path := os.Getenv("PGPASSFILE")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil // then there is none
		}
		path = filepath.Join(home, ".pgpass")
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	return private(path)
}

func private(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fault.Break("读不到数据库口令文件", path, "请检查路径和该文件的权限。", err)
	case !info.Mode().IsRegular():
		return fault.Config("数据库口令文件不是普通文件", path, "请改用普通文件。")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return fault.Config("数据库口令文件别人也能读", path, "请运行 chmod 600 收回他人的权限，然后重试。")
	}
	return nil
}

// leaseSeconds is longer than any file takes: reading and converting have limits.
const leaseSeconds = 120

func (c ledgerConfig) lease() time.Duration {
	return time.Duration(cmp.Or(c.Lease, leaseSeconds)) * time.Second
}
