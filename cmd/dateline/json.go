package main

import (
	"encoding/json"
	"errors"
	"io"

	"dateline/internal/brief"
	"dateline/internal/site"
)

// What the commands print as JSON has these in common.

type jsonProblem struct {
	File    string   `json:"file"`
	Line    int      `json:"line,omitempty"`
	Col     int      `json:"col,omitempty"`
	Message string   `json:"message"`
	Hint    string   `json:"hint,omitempty"`
	Chain   []string `json:"chain,omitempty"`
	Warning bool     `json:"warning"`
}

func jsonProblems(problems []brief.Problem) []jsonProblem {
	out := []jsonProblem{}
	for _, p := range problems {
		out = append(out, jsonProblem{p.File, p.Line, p.Col, p.Msg, p.Hint, p.Chain, p.Warning})
	}
	return out
}

type jsonHeld struct {
	File string `json:"file"`
	Why  string `json:"why"`
	Due  string `json:"due,omitempty"`
}

func jsonHelds(s *site.Site) []jsonHeld {
	out := []jsonHeld{}
	for _, h := range s.Held() {
		out = append(out, jsonHeld{"content/" + h.File, h.Why, string(h.Due)})
	}
	return out
}

// jsonError prints an error that is not among the problems of a site, so that there is always an object to read.
func jsonError(w io.Writer, err error) error {
	var usage usageError
	if err == nil || errors.Is(err, errProblems) || errors.As(err, &usage) {
		return err
	}
	return errors.Join(err, printJSON(w, struct {
		Error string `json:"error"`
	}{err.Error()}))
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// list is s as a JSON array, never null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
