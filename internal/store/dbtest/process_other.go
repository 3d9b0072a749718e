//go:build !linux

package dbtest

import "syscall"

// attributes: only Linux can tie the server's life to the test's, so elsewhere it is left to the
// next run's sweep.
func attributes(*account) *syscall.SysProcAttr { return nil }

func alive(int) bool { return true }
