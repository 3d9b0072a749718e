package crypt

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of a password hash: the first choice of the OWASP password storage cheat sheet (2023) for argon2id.
const (
	hashMemory = 19 << 10 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashBytes  = 32
)

// hashing bounds how many hashes are computed at once, so that a storm of sign-ins takes memory and
// processors within limits.
var hashing = make(chan struct{}, runtime.GOMAXPROCS(0))

// HashPassword gives the argon2id hash of password with its salt and cost, in the PHC format
// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". About 20 ms.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	return phc(hashMemory, hashPasses, hashLanes, salt, argon(password, salt, hashMemory, hashPasses, hashLanes, hashBytes))
}

func phc(memory, passes uint32, lanes uint8, salt, sum []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b64(salt), b64(sum))
}

func argon(password string, salt []byte, memory, passes uint32, lanes uint8, size uint32) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, size)
}

// nobody is a hash that no password has, so that a sign-in with an unknown name takes as long as any other.
var nobody = phc(hashMemory, hashPasses, hashLanes, make([]byte, 16), make([]byte, hashBytes))

// CheckPassword reports whether password has hash. The empty hash, of a name that is not there, costs as
// much time and is always wrong. Costs beyond 1 GiB or 16 passes are refused.
func CheckPassword(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = nobody
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil ||
		version != argon2.Version || memory > 1<<20 || passes == 0 || passes > 16 || lanes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) < 16 {
		return false
	}
	same := subtle.ConstantTimeCompare(argon(password, salt, memory, passes, lanes, uint32(len(want))), want) == 1
	return same && known
}

// CheapHash reports whether hash was made with a lower cost than HashPassword has today, so that it may be
// made anew at the next sign-in.
func CheapHash(hash string) bool {
	return !strings.HasPrefix(hash, fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes))
}

// Token gives 32 random bytes as 43 characters: a session or an integration's secret.
func Token() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}
