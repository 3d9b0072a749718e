package account

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestWeakPasswordsAreRefused(t *testing.T) {
	for _, tc := range []struct{ password, key string }{
		{"Zk4#", "account.password.short"},
		{"密码太短了呀", "account.password.short"},
		{strings.Repeat("x7-Q", 70), "account.password.long"},
		{"Chen.YQ-is-at-home", "account.password.has_name"},
		{"hello-陈雁秋-2026-x", "account.password.has_name"},
		{"90471350286417", "account.password.digits"},
		{"password2026", "account.password.common"},
		{"P@ssw0rd2024!", "account.password.common"},
		{"Qwertyuiop123", "account.password.common"},
		{"1qaz2wsx3edc", "account.password.common"},
		{"woaini1314520", "account.password.common"},
		{"hengyang430408", "account.password.common"},
		{"rencaiban2026", "account.password.common"},
		{"aaaaaaaaaaaaaaaa", "account.password.common"},
		{"abcabcabcabcabc", "account.password.common"},
		{"zhengxiangqu123", "account.password.common"},
		{"admin@123456", "account.password.common"},
	} {
		f := checkPassword("new", tc.password, "chen.yq@office", "陈雁秋")
		if f == nil || f.Key != tc.key || f.Field != "new" {
			t.Errorf("%q: got %v, want %s", tc.password, f, tc.key)
		}
	}
}

func TestGoodPasswordsAreTaken(t *testing.T) {
	for _, password := range []string{good, better, "correct horse battery staple", "春江潮水连海平海上明月", "tq7-Wm2x-zp9K", "雁过留声 kettle 37 tram"} {
		if f := checkPassword("new", password, "chen.yq", "陈雁秋"); f != nil {
			t.Errorf("%q: %v", password, f)
		}
	}
}

func TestWorthHasBounds(t *testing.T) {
	bounded := func(s string) bool {
		n := worth(strings.ToLower(s))
		return n >= 0 && n <= utf8.RuneCountInString(strings.ToLower(s))
	}
	// Writing a password twice makes it longer, not better.
	doubled := func(s string) bool { return s == "" || worth(s+s) <= worth(s) }
	// One more common word behind it adds at most one.
	common := func(s string) bool { return worth(s+"password") <= worth(s)+1+len("password")/8 }
	for name, law := range map[string]func(string) bool{"bounded": bounded, "doubled": doubled, "common": common} {
		if err := quick.Check(law, &quick.Config{MaxCount: 300}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPasswordsThatAreMadeAreGoodAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		p := makePassword("chen", "陈雁秋")
		if seen[p] || checkPassword("", p, "chen", "陈雁秋") != nil || strings.Trim(p, readable+"-") != "" || len(p) != 14 {
			t.Fatalf("made %q", p)
		}
		seen[p] = true
	}
}

func TestCommonWordsAreManyAndPlain(t *testing.T) {
	if len(common) < 500 {
		t.Errorf("%d words", len(common))
	}
	for _, word := range common {
		if len(word) < 3 || word != strings.ToLower(word) || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("%q is no plain word of three characters or more", word)
		}
	}
}
