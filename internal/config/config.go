// Package config is the one place where settings come together: flags over environment over file over defaults. A
// setting "session-idle" is --session-idle as a flag, YANZHEN_SESSION_IDLE in the environment and session-idle: in
// the YAML file. Explain tells every value and where it came from.
package config

import (
	_ "embed"
	"log/slog"
	"path/filepath"
	"time"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// Each setting is described for people under config.setting.NAME.
var _ = i18n.Family("config.setting.")

// A Config holds every setting. Tags: setting is the name, fallback the default, secret what Explain hides ("all", or
// "password" inside an address).
type Config struct {
	Data     string `setting:"data" fallback:"data"`       // folder of database, files and keys
	Database string `setting:"database" secret:"password"` // "sqlite:PATH" or "postgres://…"; sqlite in Data if empty
	Listen   string `setting:"listen" fallback:"127.0.0.1:8080"`
	KeyFile  string `setting:"key-file"`                   // DATA/keys if empty
	Keys     string `setting:"keys" secret:"all"`          // text of a key file, instead of KeyFile
	Suite    string `setting:"suite" fallback:"aes"`       // of a key file made anew: aes or sm
	District string `setting:"district" fallback:"430408"` // GB/T 2260 code
	Pack     string `setting:"pack" fallback:"zhengxiang"` // the district's folder in Packs
	Packs    string `setting:"packs"`                      // folder of packs; those inside the program if empty

	Secure  bool     `setting:"secure" fallback:"false"` // reached by https: __Host- cookies, HSTS
	Origins []string `setting:"trusted-origins"`         // sibling sites that may post here
	Proxies int      `setting:"proxies" fallback:"0"`    // how many in front append to X-Forwarded-For

	SessionIdle time.Duration `setting:"session-idle" fallback:"30m"`
	SessionMax  time.Duration `setting:"session-max" fallback:"12h"`

	LogLevel    string `setting:"log-level" fallback:"info"`
	UploadLimit Size   `setting:"upload-limit" fallback:"200MB"`
	Workers     int    `setting:"job-workers" fallback:"4"`
	Demo        bool   `setting:"demo" fallback:"false"` // one-click sign-in as invented people

	origin map[string]Origin
}

// An Origin tells where a value came from.
type Origin string

// The origins, the weakest first.
const (
	Default     Origin = "default"
	File        Origin = "file"
	Environment Origin = "environment"
	Flag        Origin = "flag"
)

// Files is the folder of the evidence vault.
func (c *Config) Files() string { return filepath.Join(c.Data, "files") }

// Columns is the folder of the population's columns between two runs. It may be emptied at any time.
func (c *Config) Columns() string { return filepath.Join(c.Data, "columns") }

// Level is the log level.
func (c *Config) Level() slog.Level {
	var l slog.Level
	_ = l.UnmarshalText([]byte(c.LogLevel)) // checked by Load
	return l
}

// derive fills the settings whose default follows from others.
func (c *Config) derive() {
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "yanzhen.db")
	}
	if c.KeyFile == "" && c.Keys == "" {
		c.KeyFile = filepath.Join(c.Data, "keys")
	}
}

// MoveTo puts database, files and keys into another folder.
func (c *Config) MoveTo(dir string) {
	c.Data, c.Database, c.KeyFile = dir, "", ""
	c.derive()
}
