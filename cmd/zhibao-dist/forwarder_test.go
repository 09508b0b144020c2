package main

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"testing"
)

// forwarder writes a library of Windows without code: its one function is another
// library's (PE format, .edata: an address within the export table is a forwarder).
func forwarder(library, function, to string) []byte {
	const (
		at    = 0x1000 // where the section is loaded
		block = 512    // of the file
	)
	text := uint32(at + 52) // behind the table, one address, one name, one number
	name, target := text+uint32(len(library))+1, text+uint32(len(library)+len(function))+2
	var table bytes.Buffer
	put := func(b *bytes.Buffer, v any) { _ = binary.Write(b, binary.LittleEndian, v) } // a buffer takes all
	put(&table, []uint32{0, 0, 0, text, 1, 1, 1, at + 40, at + 44, at + 48, target, name, 0})
	table.WriteString(library + "\x00" + function + "\x00" + to + "\x00")

	optional := pe.OptionalHeader64{
		Magic: 0x20b, ImageBase: 0x180000000, SectionAlignment: at, FileAlignment: block, SizeOfImage: 2 * at, SizeOfHeaders: block,
		SizeOfInitializedData: block, MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6, Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_CUI, NumberOfRvaAndSizes: 16,
	}
	optional.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: at, Size: uint32(table.Len())}
	section := pe.SectionHeader32{VirtualSize: block, VirtualAddress: at, SizeOfRawData: block, PointerToRawData: block, Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ}
	copy(section.Name[:], ".edata")

	var out bytes.Buffer
	dos := make([]byte, 64)
	copy(dos, "MZ")
	dos[60] = byte(len(dos)) // where the next header begins
	out.Write(dos)
	out.WriteString("PE\x00\x00")
	put(&out, pe.FileHeader{Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(binary.Size(optional)),
		Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_DLL | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE})
	put(&out, optional)
	put(&out, section)
	out.Write(make([]byte, block-out.Len()))
	out.Write(table.Bytes())
	out.Write(make([]byte, 2*block-out.Len()))
	return out.Bytes()
}

func TestForwarder(t *testing.T) {
	f, err := pe.NewFile(bytes.NewReader(forwarder("a.dll", "F", "B.G")))
	if err != nil || f.Section(".edata") == nil {
		t.Fatal(err)
	}
}
