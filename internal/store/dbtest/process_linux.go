package dbtest

import "syscall"

// attributes make a child run as owner and end with this process.
func attributes(owner *account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT, Setpgid: true}
	if owner != nil {
		attr.Credential = &syscall.Credential{Uid: owner.uid, Gid: owner.gid}
	}
	return attr
}

func alive(pid int) bool { return syscall.Kill(pid, 0) != syscall.ESRCH }
