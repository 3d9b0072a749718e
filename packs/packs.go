// Package packs embeds the preset: the configuration of the first district and the policy packs, so that
// the one binary carries them. A deployment may point to a folder of its own instead.
package packs

import "embed"

// FS holds zhengxiang/ and policies/<id>/.
//
//go:embed all:zhengxiang all:policies
var FS embed.FS
