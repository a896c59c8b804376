package brief

// When is a point or span of time in the EDTF subset of the design, or "": 2026, 2026-04, 2026-02-05,
// 2026-02-05T14:30+05:30, 2026-W06, 2026-02-05/2026-02-08, and any of these with a final ~ (about).
// It never says more than the source.
type When string
