package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yanzhen/internal/base/fault"
)

// A Size is a number of bytes, written "200MB" or "4096"; units are powers of 1024.
type Size int64

// String writes a size as it is read.
func (s Size) String() string {
	for _, unit := range sizes {
		if s != 0 && int64(s)%unit.bytes == 0 {
			return strconv.FormatInt(int64(s)/unit.bytes, 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}

var sizes = []struct {
	name  string
	bytes int64
}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}}

func parseSize(text string) (Size, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	factor := int64(1)
	for _, unit := range sizes {
		if number, found := strings.CutSuffix(text, unit.name); found {
			text, factor = strings.TrimSpace(number), unit.bytes
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return Size(n * factor), err
}

// A setting is a field of a Config by its name.
type setting struct {
	name, fallback, secret string
	field                  reflect.Value
}

func settings(c *Config) []setting {
	value := reflect.ValueOf(c).Elem()
	var all []setting
	for i := range value.NumField() {
		tag := value.Type().Field(i).Tag
		if name := tag.Get("setting"); name != "" {
			all = append(all, setting{name, tag.Get("fallback"), tag.Get("secret"), value.Field(i)})
		}
	}
	return all
}

// Names lists the settings in the order of the struct.
func Names() []string {
	var names []string
	for _, s := range settings(&Config{}) {
		names = append(names, s.name)
	}
	return names
}

func (s setting) set(text string) error {
	var value any
	var err error
	switch s.field.Interface().(type) {
	case string:
		value = text
	case bool:
		value, err = strconv.ParseBool(strings.ToLower(text))
	case int:
		value, err = strconv.Atoi(text)
	case time.Duration:
		value, err = time.ParseDuration(text)
	case Size:
		value, err = parseSize(text)
	case []string:
		value = split(text)
	default:
		err = fmt.Errorf("a setting of type %s", s.field.Type())
	}
	if err == nil {
		s.field.Set(reflect.ValueOf(value))
	}
	return err
}

func split(text string) []string {
	parts := []string{}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func (s setting) String() string {
	switch v := s.field.Interface().(type) {
	case []string:
		return strings.Join(v, ",")
	case time.Duration:
		return strings.Replace(strings.Replace(v.String(), "m0s", "m", 1), "h0m", "h", 1)
	default:
		return fmt.Sprint(v)
	}
}

var (
	sixDigits = regexp.MustCompile(`^\d{6}$`)
	packName  = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
)

// check refuses values that parse but make no sense.
func (c *Config) check() error {
	var faults fault.List
	want := func(name string, good bool) {
		if !good {
			faults.Add(fault.Invalid.New("config.value").On(name).With("name", name).With("origin", string(c.origin[name])))
		}
	}
	_, _, listenErr := net.SplitHostPort(c.Listen)
	want("data", c.Data != "")
	want("database", strings.HasPrefix(c.Database, "sqlite:") || strings.HasPrefix(c.Database, "postgres://") || strings.HasPrefix(c.Database, "postgresql://"))
	want("listen", listenErr == nil)
	want("suite", c.Suite == "aes" || c.Suite == "sm")
	want("district", sixDigits.MatchString(c.District))
	want("pack", packName.MatchString(c.Pack))
	for _, origin := range c.Origins {
		u, err := url.Parse(origin)
		want("trusted-origins", err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Path == "" && u.RawQuery == "")
	}
	want("proxies", c.Proxies >= 0 && c.Proxies <= 9)
	want("session-idle", c.SessionIdle >= time.Minute && c.SessionIdle <= c.SessionMax)
	want("session-max", c.SessionMax >= time.Minute && c.SessionMax <= 7*24*time.Hour)
	want("log-level", new(slog.Level).UnmarshalText([]byte(c.LogLevel)) == nil)
	want("upload-limit", c.UploadLimit >= 1<<20 && c.UploadLimit <= 4<<30)
	want("job-workers", c.Workers >= 1 && c.Workers <= 64)
	return faults.Err()
}

// A Line of Explain is one setting.
type Line struct {
	Name   string `json:"name"`
	Env    string `json:"env"`
	Value  string `json:"value"` // secrets hidden
	Origin Origin `json:"origin"`
}

// Explain gives every setting in the order of the struct.
func (c *Config) Explain() []Line {
	var lines []Line
	for _, s := range settings(c) {
		lines = append(lines, Line{s.name, EnvName(s.name), s.shown(), c.origin[s.name]})
	}
	return lines
}

const hidden = "••••••"

func (s setting) shown() string {
	text := s.String()
	switch {
	case text == "" || s.secret == "":
		return text
	case s.secret == "all":
		return hidden
	}
	return hidePassword(text)
}

// hidePassword hides passwords in an address: before the host, or among its parameters. One that does not parse is
// hidden whole.
func hidePassword(address string) string {
	if strings.HasPrefix(address, "sqlite:") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return hidden
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "HIDDEN")
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, "HIDDEN")
		}
	}
	u.RawQuery = query.Encode()
	return strings.ReplaceAll(u.String(), "HIDDEN", hidden)
}
