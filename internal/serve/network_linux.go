package serve

import "syscall"

// network names the file system of a folder if others may change it without this system's knowing, or "".
func network(dir string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return ""
	}
	// As linux/magic.h and statfs(2) list them.
	switch uint32(s.Type) {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x01021997:
		return "9P"
	case 0x65735546:
		return "FUSE"
	case 0x786f4256:
		return "a shared folder of VirtualBox"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x00c36400:
		return "Ceph"
	}
	return ""
}
