package site

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"dateline/internal/brief"
)

// Take takes in changes of files of which the rest of the site need not know: the text or title of an article
// that stays where it is in all lists, templates, and files that are copied. paths are those that may have changed, as
// their user knows them ("content/x.md"). It returns those that have, how many articles were parsed, and whether that
// was all; if not, something about the site as a whole may have changed, and only a new Load will do.
//
// Templates that are wrong are not taken in: the errors are among the problems then, and the pages stay.
func (s *Site) Take(paths []string) (changed []string, parsed int, ok bool) {
	s.complete()
	templates := false
	for _, p := range paths {
		dir, name, _ := strings.Cut(p, "/")
		in := slices.IndexFunc(s.inputs, func(in input) bool { return in.name == p })
		if in < 0 {
			if s.missing(dir, name) {
				continue // an editor's, that came and went
			}
			return changed, parsed, false
		}
		switch dir {
		case contentDir:
			i, known := slices.BinarySearchFunc(s.all, name, func(r *record, name string) int { return strings.Compare(r.File, name) })
			if !known {
				return changed, parsed, false
			}
			n, took := s.takeArticle(s.all[i], &s.inputs[in])
			if parsed += n; n > 0 {
				changed = append(changed, p)
			}
			if !took {
				return changed, parsed, false
			}
		case templatesDir:
			templates = true
		case staticDir:
			f := s.files[name]
			if f == nil || f.in != in {
				return changed, parsed, false
			}
			sum, err := f.hash()
			if err != nil {
				return changed, parsed, false
			}
			if s.inputs[in].is(sum) {
				changed = append(changed, p)
				s.mu.Lock()
				f.sum = sum
				s.mu.Unlock()
			}
		}
	}
	if templates {
		names, took := s.takeTemplates()
		if changed = append(changed, names...); !took {
			return changed, parsed, false
		}
	}
	slices.Sort(changed)
	return changed, parsed, true
}

// missing reports whether a file is not there.
func (s *Site) missing(dir, name string) bool {
	fsys := map[string]fs.FS{contentDir: s.src.Content, templatesDir: s.src.Templates, staticDir: s.src.Static}[dir]
	if fsys == nil || !fs.ValidPath(name) {
		return false
	}
	_, err := fs.Lstat(fsys, name)
	return errors.Is(err, fs.ErrNotExist)
}

// is notes what a file that was read again holds, and reports whether it is something else. By its times, which are
// those of the last Load, the file is not to be known again.
func (in *input) is(content Sum) (other bool) {
	other = in.content != content
	in.content, in.settled = content, false
	return other
}

// Changed are the files that differ from what was remembered, by name, unless nothing was.
func (s *Site) Changed() []string {
	s.complete()
	if s.prev == nil {
		return nil
	}
	var names []string
	seen := make(map[string]bool, len(s.inputs))
	for i := range s.inputs {
		in := &s.inputs[i]
		seen[in.name] = true
		if was := s.prev.input(in.name); was == nil || was.content != in.content {
			names = append(names, in.name)
		}
	}
	for i := range s.prev.inputs {
		if name := s.prev.inputs[i].name; !seen[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// takeArticle parses an article again.
func (s *Site) takeArticle(r *record, in *input) (parsed int, ok bool) {
	src, err := readFile(s.src.Content, r.File, brief.MaxSize)
	if err != nil {
		return 0, false
	}
	content := sha256.Sum256(src)
	key := s.key(content)
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
	now.body, now.sentences, now.whole = s.keep(b, content)
	now = unpack(now.pack(), new(record))
	now.path, now.place, now.topics = r.path, r.place, r.topics
	now.date(s.settings.Timezone, s.zone)
	in.is(content)
	s.mu.Lock()
	defer s.mu.Unlock()
	dates := !slices.Equal(r.Ahead, now.Ahead)
	told := !slices.EqualFunc(r.Problems, now.Problems, func(a, b brief.Problem) bool { return a.Format() == b.Format() })
	*r = *now
	r.sumUp()
	if _, shown := s.views.byFile[r.File]; dates && shown {
		s.views.comingUpAgain(r)
	}
	if told {
		s.collect()
	}
	return 1, true
}

// inPlaceOf reports whether r is where old is in every list.
func (r *record) inPlaceOf(old *record) bool {
	return r.Slug == old.Slug && r.Section == old.Section && r.Published == old.Published && r.AsOf == old.AsOf && r.Expires == old.Expires &&
		r.Weight == old.Weight && r.Draft == old.Draft && slices.Equal(r.Topics, old.Topics) && slices.Equal(r.Aliases, old.Aliases)
}

// takeTemplates reads the site's own templates again, and takes them in if a page of each kind can be made with them.
func (s *Site) takeTemplates() (changed []string, ok bool) {
	trial := maps.Clone(s.templates)
	for i := range s.inputs {
		in := &s.inputs[i]
		name, own := strings.CutPrefix(in.name, templatesDir+"/")
		if !own {
			continue
		}
		data, err := readFile(s.src.Templates, name, maxTemplate)
		if err != nil {
			return changed, false
		}
		if in.is(sha256.Sum256(data)) {
			changed = append(changed, in.name)
		}
		trial[name] = source{string(data), true}
	}
	if len(changed) == 0 {
		return nil, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	templates, views := s.templates, *s.views
	s.templates = trial
	s.views.compile()
	wrong := s.views.wrong
	if !brief.HasErrors(wrong) {
		wrong = slices.Concat(wrong, s.views.samples(views.closures))
	}
	if brief.HasErrors(wrong) {
		s.templates, *s.views = templates, views
		s.views.wrong = wrong
	}
	s.collect()
	return changed, true
}

// Samples makes one page of each kind, and returns what is wrong with them: a template that parses may still fail.
func (s *Site) Samples() []brief.Problem {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.views.samples(nil)
}

// samples leaves out pages of templates that are as good ones were.
func (v *views) samples(good map[string]sum) []brief.Problem {
	var errs []brief.Problem
	seen := map[string]bool{}
	for _, o := range v.outputs {
		kind := o.template
		if l := v.lists[o.path]; l != nil && l.number > 0 {
			kind += " with a number"
		}
		if o.template == "" || seen[kind] {
			continue
		}
		seen[kind] = true
		if sum, known := good[o.template]; known && sum == v.closures[o.template] {
			continue
		}
		_, problems, _ := v.one(o)
		for _, p := range problems {
			if !p.Warning {
				errs = append(errs, p)
			}
		}
	}
	return once(errs)
}

// Copied is the sum of the file that is copied to p, as it was when it was last taken in: what Page gives of it
// may be newer.
func (s *Site) Copied(p string) (Sum, bool) {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	if f := s.files[p]; f != nil {
		return f.sum, true
	}
	return Sum{}, false
}

// Withheld is the brief that would have the page at p if it were shown.
func (s *Site) Withheld(p string) (Held, bool) {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, h := range s.held {
		i, known := slices.BinarySearchFunc(s.all, h.File, func(r *record, name string) int { return strings.Compare(r.File, name) })
		if known && s.briefPath(s.all[i]) == path.Clean(p) {
			h.Title = s.all[i].Title // it may have been taken in since
			return h, true
		}
	}
	return Held{}, false
}
