package xlsx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode"
)

// OpenFile reads the workbook at path. The path's last element must be a regular
// file: links are not followed, and a pipe does not block. A file that cannot be
// read (missing, no permission, I/O) gives an error that is no *Refusal.
func OpenFile(path string, lim Limits) (*Book, error) {
	data, err := ReadFile(path, lim)
	if err != nil {
		return nil, err
	}
	return Read(data, lim)
}

// ReadFile returns the bytes of a regular file within the size limit, unread; its
// refusals are those of OpenFile.
func ReadFile(path string, lim Limits) ([]byte, error) {
	for _, c := range filepath.Base(path) {
		if unicode.IsControl(c) {
			return nil, refuse(RuleFileName, "", "文件名中有控制字符，请改名后重新报送。")
		}
	}
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("读取文件失败：%w", err)
	}
	if !before.Mode().IsRegular() {
		return nil, notRegular()
	}
	if before.Size() > lim.FileBytes {
		return nil, tooLarge(lim)
	}
	f, err := openNoFollow(path)
	if err != nil {
		return nil, fmt.Errorf("读取文件失败：%w", err)
	}
	data, err := readRegular(f, before, lim)
	return data, errors.Join(err, f.Close())
}

// readRegular reads f, which must be the regular file that Lstat saw.
func readRegular(f *os.File, before os.FileInfo, lim Limits) ([]byte, error) {
	after, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("读取文件失败：%w", err)
	}
	if !after.Mode().IsRegular() || !os.SameFile(before, after) {
		return nil, notRegular()
	}
	data := make([]byte, 0, min(after.Size(), lim.FileBytes)+1)
	for {
		if int64(len(data)) > lim.FileBytes {
			return nil, tooLarge(lim)
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, fmt.Errorf("读取文件失败：%w", err)
		}
	}
}

func notRegular() error {
	return refuse(RuleNotRegular, "", "这不是普通文件（是链接、文件夹、管道或设备），请报送工作簿文件本身。")
}

func tooLarge(lim Limits) error {
	return refuse(RuleTooLarge, "", fmt.Sprintf("文件超过 %s 的上限，请删去图片和无关内容后重新报送。", bytesText(lim.FileBytes)))
}

// bytesText writes a size in the largest unit that divides it.
func bytesText(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d 字节", n)
}
