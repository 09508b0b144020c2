package workspace

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// VolumeOf looks at the file system of a folder.
func VolumeOf(dir string) (v Volume, err error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return v, err
	}
	name, err := windows.UTF16PtrFromString(full)
	if err != nil {
		return v, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return v, err
	}
	v.Free = int64(free)
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(full) + `\`)
	if err != nil {
		return v, err
	}
	if strings.HasPrefix(full, `\\`) || windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		v.Remote = "SMB"
	}
	return v, nil
}

// MayWrite reports why we may not put files into a folder; nil if we may. It asks for
// the right and makes nothing.
func MayWrite(dir string) error {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return err
	}
	const addFile = windows.FILE_WRITE_DATA // of a folder: FILE_ADD_FILE
	h, err := windows.CreateFile(name, addFile, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS, 0)
	if err != nil {
		return err
	}
	return windows.CloseHandle(h)
}
