package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadLines(t *testing.T) {
	long := strings.Repeat("x", maxLine+1)
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"a", "1 a;"},
		{"a\n\n \r\nb\r\n", "1 a;4 b;"},
		{long + "\nb", "1 longer than 16777216 bytes;2 b;"},
		{"a\n" + long, "1 a;2 longer than 16777216 bytes;"},
		{long[1:] + "\n", fmt.Sprintf("1 longer than %d bytes;", maxLine)},
		{long[2:] + "\nb", "1 " + long[2:] + ";2 b;"},
	} {
		var got strings.Builder
		err := readLines(strings.NewReader(test.in), func(n int, line []byte, err error) bool {
			if err != nil {
				line = []byte(err.Error())
			}
			fmt.Fprintf(&got, "%d %s;", n, bytes.TrimSpace(line))
			return true
		})
		if err != nil || got.String() != test.want {
			t.Errorf("%.20q: got %.60q, want %.60q, %v", test.in, got.String(), test.want, err)
		}
	}
}

func TestCodePoints(t *testing.T) {
	for _, text := range []string{"", "plain", "Søren Ås", "“€”", "a\u0301", "\U0001F600x", "x\n\u2028y"} {
		at, n := codePoints(text), 0
		for i := range text {
			if at(i) != n {
				t.Errorf("%q: %d is %d, want %d", text, i, at(i), n)
			}
			n++
		}
		if at(len(text)) != n {
			t.Errorf("%q: the end is %d, want %d", text, at(len(text)), n)
		}
	}
}

// Whatever comes in, the filter ends, keeps to its exit codes, and writes whole lines of valid UTF-8.
func FuzzFilter(f *testing.F) {
	f.Add([]byte(`{"id":1,"text":"On Monday, 3 March 2025.","published":"2025-03-04"}` + "\n\nnone\n"))
	f.Add([]byte(`{"text":"\ud800 \u0000 $5 million","published":null}`))
	f.Add([]byte("{\"text\":\"a\xffb\"}\r\n[]"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out, errs bytes.Buffer
		code := run(context.Background(), []string{"annotate", "--jsonl", "--jobs", "2"}, streams{bytes.NewReader(in), &out, &errs})
		if code != 0 && code != 1 || (code == 1) != (errs.Len() > 0) {
			t.Errorf("exit code %d, errors %q", code, &errs)
		}
		if !utf8.Valid(out.Bytes()) || out.Len() > 0 && !bytes.HasSuffix(out.Bytes(), []byte("\n")) {
			t.Errorf("output %q", &out)
		}
		if lines := bytes.Count(in, []byte("\n")) + 1; bytes.Count(out.Bytes(), []byte("\n")) > lines {
			t.Errorf("%d lines became %d", lines, bytes.Count(out.Bytes(), []byte("\n")))
		}
	})
}

// BenchmarkFilter annotates articles of some 400 words on all cores.
func BenchmarkFilter(b *testing.B) {
	text := strings.Repeat("The council of Northport, a city of 120,000, said on Wednesday that it had signed a contract for $3.2 million with the state. ", 18)
	line := fmt.Sprintf(`{"id":"x","published":"2026-02-05","text":%q}`+"\n", text)
	in := strings.Repeat(line, b.N)
	b.SetBytes(int64(len(line)))
	b.ResetTimer()
	if code := run(context.Background(), []string{"annotate", "--jsonl"}, streams{strings.NewReader(in), io.Discard, io.Discard}); code != 0 {
		b.Fatal(code)
	}
}
