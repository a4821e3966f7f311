package standin

import (
	"os/exec"
	"syscall"
)

// dieWithUs lets the child die when this process does, however that ends.
func dieWithUs(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
