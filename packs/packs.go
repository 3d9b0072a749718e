// Package packs embeds the preset: the configuration of the first district, the policy packs and the
// programme packs, so that the one binary carries them. A deployment may point to a folder of its own instead.
package packs

import "embed"

// FS holds zhengxiang/, policies/<id>/ and programmes/<id>/.
//
//go:embed all:zhengxiang all:policies all:programmes
var FS embed.FS
