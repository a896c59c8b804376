package annotate

import "testing"

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "7": "7", "1,250": "1250", "48.2": "48.2", "3.50": "3.5", "0.05": "0.05", "10,00,000": "1000000", "2.0": "2",
		"1.2.3": "", "1,25": "", "1,2,3": "", "007": "", "1,2345": "", "0,123": "", "1234567890123456": "", "9999999999999999999999999": "",
	} {
		d, _, ok := parseDecimal(in)
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("parseDecimal(%q) = %s, %v; want %q", in, got, ok, want)
		}
	}
	for _, c := range []struct {
		d    decimal
		want string
	}{
		{decimal{482, 5}, "48200000"}, {decimal{-3, -1}, "-0.3"}, {decimal{5, -3}, "0.005"}, {decimal{1500, -3}, "1.5"}, {decimal{0, 6}, "0"},
		{add(decimal{13, 0}, decimal{45, -2}), "13.45"}, {quotient(2, 3), "0.6667"}, {quotient(1, 3), "0.3333"}, {quotient(1, 8), "0.125"},
	} {
		if got := c.d.String(); got != c.want {
			t.Errorf("%v reads %s, want %s", c.d, got, c.want)
		}
	}
	if !less(decimal{5, 6}, decimal{7, 6}) || less(decimal{900, 6}, decimal{1, 6}) || !less(decimal{-1, 12}, decimal{1, -4}) {
		t.Error("less")
	}
}
