//go:build !linux && !darwin

package publish

import "io/fs"

func statOf(info fs.FileInfo) stat { return basicStat(info) }
