package site

import (
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"

	"dateline/internal/brief"
)

// Take takes in changes of files of which the rest of the site need not know: the text or title of an article
// that stays where it is in all lists, templates, and files that are copied. paths are those that may have changed, as
// their user knows them ("content/x.md"). It returns those that have, how many articles were parsed, and whether that was
// all; if not, something about the site as a whole may have changed, and only a new Load will do.
func (s *Site) Take(paths []string) (changed []string, parsed int, ok bool) {
	s.complete()
	var articles []*record
	var copies []*file
	templates := false
	for _, p := range paths {
		dir, name, _ := strings.Cut(p, "/")
		switch dir {
		case contentDir:
			i, known := slices.BinarySearchFunc(s.all, name, func(r *record, name string) int { return strings.Compare(r.File, name) })
			if !known {
				return nil, 0, false
			}
			articles = append(articles, s.all[i])
		case templatesDir:
			if !s.templates[name].own {
				return nil, 0, false // it may be new
			}
			templates = true
		case staticDir:
			f := s.files[name]
			if f == nil || f.in < 0 || f.owner != p {
				return nil, 0, false
			}
			copies = append(copies, f)
		default:
			return nil, 0, false
		}
	}
	for _, r := range articles {
		p, ok := s.takeArticle(r)
		parsed += p
		if !ok {
			return nil, parsed, false
		}
		if p > 0 {
			changed = append(changed, contentDir+"/"+r.File)
		}
	}
	for _, f := range copies {
		sum, err := f.hash()
		if err != nil {
			return nil, parsed, false
		}
		if sum != f.sum {
			s.mu.Lock()
			f.sum = sum
			s.mu.Unlock()
			changed = append(changed, f.owner)
		}
	}
	if templates {
		names, ok := s.takeTemplates()
		if !ok {
			return nil, parsed, false
		}
		changed = append(changed, names...)
	}
	return changed, parsed, true
}

// takeArticle parses an article again.
func (s *Site) takeArticle(r *record) (parsed int, ok bool) {
	src, err := readFile(s.src.Content, r.File, brief.MaxSize)
	if err != nil {
		return 0, false
	}
	key := s.key(sha256.Sum256(src))
	if key == r.key {
		return 0, true
	}
	b, problems := brief.Parse(r.File, src, s.parsing)
	if b == nil || r.Broken {
		return 1, false
	}
	now := newRecord(b)
	now.Problems, now.key = problems, key
	if !now.inPlaceOf(r) {
		return 1, false
	}
	now.body = s.keep(b)
	now = now.compact()
	now.at, now.dated, now.path, now.topics = r.at, r.dated, r.path, r.topics
	s.mu.Lock()
	defer s.mu.Unlock()
	*r = *now
	r.sumUp()
	s.collect()
	return 1, true
}

// inPlaceOf reports whether r is where old is in every list, and has no other dates to come.
func (r *record) inPlaceOf(old *record) bool {
	return r.Slug == old.Slug && r.Section == old.Section && r.Published == old.Published && r.AsOf == old.AsOf && r.Expires == old.Expires &&
		r.Weight == old.Weight && r.Draft == old.Draft && slices.Equal(r.Topics, old.Topics) && slices.Equal(r.Aliases, old.Aliases) &&
		slices.Equal(r.Ahead, old.Ahead)
}

// takeTemplates reads the site's own templates again and returns those that have changed.
func (s *Site) takeTemplates() (changed []string, ok bool) {
	templates := map[string]source{}
	for _, name := range sorted(s.templates) {
		t := s.templates[name]
		if t.own {
			data, err := readFile(s.src.Templates, name, maxTemplate)
			if err != nil {
				return nil, false
			}
			if string(data) != t.text {
				changed = append(changed, templatesDir+"/"+name)
			}
			t.text = string(data)
		}
		templates[name] = t
	}
	if len(changed) == 0 {
		return nil, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates = templates
	s.views.compile()
	s.collect()
	return changed, true
}

// Shown is an output as it is shown, with what it was made of.
type Shown struct {
	Data     []byte
	Problems []brief.Problem
	maker    string
	path     string
	reads    []read
	sums     []sum
}

// Show makes one output in memory. With an error among its problems it has no data.
func (s *Site) Show(p string) (*Shown, bool) {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	o := s.views.owners[p]
	if o == nil {
		return nil, false
	}
	w := &view{views: s.views, path: p}
	out := &only{}
	_, err := (&build{views: s.views, out: out}).make(o, w)
	if e := (templateFailed{}); errors.As(err, &e) {
		w.problems = append(w.problems, s.views.templateProblem(o, e.templateError))
	} else if err != nil {
		w.problems = append(w.problems, unreadable(o.owner.name, err))
	}
	page := &Shown{Data: out.data, Problems: w.problems, maker: o.maker(), path: p, reads: w.reads}
	if brief.HasErrors(w.problems) {
		page.Data = nil
	}
	for _, r := range w.reads {
		page.sums = append(page.sums, s.views.sum(r))
	}
	return page, true
}

// Still reports whether an output is made of the same as when it was shown.
func (s *Site) Still(page *Shown) bool {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	o := s.views.owners[page.path]
	if o == nil || o.maker() != page.maker {
		return false
	}
	for i, r := range page.reads {
		if s.views.sum(r) != page.sums[i] {
			return false
		}
	}
	return true
}

// only is a target for one output.
type only struct{ data []byte }

func (t *only) Has(string, Sum) bool { return false }

func (t *only) Put(_ string, data []byte) (Sum, error) {
	t.data = slices.Clone(data)
	return Sum{}, nil
}

func (t *only) PutFrom(p string, r io.Reader) (sum Sum, err error) {
	t.data, err = io.ReadAll(r)
	return sum, err
}

// Article is the article whose page lies at p, read and parsed again, so that it has its Document; nil if there is none.
func (s *Site) Article(p string) *brief.Brief {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	o := s.views.owners[p]
	if o == nil || o.record == nil {
		return nil
	}
	src, err := readFile(s.src.Content, o.record.File, brief.MaxSize)
	if err != nil {
		return nil
	}
	b, _ := brief.Parse(o.record.File, src, s.parsing)
	return b
}

// Where is the path of the page that shows a content file ("content/x.md"), if there is one.
func (s *Site) Where(file string) (string, bool) {
	s.complete()
	r := s.views.byFile[strings.TrimPrefix(file, contentDir+"/")]
	if r == nil {
		return "", false
	}
	return r.path, true
}

// Count is how many outputs there are.
func (s *Site) Count() int {
	s.complete()
	return len(s.views.outputs)
}

// Parsed is how many articles the cache had not.
func (s *Site) Parsed() int { return len(s.parsed) }

// SumOf is the sum of an output.
func SumOf(data []byte) Sum { return sha256.Sum256(data) }

// Differs are the files that are another than in was, sorted, as their user knows them; none if there is nothing to compare with.
func (c *Cache) Differs(was *Cache) []string {
	if was == nil {
		return nil
	}
	was.open()
	var out []string
	for i := range c.inputs {
		in := &c.inputs[i]
		if old := was.byName[in.name]; old == nil || old.content != in.content {
			out = append(out, in.name)
		}
	}
	for i := range was.inputs {
		if c.byName[was.inputs[i].name] == nil {
			out = append(out, was.inputs[i].name)
		}
	}
	slices.Sort(out)
	return out
}
