package site

import (
	"crypto/sha256"
	"slices"
	"strings"

	"dateline/internal/brief"
)

// Take takes in changes of files of which the rest of the site need not know: the text or title of an article
// that stays where it is in all lists, templates, and files that are copied. paths are those that may have changed, as
// their user knows them ("content/x.md"). It reports how many articles were parsed, and whether that was
// all; if not, something about the site as a whole may have changed, and only a new Load will do.
func (s *Site) Take(paths []string) (parsed int, ok bool) {
	s.complete()
	var articles []*record
	templates := false
	for _, p := range paths {
		dir, name, _ := strings.Cut(p, "/")
		switch dir {
		case contentDir:
			i, known := slices.BinarySearchFunc(s.all, name, func(r *record, name string) int { return strings.Compare(r.File, name) })
			if !known {
				return 0, false
			}
			articles = append(articles, s.all[i])
		case templatesDir:
			if !s.templates[name].own {
				return 0, false // it may be new
			}
			templates = true
		case staticDir:
			if f := s.files[name]; f == nil || f.in < 0 || f.owner != p {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	for _, r := range articles {
		p, ok := s.takeArticle(r)
		parsed += p
		if !ok {
			return parsed, false
		}
	}
	if templates && !s.takeTemplates() {
		return parsed, false
	}
	return parsed, true
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
	now = unpack(now.pack(), new(record))
	now.path, now.place, now.topics = r.path, r.place, r.topics
	now.date(s.settings.Timezone, s.zone)
	s.mu.Lock()
	defer s.mu.Unlock()
	later := !slices.Equal(r.Ahead, now.Ahead)
	*r = *now
	r.sumUp()
	if later {
		s.views.comingUp()
	}
	s.collect()
	return 1, true
}

// inPlaceOf reports whether r is where old is in every list.
func (r *record) inPlaceOf(old *record) bool {
	return r.Slug == old.Slug && r.Section == old.Section && r.Published == old.Published && r.AsOf == old.AsOf && r.Expires == old.Expires &&
		r.Weight == old.Weight && r.Draft == old.Draft && slices.Equal(r.Topics, old.Topics) && slices.Equal(r.Aliases, old.Aliases)
}

// takeTemplates reads the site's own templates again.
func (s *Site) takeTemplates() bool {
	templates := map[string]source{}
	for name, t := range s.templates {
		if t.own {
			data, err := readFile(s.src.Templates, name, maxTemplate)
			if err != nil {
				return false
			}
			t.text = string(data)
		}
		templates[name] = t
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.templates = templates
	s.views.compile()
	s.collect()
	return true
}
