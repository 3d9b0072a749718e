//go:build !goexperiment.simd || !amd64

package rule

// The plain build has no vectors: everything goes by lanes and loops.

func belowVectors[T int8 | int16 | int32 | int64]([]uint64, []T, T, uint64) int { return 0 }

func equalVectors([]uint64, []int8, []int8, uint64) int { return 0 }
