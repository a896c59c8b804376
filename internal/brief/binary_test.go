package brief

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// roundTrip writes b, reads it back, and gives what was written.
func roundTrip(t *testing.T, name string, b *Brief) []byte {
	t.Helper()
	data, err := AppendBinary([]byte("before"), b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	data, ok := bytes.CutPrefix(data, []byte("before"))
	if !ok {
		t.Fatalf("%s: what stood in dst is gone", name)
	}
	got, err := DecodeBinary(string(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got.Sentences, err = DecodeSentences(string(AppendSentences(nil, b.Sentences)))
	if err != nil {
		t.Fatalf("%s: sentences: %v", name, err)
	}
	want := *b
	want.Document = nil
	if !reflect.DeepEqual(got, &want) {
		t.Errorf("%s:\n%+v\nwant:\n%+v", name, got, &want)
	}
	return data
}

// fill sets every field below v to a value of its own, and fails on a type that it does not know.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int:
		v.SetInt(int64(*n) * (1 - 2*int64(*n%2)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 3)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Name != "Document" && f.Name != "Extra" {
				fill(t, v.Field(i), n)
			}
		}
	default:
		t.Fatalf("no value for a %s", v.Type())
	}
}

func filled(t *testing.T) *Brief {
	b := &Brief{Extra: map[string]any{
		"b": map[string]any{"x": []any{}, "": map[string]any{}}, "a": []any{nil, true, false, -3, 1 << 62, 0.1, "é", []any{"x"}, map[string]any(nil), []any(nil)},
	}}
	n := 0
	fill(t, reflect.ValueOf(b).Elem(), &n)
	return b
}

// Fails when a field is added that the binary form does not hold.
func TestBinaryHoldsEveryField(t *testing.T) {
	b := filled(t)
	data := roundTrip(t, "filled", b)
	// What is cut off or goes on is an error at every byte.
	for i := range data {
		if _, err := DecodeBinary(string(data[:i])); err == nil {
			t.Errorf("the first %d of %d bytes are a brief", i, len(data))
		}
	}
	if _, err := DecodeBinary(string(data) + "\x00"); err == nil {
		t.Error("a byte too many is no error")
	}
	sentences := AppendSentences(nil, b.Sentences)
	for i := range sentences {
		if _, err := DecodeSentences(string(sentences[:i])); err == nil {
			t.Errorf("the first %d of %d bytes are sentences", i, len(sentences))
		}
	}
	if _, err := DecodeSentences(string(sentences) + "\x00"); err == nil {
		t.Error("a byte too many is no error")
	}
	roundTrip(t, "zero", &Brief{})
	// Lists of empty items take the fewest bytes; empty is not nil.
	roundTrip(t, "empty", &Brief{
		Topics: []string{}, Extra: map[string]any{}, Sentences: make([]Sentence, 9), Timeline: make([]Event, 9), Charts: []Chart{{Rows: make([]Bar, 9)}},
		People: make([]Entity, 9), Quotes: make([]Quote, 9), Warnings: make([]Problem, 9),
	})
	roundTrip(t, "an empty list at the end", &Brief{Warnings: []Problem{}})
}

func TestBinaryOfArticles(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no testdata")
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			if !isCase(f.Name) {
				continue
			}
			for _, plain := range []bool{false, true} {
				if b, _ := Parse(f.Name, f.Data, Options{Plain: plain}); b != nil {
					if data := roundTrip(t, f.Name, b); !bytes.Equal(data, roundTrip(t, f.Name, b)) {
						t.Errorf("%s: the same brief gives other bytes", f.Name)
					}
				}
			}
		}
	}
}

func TestBinaryErrors(t *testing.T) {
	deep := any("bottom")
	for range maxNested + 1 {
		deep = []any{deep}
	}
	for _, v := range []any{deep, int64(1), []string{"a"}, map[string]string{}, struct{}{}} {
		if _, err := AppendBinary(nil, &Brief{Extra: map[string]any{"a": v}}); err == nil {
			t.Errorf("a %T is written", v)
		}
	}
	zero, err := AppendBinary(nil, &Brief{})
	if err != nil {
		t.Fatal(err)
	}
	huge := "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
	for i := 1; i < len(zero); i++ { // each length in turn
		for _, n := range []string{huge, "\xff\xff\xff\x7f", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"} {
			if b, err := DecodeBinary(string(zero[:i]) + n + string(zero[i+1:])); err == nil && b.SlugLine == 0 && b.Weight == 0 {
				t.Errorf("a length of %x at byte %d is read", n, i)
			}
		}
	}
	extra := func(s string) string { // a brief with s as its first key of extra, in place of "a": nil
		data, err := AppendBinary(nil, &Brief{Extra: map[string]any{"a": nil}})
		if err != nil || strings.Count(string(data), "\x01an") != 1 {
			t.Fatal(err)
		}
		return strings.Replace(string(data), "\x02\x01an", s, 1)
	}
	if _, err := DecodeBinary(extra("\x02\x01bn")); err != nil {
		t.Error(err)
	}
	for _, s := range []string{
		"\x02\x01ax", "\x02\x01a\x00", "\x02\x01ab\x02", "\x03\x01bn\x01an", "\x03\x01an\x01an", "\x09\x01an", "\x02\x01al" + huge, "\x02\x01am" + huge,
		"\x02\x01a" + strings.Repeat("l\x02", 1<<20) + "n",
	} {
		if _, err := DecodeBinary(extra(s)); err == nil {
			t.Errorf("%.20q is read", s)
		}
	}
}

func FuzzBinary(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range ar.Files {
			if isCase(c.Name) {
				if b, _ := Parse(c.Name, c.Data, Options{}); b != nil {
					data, err := AppendBinary(nil, b)
					if err != nil {
						f.Fatal(err)
					}
					f.Add(string(data))
					f.Add(string(AppendSentences(nil, b.Sentences)))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, data string) {
		if list, err := DecodeSentences(data); err == nil {
			first := AppendSentences(nil, list)
			again, err := DecodeSentences(string(first))
			if err != nil {
				t.Fatal(err)
			}
			if second := AppendSentences(nil, again); !bytes.Equal(first, second) {
				t.Errorf("sentences read again:\n%q\nwas:\n%q", second, first)
			}
		}
		b, err := DecodeBinary(data)
		if err != nil {
			return
		}
		first, err := AppendBinary(nil, b)
		if err != nil {
			t.Fatal(err)
		}
		// There may be NaN in it, which equals nothing: bytes are compared.
		again, err := DecodeBinary(string(first))
		if err != nil {
			t.Fatal(err)
		}
		if second, _ := AppendBinary(nil, again); !bytes.Equal(first, second) {
			t.Errorf("read again:\n%q\nwas:\n%q", second, first)
		}
	})
}
