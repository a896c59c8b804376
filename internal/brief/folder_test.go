package brief

import (
	"reflect"
	"testing"
)

func TestParseFolder(t *testing.T) {
	got, ps := ParseFolder("news/_index.md", []byte("---\ntitle: The News: all of it\nsummary: In short.\n---\n\nOne line\nand another.\n\nTwo."), Options{})
	want := Folder{"The News: all of it", "In short.", []string{"One line and another.", "Two."}}
	if len(ps) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v", got, ps)
	}
	if got, ps := ParseFolder("_index.md", []byte("Only text."), Options{}); len(ps) > 0 || got.Title != "" || len(got.Text) != 1 {
		t.Errorf("%+v %v", got, ps)
	}
	if _, ps := ParseFolder("_index.md", []byte("---\ntitel: x\n---\n"), Options{Dir: "content"}); len(ps) != 1 || ps[0].Error() != `content/_index.md:2:1: unknown key "titel"` {
		t.Errorf("%v", ps)
	}
	if _, ps := ParseFolder("_index.md", nil, Options{}); !HasErrors(ps) {
		t.Error("an empty file is an error")
	}
}
