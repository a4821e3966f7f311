//go:build !linux

package standin

import "os/exec"

func dieWithUs(*exec.Cmd) {}
