package xlsx

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// sniff tells by content what the bytes are, and refuses what is no zip archive.
// The file's name is never asked.
func sniff(data []byte, lim Limits) error {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	head := data[:min(len(data), 1024)]
	switch {
	case len(data) == 0:
		return refuse(RuleEmpty, "", "文件是空的，没有任何内容，请重新导出后报送。")
	case int64(len(data)) > lim.FileBytes:
		return tooLarge(lim)
	case has("PK\x03\x04"):
		return nil
	case has("PK\x05\x06"), has("PK00PK"), has("PK\x07\x08"), has("Rar!"), has("7z\xbc\xaf\x27\x1c"), has("\x1f\x8b"), has("BZh"), has("\xfd7zXZ"):
		return refuse(RuleZipOther, "", "这是压缩包，不是工作簿，请解压后报送其中的 .xlsx 文件。")
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return sniffOLE(data)
	case bytes.Contains(head, []byte("%PDF-")):
		return refuse(RulePDF, "", "这是 PDF 文件，不是工作簿，请报送填好的 .xlsx 表格本身。")
	case isImage(data):
		return refuse(RuleImage, "", "这是图片，不是工作簿，请报送填好的 .xlsx 表格本身。")
	case bytes.Contains(data, []byte("PK\x05\x06")) && bytes.Contains(data, []byte("PK\x03\x04")):
		return refuse(RuleZipLayout, "", "压缩包前面多出了别的内容，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	return refuse(RuleNotXLSX, "", "文件内容不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// sniffOLE tells apart the compound files: encrypted workbooks, old binary
// workbooks and old text documents, by the names of their streams.
func sniffOLE(data []byte) error {
	has := func(stream string) bool {
		var name []byte
		for _, u := range utf16.Encode([]rune(stream)) {
			name = append(name, byte(u), byte(u>>8))
		}
		return bytes.Contains(data, name)
	}
	switch {
	case has("EncryptedPackage"):
		return refuse(RulePassword, "", "工作簿设有打开密码，请在 Excel 或 WPS 中打开，取消密码后保存，重新报送。")
	case has("Workbook"), has("Book"):
		return refuse(RuleLegacyXLS, "", "这是旧格式工作簿（.xls 或 WPS 的 .et），请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。")
	case has("WordDocument"):
		return refuse(RuleDocx, "", "这是文字文档，不是工作簿，请报送填好的 .xlsx 表格本身。")
	}
	return refuse(RuleNotXLSX, "", "这是旧式复合文档，但里面没有工作簿，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
}

// isImage knows the picture formats that phones and scanners send.
func isImage(data []byte) bool {
	for _, magic := range []string{"\x89PNG\r\n", "\xff\xd8\xff", "GIF8", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	if len(data) < 12 {
		return false
	}
	if data[0] == 'B' && data[1] == 'M' && binary.LittleEndian.Uint32(data[2:]) == uint32(len(data)) {
		return true
	}
	return string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP" ||
		string(data[4:8]) == "ftyp" && bytes.Contains([]byte("heic heix mif1 msf1 avif"), data[8:12])
}
