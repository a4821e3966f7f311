package host

import (
	"os/exec"
	"syscall"
)

// dieWithUs lets a worker die when this process does, however that ends.
func dieWithUs(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
