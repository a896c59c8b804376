package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	defaultstatic "dateline/static"
	defaulttemplates "dateline/templates"
)

var (
	firstSeed = flag.Uint64("seed", 0, "seed of the first edit script; 0 takes one from the clock")
	scripts   = flag.Int("scripts", 0, "edit scripts to run; 0 runs a few")
	onlySteps = flag.String("steps", "", "steps of each edit script to run, such as 2,5; all if empty")
)

// TestEdits holds the promise that a build after any edits leaves what a clean build would make. Each
// script makes a small site and edits it at random, a step at a time. After each step the site is built
// in its folder, over what earlier builds left, and a copy of its sources is built in a new folder:
//
//   - all files are equal, byte for byte, and so are exit codes and problems;
//   - what the report says was written and removed is what has changed, and no other file was touched;
//   - the manifest lists exactly the files of the site, with their hashes;
//   - where the site has errors, public/ is as it was.
//
// A script that fails is cut to the steps it takes to fail.
func TestEdits(t *testing.T) {
	seed, n := *firstSeed, *scripts
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	if n == 0 {
		n = 4
		if testing.Short() {
			n = 2
		}
	}
	steps := []int{}
	for i := range 12 {
		steps = append(steps, i+1)
	}
	if *onlySteps != "" {
		steps = nil
		for _, s := range strings.Split(*onlySteps, ",") {
			i, err := strconv.Atoi(s)
			if err != nil {
				t.Fatal(err)
			}
			steps = append(steps, i)
		}
	}
	t.Logf("seeds %d to %d", seed, seed+uint64(n)-1)
	for i := range n {
		seed := seed + uint64(i)
		failed, log := play(t, seed, steps)
		if failed == nil {
			continue
		}
		// Only the steps it takes: what fails without one does not need it.
		need := steps[:slices.Index(steps, failed.step)+1]
		for _, s := range slices.Backward(slices.Clone(need[:max(0, len(need)-1)])) {
			less := slices.DeleteFunc(slices.Clone(need), func(x int) bool { return x == s })
			if f, l := play(t, seed, less); f != nil && f.step == failed.step {
				need, failed, log = less, f, l
			}
		}
		t.Fatalf("seed %d, step %d: %s\n\n%s\nrun it again: go test ./cmd/dateline -run TestEdits -scripts 1 -seed %d -steps %s",
			seed, failed.step, failed.what, strings.Join(log, "\n"), seed, strings.Trim(strings.ReplaceAll(fmt.Sprint(append([]int{0}, need...)), " ", ","), "[]"))
	}
}

type failure struct {
	step int
	what string
}

// play runs some steps of a script, and returns the first failure and what was edited until then.
func play(t *testing.T, seed uint64, steps []int) (*failure, []string) {
	dir, err := os.MkdirTemp("", "edits")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	e := &editor{dir: filepath.Join(dir, "site"), fresh: filepath.Join(dir, "a-copy-of-it"), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	synctest.Test(t, func(t *testing.T) {
		e.t = t
		e.step(seed, 0)
		for _, s := range steps {
			if e.failed == "" && s > 0 {
				e.step(seed, s)
			}
		}
	})
	if e.failed == "" {
		return nil, nil
	}
	return &failure{e.number, e.failed}, e.log
}

// An editor edits a site at random. What the sources should be is kept in memory, and saved before each build.
type editor struct {
	t      *testing.T
	r      *rand.Rand
	dir    string // the site, built again and again
	fresh  string // its copy, built once
	number int    // of the step
	made   int    // numbers for names
	log    []string
	failed string

	sampler  sampler
	articles []*article
	gone     []*article // deleted, and may come back
	settings map[string]string
	files    map[string][]byte // sources that are no articles
	breaks   []string          // paths of what is broken, each with the broken bytes in over
	over     map[string][]byte // bytes that stand in the place of others
	disk     map[string][]byte // sources as they are saved

	real    time.Time // the clock of the file system
	now     time.Time // what builds are told
	dayOnly bool      // --now is a day
	drafts  bool
	future  bool
	baseURL string
	adopt   bool // until the next build that writes: there is no manifest, but there are files

	foreign  map[string][]byte // files in public/ that are not dateline's
	tampered map[string][]byte // outputs as somebody changed them
	saved    *snapshot         // an earlier state of what builds leave
}

// A snapshot is what a build left: public/ and the cache.
type snapshot struct {
	public, cache, foreign map[string][]byte
}

const cacheFolder = ".dateline" // beside content/

func (e *editor) public() string { return filepath.Join(e.dir, "public") }

// unique is a number no name has yet, the same whatever other steps are run.
func (e *editor) unique() int {
	e.made++
	return e.number*100 + e.made
}

func (e *editor) step(seed uint64, number int) {
	e.r = rand.New(rand.NewPCG(seed, uint64(number)))
	e.number, e.made = number, 0
	note := func(format string, args ...any) {
		e.log = append(e.log, fmt.Sprintf("step %d: ", number)+fmt.Sprintf(format, args...))
	}
	broke, alone := false, false
	if number == 0 {
		// No code: what colours it keeps a clock of its own running, which no bubble of synctest can hold.
		e.sampler = sampler{seed: seed, words: 40 + e.r.IntN(80), every: time.Duration(6+e.r.IntN(60)) * time.Hour}
		n := 20 + e.r.IntN(21)
		if e.r.IntN(5) == 0 { // so many in one month that its list goes over several pages
			e.sampler.words, e.sampler.every, n = 20, 4*time.Hour, 125+e.r.IntN(20)
		}
		e.articles = e.sampler.site(n)
		e.files, e.over, e.disk, e.foreign = siteFiles(), map[string][]byte{}, map[string][]byte{}, map[string][]byte{}
		delete(e.files, "content/site.yaml")
		e.settings = map[string]string{"title": "Sample site", "base_url": "https://sample.example/"}
		e.save()
	} else {
		for n := range 1 + e.r.IntN(3)*e.r.IntN(2) {
			if len(e.breaks) > 0 && e.r.IntN(2) == 0 {
				note("mend %s", e.mend())
				e.save()
				continue
			}
			for said := ""; said == ""; {
				ed := pick(e.r, edits)
				if ed.alone && (n > 0 || len(e.breaks) > 0) {
					continue
				}
				if said = ed.do(e); said != "" {
					note("%s: %s", ed.name, said)
					e.save()
					broke = broke || ed.name == "break"
					alone = alone || ed.alone
				}
			}
			if alone {
				break
			}
		}
	}
	e.failed = e.check(broke)
}

// options are those of a build of this step.
func (e *editor) options() []string {
	now := e.now.Format(time.RFC3339)
	if e.dayOnly {
		now = e.now.Format(time.DateOnly)
	}
	out := []string{"--now", now}
	if e.drafts {
		out = append(out, "--drafts")
	}
	if e.future {
		out = append(out, "--future")
	}
	if e.baseURL != "" {
		out = append(out, "--base-url", e.baseURL)
	}
	return out
}

type ran struct {
	code        int
	out, errors string
	report      report
}

// report is what build --json prints.
type report struct {
	Briefs, Files        int
	Wrote, Removed, Kept []string
	Parsed, Rendered     []string
	Held, Problems       []map[string]any
}

// said is what the program said of errors.
func (r ran) said() string {
	for _, p := range r.report.Problems {
		if p["warning"] == false {
			r.errors += fmt.Sprintln(p)
		}
	}
	return r.errors
}

func dateline(args ...string) ran {
	var out, errs bytes.Buffer
	r := ran{code: run(context.Background(), args, streams{strings.NewReader(""), &out, &errs})}
	r.out = out.String()
	for line := range strings.Lines(errs.String()) {
		if !strings.Contains(line, "was changed since dateline wrote it, and is kept") { // a fresh folder has none
			r.errors += line
		}
	}
	if slices.Contains(args, "--json") && r.out != "" {
		if err := json.Unmarshal(out.Bytes(), &r.report); err != nil {
			r.errors += err.Error()
		}
	}
	return r
}

// check builds the site and its copy, and says what is wrong.
func (e *editor) check(broke bool) string {
	asJSON := e.r.IntN(3) > 0
	args := e.options()
	if asJSON {
		args = append(args, "--json")
	}
	if err := os.RemoveAll(e.fresh); err != nil {
		e.t.Fatal(err)
	}
	writeFiles(e.t, e.fresh, e.disk)
	clean := dateline(append([]string{"build", "--source", e.fresh}, args...)...)
	if e.adopt {
		args = append(args, "--adopt")
	}
	if e.r.IntN(3) == 0 {
		args = append(args, "--jobs", strconv.Itoa(1+e.r.IntN(4)))
	}
	e.later()
	before := look(e.t, e.public())
	got := dateline(append([]string{"build", "--source", e.dir}, args...)...)
	after := look(e.t, e.public())

	switch {
	case clean.code == 0 && broke:
		return "the script is wrong: this breaks nothing"
	case clean.code != 0 && len(e.breaks) == 0:
		return "the script is wrong: the site should have no errors\n" + clean.said()
	case got.code != clean.code:
		return fmt.Sprintf("exit code %d, of a clean build %d\n%s\nof a clean build:\n%s", got.code, clean.code, got.said(), clean.said())
	case got.errors != clean.errors:
		return fmt.Sprintf("standard error:\n%s\nof a clean build:\n%s", got.errors, clean.errors)
	}
	if asJSON {
		if diff := cmpReports(got.report, clean.report); diff != "" {
			return diff
		}
	}
	if clean.code != 0 {
		return sameFiles(before.bytes(), after.bytes(), "before a build that fails")
	}
	want := look(e.t, filepath.Join(e.fresh, "public"))
	// What somebody changed is kept where it is no longer part of the site; the user of this test removes it.
	for name, data := range e.tampered {
		if f, ok := after[name]; ok && want[name].data == nil && bytes.Equal(f.data, data) {
			if err := os.Remove(filepath.Join(e.public(), filepath.FromSlash(name))); err != nil {
				e.t.Fatal(err)
			}
			delete(after, name)
			delete(before, name)
		}
	}
	e.tampered, e.adopt = nil, false
	expect := want.bytes()
	maps.Copy(expect, e.foreign)
	if diff := sameFiles(expect, after.bytes(), "of a clean build"); diff != "" {
		return diff
	}
	if asJSON {
		if diff := changesTold(before, after, got.report); diff != "" {
			return diff
		}
	}
	if e.r.IntN(3) == 0 {
		again := dateline(append([]string{"build", "--source", e.dir, "--json"}, e.options()...)...)
		if diff := changesTold(after, look(e.t, e.public()), again.report); diff != "" || len(again.report.Wrote)+len(again.report.Removed) > 0 {
			return fmt.Sprintf("the second build wrote %q and removed %q; %s", again.report.Wrote, again.report.Removed, diff)
		}
	}
	if e.saved == nil || e.r.IntN(4) == 0 {
		e.saved = &snapshot{look(e.t, e.public()).bytes(), look(e.t, filepath.Join(e.dir, cacheFolder)).bytes(), maps.Clone(e.foreign)}
		e.saved.public[".dateline"] = e.manifest()
	}
	return e.manifestWrong(after)
}

// later sets the clock of the next build, which is that of a bubble of package synctest: to that of the file system,
// or well after it. A file that has changed just now may change again and keep its times, so that it must be read
// however it looks; one that changed long before must be taken for unchanged, and a test cannot wait for that.
func (e *editor) later() {
	mark := filepath.Join(filepath.Dir(e.dir), "now")
	writeFiles(e.t, filepath.Dir(mark), map[string][]byte{"now": nil})
	info, err := os.Stat(mark)
	if err != nil {
		e.t.Fatal(err)
	}
	e.real = info.ModTime()
	to := e.real
	if e.r.IntN(3) > 0 {
		to = to.Add(time.Hour)
	}
	if to.After(time.Now()) {
		time.Sleep(time.Until(to))
	}
}

func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}

func (e *editor) manifest() []byte {
	data, err := os.ReadFile(filepath.Join(e.public(), ".dateline"))
	if err != nil {
		e.t.Fatal(err)
	}
	return data
}

// manifestWrong says where public/.dateline does not tell the truth.
func (e *editor) manifestWrong(files folder) string {
	listed := map[string]bool{}
	for line := range strings.Lines(string(e.manifest())) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return fmt.Sprintf("the manifest has a line %q", line)
		}
		if f, ok := files[name]; ok {
			listed[name] = true
			if sum(f.data) != hash {
				return fmt.Sprintf("the manifest has another hash of %s", name)
			}
		}
	}
	for name := range files {
		if _, foreign := e.foreign[name]; !listed[name] && !foreign {
			return fmt.Sprintf("the manifest does not list %s", name)
		}
	}
	return ""
}

func cmpReports(got, clean report) string {
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"briefs", got.Briefs, clean.Briefs}, {"files", got.Files, clean.Files},
		{"held back", got.Held, clean.Held}, {"problems", got.Problems, clean.Problems},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			return fmt.Sprintf("%s:\n%v\nof a clean build:\n%v", c.what, c.got, c.want)
		}
	}
	return ""
}

// changesTold compares what a report says with what has changed. A file that was not changed was not touched either.
func changesTold(before, after folder, told report) string {
	var wrote, removed []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		switch old, ok := before[name]; {
		case !ok || !bytes.Equal(old.data, after[name].data):
			wrote = append(wrote, name)
		case !os.SameFile(old.info, after[name].info) || !old.info.ModTime().Equal(after[name].info.ModTime()):
			return name + " was written, though it had the same bytes"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, ok := after[name]; !ok {
			removed = append(removed, name)
		}
	}
	if told := slices.Sorted(slices.Values(told.Wrote)); !slices.Equal(told, wrote) {
		return fmt.Sprintf("the report has as written %q,\nbut changed are %q", told, wrote)
	}
	if told := slices.Sorted(slices.Values(told.Removed)); !slices.Equal(told, removed) {
		return fmt.Sprintf("the report has as removed %q,\nbut gone are %q", told, removed)
	}
	return ""
}

type folderFile struct {
	data []byte
	info fs.FileInfo
}

// A folder is its files, by path, but for the manifest.
type folder map[string]folderFile

func look(t testing.TB, dir string) folder {
	t.Helper()
	out := folder{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		if rel != ".dateline" {
			out[filepath.ToSlash(rel)] = folderFile{data, info}
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}

func (f folder) bytes() map[string][]byte {
	out := map[string][]byte{}
	for name, file := range f {
		out[name] = file.data
	}
	return out
}

// sameFiles says how got differs from want, or "".
func sameFiles(want, got map[string][]byte, whose string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch data, ok := got[name]; {
		case !ok:
			out = append(out, name+" is missing")
		case !bytes.Equal(data, want[name]):
			g, w := strings.Split(string(data), "\n"), strings.Split(string(want[name]), "\n")
			i := 0
			for i < min(len(g), len(w))-1 && g[i] == w[i] {
				i++
			}
			out = append(out, fmt.Sprintf("%s:%d: %.300q, %s %.300q", name, i+1, g[i], whose, w[i]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			out = append(out, name+" should not be there")
		}
	}
	if len(out) > 5 {
		out = append(out[:5], fmt.Sprintf("and %d more", len(out)-5))
	}
	return strings.Join(out, "\n")
}

// save writes the sources that have changed, and deletes those that are gone.
func (e *editor) save() {
	want := maps.Clone(e.files)
	var yaml strings.Builder
	for _, key := range slices.Sorted(maps.Keys(e.settings)) {
		fmt.Fprintf(&yaml, "%s: %q\n", key, e.settings[key])
	}
	if yaml.Len() > 0 {
		want["content/site.yaml"] = []byte(yaml.String())
	}
	for _, a := range e.articles {
		maps.Copy(want, a.files())
	}
	maps.Copy(want, e.over)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if data, ok := e.disk[name]; !ok || !bytes.Equal(data, want[name]) {
			e.write(name, want[name])
		}
	}
	for name := range e.disk {
		if _, ok := want[name]; !ok {
			if err := os.Remove(e.path(name)); err != nil {
				e.t.Fatal(err)
			}
		}
	}
	e.disk = want
}

func (e *editor) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

// write saves a file as editors do: in its place, or by renaming another. Its time may be of today or long past.
func (e *editor) write(name string, data []byte) {
	to := e.path(name)
	if e.r.IntN(2) == 0 {
		writeFiles(e.t, e.dir, map[string][]byte{name: data})
	} else {
		writeFiles(e.t, e.dir, map[string][]byte{name + "~": data})
		if err := os.Rename(to+"~", to); err != nil {
			e.t.Fatal(err)
		}
	}
	if e.r.IntN(3) > 0 {
		e.age(to, e.real.Add(-time.Duration(e.r.IntN(1000))*time.Hour))
	}
}

func (e *editor) age(name string, to time.Time) {
	if err := os.Chtimes(name, to, to); err != nil {
		e.t.Fatal(err)
	}
}

// rename moves a source on the disk, which keeps its time.
func (e *editor) rename(from, to string) {
	if err := os.MkdirAll(filepath.Dir(e.path(to)), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.Rename(e.path(from), e.path(to)); err != nil {
		e.t.Fatal(err)
	}
	for name, data := range e.disk {
		if rest, ok := strings.CutPrefix(name, from); ok && (rest == "" || rest[0] == '/') {
			delete(e.disk, name)
			e.disk[to+rest] = data
		}
	}
}

func (e *editor) mend() string {
	i := e.r.IntN(len(e.breaks))
	name := e.breaks[i]
	e.breaks = slices.Delete(e.breaks, i, i+1)
	delete(e.over, name)
	return name
}

// An edit changes something, and says what, or "" if it does not apply now.
type edit struct {
	name  string
	alone bool // the only one of its step, and of a site without errors
	do    func(*editor) string
}

// edits are all kinds of edit; one that comes more often is listed more often.
var edits = slices.Concat(
	several(5, edit{name: "body", do: editBody}),
	several(3, edit{name: "title", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		a.title = fmt.Sprintf("Sample number %d retold", e.unique())
		return a.file
	}}),
	several(1, edit{name: "summary", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		a.summary = pick(e.r, []string{"", fmt.Sprintf("Summary %d of a sample.", e.unique())})
		return a.file
	}}),
	several(3, edit{name: "rename", do: editName}),
	several(1, edit{name: "rename folder", do: editFolder}),
	several(3, edit{name: "delete", do: func(e *editor) string {
		i := e.r.IntN(len(e.articles))
		a := e.articles[i]
		if len(e.articles) < 10 {
			return ""
		}
		e.articles, e.gone = slices.Delete(e.articles, i, i+1), append(e.gone, a)
		return a.file
	}}),
	several(3, edit{name: "add", do: func(e *editor) string {
		a := e.sampler.varied(e.unique(), e.articles)
		a.published = e.now.AddDate(0, 0, e.r.IntN(90)-80).Format(time.DateOnly)
		e.articles = append(e.articles, a)
		return a.file
	}}),
	several(1, edit{name: "bring back", do: func(e *editor) string {
		if len(e.gone) == 0 {
			return ""
		}
		a := e.gone[len(e.gone)-1]
		e.gone = e.gone[:len(e.gone)-1]
		e.articles = append(e.articles, a)
		return a.file
	}}),
	several(3, edit{name: "topics", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		switch e.r.IntN(4) {
		case 0:
			a.topics = nil
		case 1:
			a.topics = append(slices.Clone(a.topics), fmt.Sprintf("topic %d", e.unique()))
		case 2:
			t := pick(e.r, someTopics)
			a.topics = []string{strings.ToUpper(t[:1]) + t[1:]} // spelled in another way
		default:
			a.topics = append([]string{pick(e.r, someTopics)}, a.topics...)
		}
		return fmt.Sprintf("%s %q", a.file, a.topics)
	}}),
	several(3, edit{name: "date", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		day := a.day().AddDate(0, 0, e.r.IntN(100)-50)
		a.published = pick(e.r, []string{"", day.Format(time.DateOnly), day.Format(time.RFC3339), day.Format("2006-01-02 15:04"),
			e.now.Add(time.Hour).Format(time.RFC3339), e.now.AddDate(0, 0, 1).Format(time.DateOnly)})
		return a.file + " " + a.published
	}}),
	several(2, edit{name: "draft", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		a.draft = !a.draft
		return fmt.Sprint(a.file, " ", a.draft)
	}}),
	several(1, edit{name: "expires", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		a.expires = pick(e.r, []string{"", e.now.AddDate(0, 0, 1).Format(time.DateOnly), e.now.AddDate(0, 0, -1).Format(time.DateOnly)})
		return a.file + " " + a.expires
	}}),
	several(3, edit{name: "links", do: func(e *editor) string {
		a, b := pick(e.r, e.articles), pick(e.r, e.articles)
		if len(a.links) > 0 && e.r.IntN(3) == 0 {
			a.links = nil
			return a.file + ", none"
		}
		l := pick(e.r, []string{"/briefs/" + b.where() + "/", "../" + b.where() + "/#s1", "/topics/" + pick(e.r, someTopics) + "/",
			"/briefs/0000-none/", "/own.css", "/old/0003/", "/archive/2026/0" + strconv.Itoa(1+e.r.IntN(6)) + "/"})
		a.links = append(a.links, l)
		return a.file + " to " + l
	}}),
	several(2, edit{name: "alias", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		if len(a.aliases) > 0 && e.r.IntN(2) == 0 {
			a.aliases = nil
			return a.file + ", none"
		}
		a.aliases = append(a.aliases, pick(e.r, []string{"/was/%d/", "/was-%d.html", "/briefs/was-%d/"}))
		last := &a.aliases[len(a.aliases)-1]
		*last = fmt.Sprintf(*last, e.unique())
		return a.file + " " + *last
	}}),
	several(2, edit{name: "small fields", do: func(e *editor) string {
		a := pick(e.r, e.articles)
		switch e.r.IntN(4) {
		case 0:
			a.weight = e.r.IntN(4)
		case 1:
			a.rating++
		case 2:
			a.people = []string{fmt.Sprintf("%s %s, %s", pick(e.r, someForenames), pick(e.r, someSurnames), pick(e.r, someRoles))}
		default:
			if a.slug = ""; e.r.IntN(2) == 0 {
				a.slug = fmt.Sprintf("slug-%d", e.unique())
			}
		}
		return a.file
	}}),
	several(1, edit{name: "swap", do: func(e *editor) string {
		a, b := pick(e.r, e.articles), pick(e.r, e.articles)
		a.title, a.body, a.topics, b.title, b.body, b.topics = b.title, b.body, b.topics, a.title, a.body, a.topics
		return a.file + " " + b.file
	}}),
	several(2, edit{name: "picture", do: func(e *editor) string {
		for _, a := range e.articles {
			if a.beside > 0 {
				a.beside++
				return a.file
			}
		}
		return ""
	}}),
	several(6, edit{name: "template", do: editTemplate}),
	several(3, edit{name: "static", do: func(e *editor) string {
		name := "static/" + pick(e.r, []string{"style.css", "own.css", "favicon.ico", "favicon.svg", "robots.txt", "CNAME", "img/sample.svg", "img/deep/er.txt"})
		if _, ok := e.files[name]; ok && e.r.IntN(2) == 0 {
			delete(e.files, name)
			return "remove " + name
		}
		e.files[name] = fmt.Appendf(nil, "sample %d\n", e.unique())
		if def, err := defaultstatic.FS.ReadFile(strings.TrimPrefix(name, "static/")); err == nil && e.r.IntN(3) == 0 {
			e.files[name] = def
		}
		return name
	}}),
	several(3, edit{name: "settings", do: editSettings}),
	several(2, edit{name: "names", do: func(e *editor) string {
		name := "content/" + pick(e.r, []string{"_people.yaml", "_places.yaml", "_terms.yaml"})
		if _, ok := e.files[name]; ok && e.r.IntN(3) == 0 {
			delete(e.files, name)
			return "remove " + name
		}
		e.files[name] = fmt.Appendf(nil, "- {name: %s %s, role: role %d}\n- {name: %s, kind: place}\n- {name: Draftson, kind: %s}\n",
			pick(e.r, someForenames), pick(e.r, someSurnames), e.unique(), pick(e.r, somePlaces), pick(e.r, []string{"person", "place", "organization"}))
		return name
	}}),
	several(2, edit{name: "section", do: func(e *editor) string {
		name := path.Join("content", pick(e.r, append([]string{"", "north/islands"}, someFolders...)), "_index.md")
		if _, ok := e.files[name]; ok && e.r.IntN(3) == 0 {
			delete(e.files, name)
			return "remove " + name
		}
		e.files[name] = pick(e.r, [][]byte{
			fmt.Appendf(nil, "---\ntitle: Section %d\n---\n", e.unique()),
			fmt.Appendf(nil, "---\nsummary: Summary %d\n---\nText of a section.\n", e.unique()),
			fmt.Appendf(nil, "Text %d of a section.\n\nAnother paragraph.\n", e.unique()),
		})
		return name
	}}),
	several(2, edit{name: "touch", do: func(e *editor) string {
		names := slices.Sorted(maps.Keys(e.disk))
		if e.r.IntN(2) == 0 {
			names = []string{pick(e.r, names)}
		}
		for _, name := range names {
			e.write(name, e.disk[name])
		}
		return fmt.Sprintf("%d files", len(names))
	}}),
	several(3, edit{name: "same size, same time", do: editStealthily}),
	several(3, edit{name: "clock", do: func(e *editor) string {
		e.dayOnly = e.r.IntN(3) == 0
		midnight := e.now.Truncate(24*time.Hour).AddDate(0, 0, 1)
		e.now = pick(e.r, []time.Time{midnight, midnight, midnight.Add(-time.Second), e.now.AddDate(0, 0, 20), e.now.AddDate(0, 0, -9), e.now.Add(time.Minute)})
		return e.now.String()
	}}),
	several(1, edit{name: "options", do: func(e *editor) string {
		switch e.r.IntN(3) {
		case 0:
			e.drafts = !e.drafts
		case 1:
			e.future = !e.future
		default:
			e.baseURL = pick(e.r, []string{"", "https://other.example/below/"})
		}
		return fmt.Sprint(e.options())
	}}),
	several(4, edit{name: "tamper", do: editOutput}),
	several(1, edit{name: "foreign file", do: func(e *editor) string {
		name := pick(e.r, []string{"foreign-%d.txt", "briefs/foreign-%d.txt", "foreign/deep/%d.html", ".foreign-%d"})
		name = fmt.Sprintf(name, e.unique())
		e.foreign[name] = []byte("not of the site\n")
		writeFiles(e.t, e.public(), map[string][]byte{name: e.foreign[name]})
		if !exists(filepath.Join(e.public(), ".dateline")) {
			e.adopt = true
		}
		return name
	}}),
	several(3, edit{name: "cache", do: editCache}),
	several(2, edit{name: "restore", do: func(e *editor) string {
		if e.saved == nil {
			return ""
		}
		what := pick(e.r, []string{"public", "cache", "public and cache"})
		if strings.Contains(what, "cache") {
			e.replace(cacheFolder, e.saved.cache)
		}
		if strings.Contains(what, "public") {
			e.replace("public", e.saved.public)
			e.foreign, e.tampered, e.adopt = maps.Clone(e.saved.foreign), nil, false
		}
		return what + ", of an earlier build"
	}}),
	several(1, edit{name: "output gone", do: func(e *editor) string {
		e.replace("public", nil)
		e.foreign, e.tampered, e.adopt = map[string][]byte{}, nil, false
		return "public"
	}}),
	several(1, edit{name: "clean", alone: true, do: func(e *editor) string {
		if r := dateline("clean", "--source", e.dir); r.code != 0 {
			e.t.Fatal(r.errors)
		}
		e.adopt = len(e.foreign) > 0
		return "dateline clean"
	}}),
	several(1, edit{name: "manifest gone", alone: true, do: func(e *editor) string {
		if os.Remove(filepath.Join(e.public(), ".dateline")) != nil {
			return ""
		}
		e.adopt = true
		return "--adopt"
	}}),
	several(4, edit{name: "break", alone: true, do: editBreak}),
)

func several(n int, e edit) []edit { return slices.Repeat([]edit{e}, n) }

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func editBody(e *editor) string {
	a := pick(e.r, e.articles)
	a.body = slices.Clone(a.body)
	switch i := e.r.IntN(len(a.body)); e.r.IntN(4) {
	case 0:
		a.body = slices.Insert(a.body, i, fmt.Sprintf("A new paragraph, number %d, tells of Sampleton. It opens on %s.", e.unique(), e.now.AddDate(0, 0, e.r.IntN(30)).Format("2 January 2006")))
		return a.file + ", a paragraph more"
	case 1:
		if len(a.body) > 1 {
			a.body = slices.Delete(a.body, i, i+1)
			return a.file + ", a paragraph less"
		}
	case 2:
		a.body[len(a.body)-1] += fmt.Sprintf("\n\nA last word, number %d.", e.unique())
		return a.file + ", the end"
	}
	a.body[0] = fmt.Sprintf("Sentence %d comes first now. ", e.unique()) + a.body[0]
	return a.file + ", the first sentence"
}

// editName gives an article another name or another folder.
func editName(e *editor) string {
	a := pick(e.r, e.articles)
	if a.beside > 0 || e.over["content/"+a.file] != nil {
		return ""
	}
	was, old := a.file, a.where()
	dir, base := path.Split(a.file)
	switch e.r.IntN(4) {
	case 0:
		base = fmt.Sprintf("%d-renamed-%s", e.unique(), base)
	case 1:
		base = fmt.Sprintf("%d-renamed-%s", e.unique(), base)
		if a.slug == "" {
			a.aliases = append(a.aliases, "/briefs/"+old+"/")
		}
	case 2:
		base = strings.TrimSuffix(base, path.Ext(base)) + map[string]string{".md": ".txt", ".txt": ".md"}[path.Ext(base)]
	default:
		dir = pick(e.r, append([]string{""}, someFolders...))
	}
	if a.file = path.Join(dir, base); a.file == was {
		return ""
	}
	e.rename("content/"+was, "content/"+a.file)
	return was + " to " + a.file
}

func editFolder(e *editor) string {
	from := pick(e.r, someFolders)
	to := fmt.Sprintf("folder-%d", e.unique())
	if !exists(e.path("content/"+from)) || len(e.over) > 0 {
		return ""
	}
	e.rename("content/"+from, "content/"+to)
	for _, a := range e.articles {
		if rest, ok := strings.CutPrefix(a.file, from+"/"); ok {
			a.file = to + "/" + rest
		}
	}
	for name, data := range e.files {
		if rest, ok := strings.CutPrefix(name, "content/"+from+"/"); ok {
			delete(e.files, name)
			e.files["content/"+to+"/"+rest] = data
		}
	}
	return from + " to " + to
}

// templateReads are what templates may show beside what the default ones do, so that a page
// depends on it.
var templateReads = map[string][]string{
	"brief.html": {"{{with .Newer}}<i>{{.URL}}</i>{{end}}", "<i>{{.Brief.Extra.rating}}</i>",
		"<i>{{.Brief.File}} {{.Brief.Weight}}</i>", "{{with .Older}}<i>{{.Title}} {{.Published}}</i>{{end}}", "{{with .Section}}<i>{{.Text}}</i>{{end}}",
		"{{range .Topics}}<i>{{.URL}}</i>{{end}}", "{{range .Brief.Removed}}<i>{{.Why}}</i>{{end}}"},
	"list.html":     {"{{range .Briefs}}<i>{{.Summary}} {{.Source}}</i>{{end}}", "{{range .Coming}}<i>{{.URL}}</i>{{end}}"},
	"card.html":     {"<i>{{.Source}}</i>", "<i>{{.Summary}}</i>", "<i>{{range .Topics}}{{.URL}} {{end}}</i>"},
	"home.html":     {"<i>{{.Total}}</i>{{range .Topics}}{{.Latest.Title}} {{.Latest.Summary}}{{end}}", "{{range .Intro}}<b>{{.}}</b>{{end}}"},
	"topics.html":   {"{{range .Topics}}<i>{{.Latest.Summary}}</i>{{end}}"},
	"month.html":    {"{{range .Briefs}}{{range .Topics}}<i>{{.Text}} {{.URL}}</i>{{end}}{{end}}"},
	"archive.html":  {"{{range .Years}}{{range .Months}}<i>{{.Short}} {{.Count}}</i>{{end}}{{end}}"},
	"404.html":      {"{{range .Latest}}<i>{{.Summary}}</i>{{end}}"},
	"redirect.html": {"<i>{{.To.Text}} {{.Title}}</i>"},
	"foot.html": {`{{if .Has "own.css"}}<i>{{.Link "own.css"}}</i>{{end}}`, `{{if .Has "topics/ferries/"}}<i>{{.Link "topics/ferries/"}}</i>{{end}}`,
		`{{if .Has "old/0003/"}}<i>{{.Link "old/0003/"}}</i>{{end}}`, "<i>{{.HeadTitle}} {{.Description}} {{.Canonical}} {{.Site.Author}} {{.Site.Language}}</i>"},
	"section.html": {"{{range .Text}}<b>{{.}}</b>{{end}}{{range .Coming}}{{.Status}}{{.Brief.Text}}{{end}}"},
	"coming.html":  {"{{range .}}<i>{{.URL}}</i>{{end}}"},
	"ref.html":     {"<i>{{.}}</i>"},
	"time.html":    {"<i>{{date .}}</i>"},
}

func editTemplate(e *editor) string {
	base := pick(e.r, slices.Sorted(maps.Keys(templateReads)))
	name := "templates/" + base
	text, own := e.files[name]
	if own && e.r.IntN(3) == 0 {
		delete(e.files, name)
		return "remove " + base
	}
	if !own || len(text) > 20000 {
		text, _ = defaulttemplates.FS.ReadFile(base)
	}
	add, said := "", ", changed"
	switch n := e.unique(); e.r.IntN(6) {
	case 0:
		add, said = fmt.Sprintf("{{/* comment %d */}}", n), ", a comment"
	case 1:
		add = fmt.Sprintf("<i>edit %d</i>", n)
	case 2:
		part := fmt.Sprintf("part-%d.html", n)
		e.files["templates/"+part] = fmt.Appendf(nil, "<i>part %d</i>", n)
		add, said = fmt.Sprintf("{{template %q .}}", part), ", with "+part
	case 3:
		for _, part := range slices.Sorted(maps.Keys(e.files)) {
			if strings.HasPrefix(part, "templates/part-") {
				e.files[part] = fmt.Appendf(nil, "<i>part, changed %d</i>", n)
				return part
			}
		}
	default:
		add = pick(e.r, templateReads[base])
		said = " reads " + add
	}
	e.files[name] = append(bytes.TrimSuffix(slices.Clone(text), []byte("\n")), add...)
	return base + said
}

func editSettings(e *editor) string {
	key := pick(e.r, []string{"title", "description", "language", "author", "base_url", "links", "timezone"})
	value := pick(e.r, map[string][]string{
		"title": {"", "Samples, retitled"}, "description": {"", "None of it is news."}, "language": {"", "en-GB", "de"}, "author": {"", "A test"},
		"base_url": {"", "https://sample.example/", "https://sample.example/below/it/"}, "links": {"", "files", "folders"},
		"timezone": {"", "Europe/Vienna", "America/New_York", "Pacific/Kiritimati"},
	}[key])
	if e.settings[key] = value; value == "" {
		delete(e.settings, key)
	}
	return key + " " + value
}

// editStealthily changes a source so that neither its size nor its time tell.
func editStealthily(e *editor) string {
	a := pick(e.r, e.articles)
	name := "content/" + a.file
	if e.over[name] != nil {
		return ""
	}
	if e.r.IntN(3) == 0 {
		a.title = swapCase(a.title)
	} else {
		a.body = slices.Clone(a.body)
		a.body[0] = swapCase(a.body[0])
	}
	data := a.text()
	info, err := os.Lstat(e.path(name))
	if err != nil {
		e.t.Fatal(err)
	}
	e.write(name, data)
	e.age(e.path(name), info.ModTime())
	e.disk[name] = data
	return a.file
}

// swapCase turns the first letter between "a" and "A", and so on.
func swapCase(s string) string {
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			return s[:i] + string(s[i]^0x20) + s[i+1:]
		}
	}
	return s
}

// editOutput changes or removes files of public/ behind dateline's back.
func editOutput(e *editor) string {
	outputs := look(e.t, e.public())
	for name := range e.foreign {
		delete(outputs, name)
	}
	if len(outputs) == 0 {
		return ""
	}
	name := pick(e.r, slices.Sorted(maps.Keys(outputs)))
	full := filepath.Join(e.public(), filepath.FromSlash(name))
	change := func(data []byte) {
		if e.tampered == nil {
			e.tampered = map[string][]byte{}
		}
		e.tampered[name] = data
		if err := os.WriteFile(full, data, 0o644); err != nil {
			e.t.Fatal(err)
		}
	}
	data := slices.Clone(outputs[name].data)
	switch e.r.IntN(5) {
	case 0:
		if err := os.Remove(full); err != nil {
			e.t.Fatal(err)
		}
		delete(e.tampered, name)
		return name + ", removed"
	case 1:
		change(append(data, "changed by hand\n"...))
		return name + ", longer"
	case 2:
		change(data[:len(data)/2])
		return name + ", cut short"
	case 3:
		if len(data) == 0 {
			return ""
		}
		data[len(data)/2] ^= 1
		change(data)
		e.age(full, outputs[name].info.ModTime())
		return name + ", same size, same time"
	}
	e.age(full, e.real.Add(-time.Hour))
	return name + ", another time"
}

func editCache(e *editor) string {
	cache := look(e.t, filepath.Join(e.dir, cacheFolder))
	names := slices.Sorted(maps.Keys(cache))
	if len(names) == 0 {
		// An empty folder, or one with a file of nobody's, is no cache.
		writeFiles(e.t, filepath.Join(e.dir, cacheFolder), map[string][]byte{"cache": []byte("no cache of any version\n")})
		return "noise"
	}
	name := pick(e.r, names)
	data := slices.Clone(cache[name].data)
	at := 0
	if len(data) > 0 {
		at = e.r.IntN(len(data))
	}
	said := ""
	switch e.r.IntN(6) {
	case 0:
		e.replace(cacheFolder, nil)
		return "deleted"
	case 1:
		if err := os.Remove(filepath.Join(e.dir, cacheFolder, filepath.FromSlash(name))); err != nil {
			e.t.Fatal(err)
		}
		return name + ", deleted"
	case 2:
		data, said = data[:at], fmt.Sprintf("cut to %d bytes", at)
	case 3:
		data, said = append(data, "noise"...), "longer"
	case 4:
		data, said = nil, "empty"
	default:
		if len(data) > 0 {
			data[at] ^= byte(1 + e.r.IntN(255))
		}
		said = fmt.Sprintf("byte %d changed", at)
	}
	writeFiles(e.t, filepath.Join(e.dir, cacheFolder), map[string][]byte{name: data})
	return name + ", " + said
}

// replace makes a folder of the site hold files, and no others.
func (e *editor) replace(dir string, files map[string][]byte) {
	if err := os.RemoveAll(e.path(dir)); err != nil {
		e.t.Fatal(err)
	}
	writeFiles(e.t, e.path(dir), files)
}

// editBreak breaks the site, until it is mended.
func editBreak(e *editor) string {
	n := e.unique()
	a := pick(e.r, e.articles)
	text := a.text()
	b := pick(e.r, []struct{ file, text string }{
		{fmt.Sprintf("content/broken-%d.md", n), "---\ntitel: A misspelled key\n---\nText.\n"},
		{fmt.Sprintf("content/broken-%d.md", n), "---\ntitle: Never ends\n\nText.\n"},
		{fmt.Sprintf("content/broken-%d.txt", n), "\n"},
		{fmt.Sprintf("content/broken-%d.txt", n), "text\x00\x01\x02\xff more"},
		{fmt.Sprintf("content/broken-%d.md", n), "---\naliases: [/topics/]\n---\nText of a sample.\n"},
		{fmt.Sprintf("content/broken-%d.md", n), "---\nslug: " + a.where() + "\n---\nText of a sample.\n"},
		{"content/" + a.file, "---\npublished: 2026-02-30\n---\nText.\n"},
		{"content/" + a.file, string(text[:0])},
		{"content/site.yaml", "titel: Misspelled\n"},
		{"content/site.yaml", "timezone: Sample/Nowhere\n"},
		{"content/_people.yaml", "- {name: Ada Example, kind: sample}\n"},
		{"templates/brief.html", "{{.NoSuchField}}"},
		{"templates/card.html", "{{if .Title}}"},
		{"templates/head.html", "<a href=\"{{.Link \"no-such-output/\"}}\">none</a>"},
		{"templates/ref.html", "{{.NoSuchField}}"},
		{"static/archive", "a file in the place of a folder\n"},
		{"static/Index.html", "a file beside one that differs in case\n"},
		{"static/404.html", "a file in the place of a page\n"},
	})
	if _, ok := e.over[b.file]; ok {
		return ""
	}
	e.over[b.file] = []byte(b.text)
	e.breaks = append(e.breaks, b.file)
	return fmt.Sprintf("%s: %.40q", b.file, b.text)
}
