// Package programme reads programme packs, checks them and applies them to people. A pack is a folder with
// programme.yaml (who may apply for what, in which steps, and what comes of it) and cases.yaml (people with what
// they filled in, or moves, and what must come of them). It stands on the formats of policy/pack: conditions
// are written in the same language over the same facts, and gates are judged and explained as those of policies.
//
// Everything here is pure: no database, no clock.
package programme
