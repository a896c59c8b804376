//go:build !linux

package serve

// network names the file system of a folder if others may change it without this system's knowing. It is known
// on Linux only: elsewhere there is --poll.
func network(string) string { return "" }
