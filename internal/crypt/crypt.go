// Package crypt keeps secrets: single fields sealed with a context, so that a ciphertext moved to another row or
// column does not open; blind indexes to look sealed values up by equality; sealed files that open at
// any place; and password hashes. Two suites live side by side, the international one (AES-256-GCM,
// HMAC-SHA256) and that of GB/T 32907 and GB/T 32905 (SM4-GCM, HMAC-SM3): every ciphertext says which made it.
package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// A Suite names a set of algorithms.
type Suite string

// The suites.
const (
	AES Suite = "aes" // AES-256-GCM, HMAC-SHA256
	SM  Suite = "sm"  // SM4-GCM, HMAC-SM3
)

// ErrSealed says that a ciphertext does not open: changed, cut, moved to another context, or sealed with a key
// that is not in the ring.
var ErrSealed = errors.New("ciphertext does not open")

const keySize = 32 // of every master key, in bytes

// A Key is one master key of a ring. What it is used for gets a subkey of its own.
type Key struct {
	ID     string // short, letters and digits; part of every ciphertext
	Suite  Suite
	secret []byte
}

// NewKey makes a fresh random key.
func NewKey(id string, suite Suite) Key {
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret) // never fails: crypto/rand stops the program instead
	return Key{ID: id, Suite: suite, secret: secret}
}

func (s Suite) hash() func() hash.Hash {
	if s == SM {
		return sm3.New
	}
	return sha256.New
}

// aead makes the cipher for a subkey of 32 bytes; SM4 takes the first 16.
func (s Suite) aead(subkey []byte) (cipher.AEAD, error) {
	var block cipher.Block
	var err error
	if s == SM {
		block, err = sm4.NewCipher(subkey[:16])
	} else {
		block, err = aes.NewCipher(subkey)
	}
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derive gives the subkey for purpose by HKDF (RFC 5869) over the suite's hash.
func (k Key) derive(salt []byte, purpose string) []byte {
	sub, err := hkdf.Key(k.Suite.hash(), k.secret, salt, "yanzhen/"+purpose, keySize)
	if err != nil { // only for lengths beyond 255 hashes
		panic(err)
	}
	return sub
}

// A Ring holds keys: the newest seals, all open. It is safe for concurrent use.
type Ring struct {
	keys  []Key // oldest first
	index Key   // for blind indexes; changing it means computing them all anew
	seals map[string]cipher.AEAD

	mu     sync.RWMutex
	hashes map[string]*sync.Pool // by purpose: keyed hashes ready for use
}

// NewRing gives a ring that seals with the last of keys and indexes with index.
func NewRing(index Key, keys ...Key) (*Ring, error) {
	r := &Ring{keys: keys, index: index, seals: map[string]cipher.AEAD{}, hashes: map[string]*sync.Pool{}}
	if len(keys) == 0 || len(index.secret) != keySize {
		return nil, errors.New("a ring needs an index key and at least one sealing key")
	}
	for _, k := range keys {
		if err := r.add(k); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Ring) add(k Key) error {
	switch {
	case k.ID == "" || strings.Trim(k.ID, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(k.ID) > 16:
		return fmt.Errorf("key id %q is not 1 to 16 small letters and digits", k.ID)
	case k.Suite != AES && k.Suite != SM:
		return fmt.Errorf("key %s has the unknown suite %q", k.ID, k.Suite)
	case len(k.secret) != keySize:
		return fmt.Errorf("key %s has %d bytes, want %d", k.ID, len(k.secret), keySize)
	case r.seals[k.ID] != nil:
		return fmt.Errorf("key %s is there twice", k.ID)
	}
	aead, err := k.Suite.aead(k.derive(nil, "field"))
	r.seals[k.ID] = aead
	return err
}

func (r *Ring) newest() Key { return r.keys[len(r.keys)-1] }

func (r *Ring) find(id string) (Key, bool) {
	for _, k := range r.keys {
		if k.ID == id {
			return k, true
		}
	}
	return Key{}, false
}

// mark begins every sealed field: the version of the format.
const mark = "yz1"

// Seal encrypts plain for context, "table/column/row id". The result is text, mark.suite.key.base64url, about
// 4/3 of plain and 50 bytes long; sealing twice gives different texts. One key seals at most 2^32 fields
// (NIST SP 800-38D §8.3, random nonces): rotate before.
func (r *Ring) Seal(plain, context string) (string, error) {
	k := r.newest()
	aead := r.seals[k.ID]
	head := mark + "." + string(k.Suite) + "." + k.ID + "."
	box := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(box)
	box = aead.Seal(box, box, []byte(plain), []byte(head+context))
	return head + base64.RawURLEncoding.EncodeToString(box), nil
}

// Open gives what was sealed for the same context, or ErrSealed.
func (r *Ring) Open(sealed, context string) (string, error) {
	at := strings.LastIndexByte(sealed, '.')
	if at < 0 {
		return "", fmt.Errorf("%w: not a sealed field", ErrSealed)
	}
	head := sealed[:at+1]
	parts := strings.Split(head, ".")
	if len(parts) != 4 || parts[0] != mark {
		return "", fmt.Errorf("%w: not a sealed field", ErrSealed)
	}
	k, known := r.find(parts[2])
	if !known || string(k.Suite) != parts[1] {
		return "", fmt.Errorf("%w: key %q is not in the ring", ErrSealed, parts[2])
	}
	box, err := base64.RawURLEncoding.Strict().DecodeString(sealed[at+1:])
	aead := r.seals[k.ID]
	if err != nil || len(box) < aead.NonceSize() {
		return "", fmt.Errorf("%w: damaged", ErrSealed)
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(head+context))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

// Stale reports whether sealed was made with a key that is no longer the newest, so that a job may seal
// it anew.
func (r *Ring) Stale(sealed string) bool {
	k := r.newest()
	return !strings.HasPrefix(sealed, mark+"."+string(k.Suite)+"."+k.ID+".")
}

// Index gives a keyed fingerprint of value for purpose, "person.idno": equal values of one purpose have
// equal fingerprints, and nobody without the key can compute or compare them across purposes. 43
// characters.
func (r *Ring) Index(purpose, value string) string {
	pool := r.hasher(purpose)
	mac := pool.Get().(hash.Hash)
	mac.Reset()
	_, _ = mac.Write([]byte(value))
	var sum [32]byte
	out := base64.RawURLEncoding.EncodeToString(mac.Sum(sum[:0]))
	pool.Put(mac)
	return out
}

func (r *Ring) hasher(purpose string) *sync.Pool {
	r.mu.RLock()
	pool := r.hashes[purpose]
	r.mu.RUnlock()
	if pool != nil {
		return pool
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	sub := r.index.derive(nil, "index/"+purpose)
	pool = &sync.Pool{New: func() any { return hmac.New(r.index.Suite.hash(), sub) }}
	r.hashes[purpose] = pool
	return pool
}
