package publish

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Two states of a site, with all that can lie between them: files that change, come, go and stay, files that
// become folders and the reverse.
var before, after = func() (files, files) {
	a, b := files{}, files{}
	for i := range 6 {
		a[fmt.Sprintf("briefs/stays-%d/index.html", i)] = "same"
		b[fmt.Sprintf("briefs/stays-%d/index.html", i)] = "same"
		a[fmt.Sprintf("briefs/changes-%d/index.html", i)] = "old"
		b[fmt.Sprintf("briefs/changes-%d/index.html", i)] = "new, and longer"
		a[fmt.Sprintf("briefs/goes-%d/data/figure.csv", i)] = "old"
		b[fmt.Sprintf("briefs/comes-%d/index.html", i)] = "new"
	}
	for name, text := range map[string]string{"index.html": "home", "feed.xml": "<feed/>", "style.css": "p{}", "empty.txt": ""} {
		a[name], b[name] = text, text+" new"
	}
	a["file"], b["file/a/index.html"] = "old", "new"
	a["folder/a/b.html"], a["folder/c.html"], b["folder"] = "old", "old", "new"
	return a, b
}()

var foreign = files{"mine.txt": "precious", "briefs/mine.txt": "precious", "briefs/changes-1/mine/x.txt": "precious", ".hidden": "precious"}

// wantBetween checks what is promised at any moment: each file is whole, old or new, nobody else's
// is touched, and the manifest lists the sum of each. The stage does not count.
func wantBetween(t *testing.T, dir, when string, before, after files) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, Manifest))
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	m, err := parseManifest(data)
	if err != nil {
		t.Fatalf("%s: manifest: %v", when, err)
	}
	have := read(t, dir)
	for name, text := range have {
		if strings.HasPrefix(name, stageDir+"/") || strings.HasSuffix(name, tempExt) {
			continue
		}
		if _, ok := foreign[name]; ok {
			continue
		}
		wasOld, isOld := before[name]
		isNew, willBe := after[name]
		if !(isOld && text == wasOld || willBe && text == isNew) {
			t.Errorf("%s: %s is %q, neither old nor new", when, name, text)
		}
		if l := m.line(name); l == nil || !slices.Contains(l.sums, sha256.Sum256([]byte(text))) {
			t.Errorf("%s: %s is not in the manifest with its sum", when, name)
		}
	}
	for name := range before {
		if _, stays := after[name]; stays {
			if _, ok := have[name]; !ok {
				t.Errorf("%s: %s is gone", when, name)
			}
		}
	}
	for name, text := range foreign {
		if have[name] != text {
			t.Errorf("%s: the foreign file %s is %q", when, name, have[name])
		}
	}
}

// wantExactly checks that the directory holds the site, what is foreign and a finished manifest; no more.
func wantExactly(t *testing.T, dir, when string, site files) {
	t.Helper()
	all := maps.Clone(site)
	maps.Copy(all, foreign)
	if got := read(t, dir); !maps.Equal(got, all) {
		t.Errorf("%s: %s holds\n%v\nwant\n%v", when, dir, got, all)
	}
	data, _ := os.ReadFile(filepath.Join(dir, Manifest))
	m, err := parseManifest(data)
	if err != nil || m.unfinished || len(m.lines) != len(site) {
		t.Errorf("%s: manifest of %d files, %v:\n%s", when, len(m.lines), err, data)
	}
	for name, text := range site {
		if l := m.line(name); l == nil || l.sums[0] != sha256.Sum256([]byte(text)) {
			t.Errorf("%s: %s is not in the manifest with its sum", when, name)
		}
	}
}

// publish writes a site the way a build does: what has not changed is only asked for.
func publish(dir string, site files, opt Options, gate func(op, name string) error) error {
	w, err := open(dir, opt, gate)
	if err != nil {
		return err
	}
	for i, name := range slices.Sorted(maps.Keys(site)) {
		if w.Has(name, sha256.Sum256([]byte(site[name]))) {
			continue
		}
		if i%5 == 0 {
			_, err = w.PutFrom(name, strings.NewReader(site[name]))
		} else {
			_, err = w.Put(name, []byte(site[name]))
		}
		if err != nil {
			break
		}
	}
	if err == nil {
		_, err = w.Commit()
	}
	return errors.Join(err, w.Close())
}

// memoryDir is a temporary folder that is not on a disk, where there is one: thousands of runs would wait for it.
func memoryDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "dateline")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Each operation of the disk in turn fails. Whichever it is, the promises hold, and the next run
// makes good.
func TestEveryOperationFails(t *testing.T) {
	ways := map[string]func(op string, n, fail int64) error{}
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EACCES, syscall.EIO} {
		ways[errno.Error()] = func(_ string, n, fail int64) error {
			if n == fail {
				return errno
			}
			return nil
		}
	}
	// A disk that is full stays so: what was begun cannot be tidied up by writing.
	ways["full from here on"] = func(op string, n, fail int64) error {
		if n >= fail && (op == "create" || op == "write" || op == "mkdir" || op == "sync") {
			return syscall.ENOSPC
		}
		return nil
	}
	// A disk that goes away.
	ways["dead from here on"] = func(_ string, n, fail int64) error {
		if n >= fail {
			return syscall.EIO
		}
		return nil
	}
	// Renames to another disk, and one of the operations of that fails.
	ways["copied, "+syscall.ENOSPC.Error()] = func(op string, n, fail int64) error {
		if n == fail {
			return syscall.ENOSPC
		}
		if op == "move" {
			return syscall.EXDEV
		}
		return nil
	}
	for way, gate := range ways {
		if testing.Short() && !strings.Contains(way, "copied") {
			continue
		}
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(memoryDir(t), "public")
			opt := Options{State: filepath.Join(filepath.Dir(dir), "state")}
			if err := publish(dir, before, opt, nil); err != nil {
				t.Fatal(err)
			}
			for name, text := range foreign {
				put(t, dir, name, text)
			}
			failures := 0
			for fail := int64(1); ; fail++ {
				var n atomic.Int64
				err := publish(dir, after, opt, func(op, name string) error {
					if op == "rename" && strings.HasPrefix(name, stageDir) && !strings.HasSuffix(name, " "+Manifest) {
						op = "move"
					}
					return gate(op, n.Add(1), fail)
				})
				when := fmt.Sprintf("operation %d fails: %v", fail, err)
				wantBetween(t, dir, when, before, after)
				if err == nil {
					wantExactly(t, dir, when, after)
				} else {
					failures++
					if err := publish(dir, after, opt, nil); err != nil {
						t.Fatalf("%s, then %v", when, err)
					}
					wantExactly(t, dir, when+", then repaired", after)
				}
				if err := publish(dir, before, opt, nil); err != nil {
					t.Fatalf("%s, then back: %v", when, err)
				}
				wantExactly(t, dir, when+", then back", before)
				if n.Load() < fail || t.Failed() {
					t.Logf("%d operations, %d failures", n.Load(), failures)
					break
				}
			}
			if failures < 50 {
				t.Errorf("only %d failures", failures)
			}
		})
	}
}

// childSite is the site a child publishes in round i. All rounds differ in most files.
func childSite(i int) files {
	site := files{"index.html": fmt.Sprint("home ", i%2), "feed.xml": fmt.Sprint("feed ", i%2)}
	for n := range 300 {
		switch n % 4 {
		case 0:
			site[fmt.Sprintf("briefs/stays-%d/index.html", n)] = "same"
		case 1:
			site[fmt.Sprintf("briefs/in-%d-%d/index.html", i%2, n)] = fmt.Sprint("only in ", i%2)
		default:
			site[fmt.Sprintf("briefs/changes-%d/index.html", n)] = strings.Repeat(fmt.Sprint("text ", i%2, " "), 1000)
		}
	}
	return site
}

const childDir = "DATELINE_TEST_CHILD"

// TestChild is what TestKilled kills: it publishes without end.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("it is run by TestKilled")
	}
	fmt.Println("ready")
	for i := 1; ; i++ {
		if err := publish(dir, childSite(i), Options{State: filepath.Join(filepath.Dir(dir), "state")}, nil); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

func TestKilled(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 30
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	dir := filepath.Join(memoryDir(t), "public")
	opt := Options{State: filepath.Join(filepath.Dir(dir), "state")}
	even, odd := childSite(0), childSite(1)
	var took time.Duration
	for _, site := range []files{odd, even} {
		begin := time.Now()
		if err := publish(dir, site, opt, nil); err != nil {
			t.Fatal(err)
		}
		took = time.Since(begin)
	}
	for name, text := range foreign {
		put(t, dir, name, text)
	}
	var staging, committing int
	for n := range kills {
		child := exec.Command(os.Args[0], "-test.run=^TestChild$")
		child.Env = append(os.Environ(), childDir+"="+dir)
		out, err := child.StdoutPipe()
		if err == nil {
			err = child.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		if line, err := lines.ReadString('\n'); line != "ready\n" {
			t.Fatalf("child: %q %v", line, err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(3 * took))))
		child.Process.Kill()
		if rest, _ := lines.ReadString(0); rest != "" {
			t.Fatalf("child: %s", rest)
		}
		child.Wait()

		when := fmt.Sprintf("kill %d", n)
		if _, err := os.Lstat(filepath.Join(dir, stageDir)); err == nil {
			staging++
		}
		if data, _ := os.ReadFile(filepath.Join(dir, Manifest)); strings.Contains(string(data), manifestUnder) {
			committing++
		}
		wantBetween(t, dir, when, even, odd)
		if err := publish(dir, even, opt, nil); err != nil {
			t.Fatalf("%s, then %v", when, err)
		}
		wantExactly(t, dir, when+", then repaired", even)
		if t.Failed() {
			break
		}
	}
	t.Logf("%d kills found a stage, %d of them a commit under way", staging, committing)
	if committing == 0 {
		t.Error("no kill in a commit: the times are chosen badly")
	}
}
