package bench

import (
	"fmt"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/rule"
)

// A sum is a checksum over (person, policy, verdict, amount). It adds up a hash of each, so that no
// order matters; a no adds nothing.
type sum uint64

func (s *sum) add(person, policy int, verdict rule.Verdict, amount int64, state rule.Verdict) {
	if verdict == rule.No {
		return
	}
	h := mix(uint64(person)<<16 ^ uint64(policy))
	h = mix(h ^ uint64(verdict)<<8 ^ uint64(state))
	*s += sum(mix(h ^ uint64(amount)))
}

// mix spreads every bit over all (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// String writes the sum as 16 hexadecimal digits.
func (s sum) String() string { return fmt.Sprintf("%016x", uint64(s)) }

// sumOf adds up the judgements of the first n people.
func sumOf(all []*rule.Judgement, n int) (s sum) {
	for k, j := range all {
		j.EachYes(func(row int, amount int64, state rule.Verdict) {
			if row < n {
				s.add(row, k, rule.Yes, amount, state)
			}
		})
		for row := range n {
			if v := j.Verdict(row); v != rule.Yes {
				s.add(row, k, v, 0, rule.Yes)
			}
		}
	}
	return s
}

// agree refuses sums that differ.
func agree(who string, sums ...sum) error {
	for _, s := range sums {
		if s != sums[0] {
			return fault.Internal.New("bench.disagree").With("who", who).From(fmt.Errorf("%s: checksums %v", who, sums))
		}
	}
	return nil
}
