package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A stat is what a file's folder says of it: size, time, and where the system has them time of the
// change of that and number. The zero value is that of no file.
type stat [4]int64

// racy is how near to now a file may have been changed so that a further change could leave the same time.
const racy = 2 * time.Second

// looked is what is remembered of a file that has just been looked at: nothing if it could
// change without a trace.
func looked(s stat) stat {
	if time.Now().UnixNano()-s[1] < int64(racy) {
		return stat{}
	}
	return s
}

const stateHead = "dateline state 1\n"

// The state is: a head, the sum of the manifest and of what the directory is, a stat for each line of the
// manifest, and a sum of all that.

func (w *Writer) stateHead(m *manifest) ([]byte, error) {
	info, err := w.disk.lstat(".")
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(w.dir)
	if err != nil {
		return nil, err
	}
	is := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(abs), uint64(statOf(info)[3])))
	return append(append([]byte(stateHead), m.sum[:]...), is[:]...), nil
}

// readState sets what was seen of the files the manifest lists. A state that is not exactly as
// it was written, or of another manifest or directory, is as none.
func (w *Writer) readState() {
	if w.opt.State == "" || !w.old.found || w.old.unfinished {
		return
	}
	data, err := os.ReadFile(w.opt.State)
	if err != nil || w.disk.pass("read", w.opt.State) != nil || len(data) < sha256.Size {
		return
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	head, err := w.stateHead(&w.old)
	if err != nil || Sum(sum) != sha256.Sum256(body) || !bytes.HasPrefix(body, head) {
		return
	}
	rest := body[len(head):]
	seen := make([]int64, 4*len(w.old.lines))
	if n, err := binary.Decode(rest, binary.BigEndian, seen); err != nil || n != len(rest) {
		return
	}
	for i := range w.old.lines {
		w.old.lines[i].seen = stat(seen[4*i:])
	}
}

// writeState keeps what is known of the files. Nothing depends on it: that it could not be written is no error.
func (w *Writer) writeState(m *manifest) {
	body, err := w.stateHead(m)
	if err != nil {
		return
	}
	for _, l := range m.lines {
		body, _ = binary.Append(body, binary.BigEndian, l.seen[:])
	}
	sum := sha256.Sum256(body)
	root, err := os.OpenRoot(filepath.Dir(w.opt.State))
	if err != nil {
		return
	}
	defer root.Close()
	d := disk{root: root, gate: w.disk.gate}
	name := filepath.Base(w.opt.State)
	temp := name + tempExt
	d.remove(temp)
	if d.create(temp, 0o644, bytes.NewReader(append(body, sum[:]...)), false) == nil && d.rename(temp, name) != nil {
		d.remove(temp)
	}
}

func basicStat(info fs.FileInfo) stat {
	return stat{info.Size(), info.ModTime().UnixNano()}
}
