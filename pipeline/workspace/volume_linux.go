package workspace

import "golang.org/x/sys/unix"

// VolumeOf looks at the file system of a folder.
func VolumeOf(dir string) (Volume, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Volume{}, err
	}
	return Volume{Free: int64(s.Bavail) * s.Bsize, Remote: remoteKinds[uint32(s.Type)]}, nil
}

// remoteKinds are the network file systems by the number that statfs(2) gives them.
var remoteKinds = map[uint32]string{
	unix.NFS_SUPER_MAGIC: "NFS", unix.SMB_SUPER_MAGIC: "SMB", unix.CIFS_SUPER_MAGIC: "SMB", unix.SMB2_SUPER_MAGIC: "SMB",
	unix.AFS_SUPER_MAGIC: "AFS", unix.CEPH_SUPER_MAGIC: "CephFS", unix.V9FS_MAGIC: "9P",
}

// MayWrite reports why we may not put files into a folder; nil if we may. It tries
// nothing.
func MayWrite(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }
