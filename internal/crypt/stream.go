package crypt

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// A sealed file is: magic, length of the key id, key id, salt; then pieces of pieceSize bytes, each with its
// tag, the last one shorter; then the sealed SHA-256 and length of the content. Each file has a key of
// its own, derived from the master key and the salt, and a piece's nonce is its number, so pieces cannot
// be swapped, dropped or brought from another file.
const (
	magic     = "YZF1"
	saltSize  = 32
	pieceSize = 64 << 10
	tagSize   = 16
	footSize  = sha256.Size + 8 + tagSize
	footNonce = ^uint64(0)
)

// A Writer seals a stream into a file.
type Writer struct {
	to    io.Writer
	aead  cipher.AEAD
	piece []byte // waiting to be sealed
	next  uint64
	sum   hash.Hash
	size  int64
}

// NewWriter begins a sealed file in to. Nothing written counts before Close has succeeded.
func (r *Ring) NewWriter(to io.Writer) (*Writer, error) {
	k := r.newest()
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt)
	aead, err := k.Suite.aead(k.derive(salt, "file"))
	if err != nil {
		return nil, err
	}
	head := append([]byte(magic), byte(len(k.ID)))
	if _, err := to.Write(append(append(head, k.ID...), salt...)); err != nil {
		return nil, err
	}
	return &Writer{to: to, aead: aead, piece: make([]byte, 0, pieceSize+tagSize), sum: sha256.New()}, nil
}

// Write seals p.
func (w *Writer) Write(p []byte) (int, error) {
	_, _ = w.sum.Write(p)
	w.size += int64(len(p))
	written := 0
	for len(p) > 0 {
		n := min(len(p), pieceSize-len(w.piece))
		w.piece, p = append(w.piece, p[:n]...), p[n:]
		written += n
		if len(w.piece) == pieceSize {
			if err := w.flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (w *Writer) flush() error {
	if len(w.piece) == 0 {
		return nil
	}
	_, err := w.to.Write(w.aead.Seal(w.piece[:0], nonce(w.next), w.piece, nil))
	w.next++
	w.piece = w.piece[:0]
	return err
}

// Close seals what is left and the foot. It does not close the writer below.
func (w *Writer) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	foot := binary.BigEndian.AppendUint64(w.sum.Sum(nil), uint64(w.size))
	_, err := w.to.Write(w.aead.Seal(nil, nonce(footNonce), foot, nil))
	return err
}

// Sum is the SHA-256 of the content so far, in hexadecimal.
func (w *Writer) Sum() string { return hex.EncodeToString(w.sum.Sum(nil)) }

// Size is the length of the content so far, in bytes.
func (w *Writer) Size() int64 { return w.size }

func nonce(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 4, 12), n)
}

// A Reader opens a sealed file at any place. It keeps the last piece it opened and is for one goroutine.
type Reader struct {
	from  io.ReaderAt
	aead  cipher.AEAD
	start int64 // of the first piece
	size  int64
	sum   string
	piece []byte
	has   int64 // number of the piece kept
	at    int64 // of Read
}

// NewReader opens the sealed file in from, length bytes long. It fails with ErrSealed if head or foot do
// not open; a piece that was changed shows when it is read.
func (r *Ring) NewReader(from io.ReaderAt, length int64) (*Reader, error) {
	head := make([]byte, len(magic)+1+16+saltSize)
	n, err := from.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	head = head[:n]
	if n < len(magic)+1 || !bytes.HasPrefix(head, []byte(magic)) || n < len(magic)+1+int(head[len(magic)])+saltSize {
		return nil, fmt.Errorf("%w: not a sealed file", ErrSealed)
	}
	id, rest := head[len(magic)+1:][:head[len(magic)]], head[len(magic)+1+int(head[len(magic)]):]
	k, known := r.find(string(id))
	if !known {
		return nil, fmt.Errorf("%w: key %q is not in the ring", ErrSealed, id)
	}
	aead, err := k.Suite.aead(k.derive(rest[:saltSize], "file"))
	if err != nil {
		return nil, err
	}
	o := &Reader{from: from, aead: aead, start: int64(len(magic) + 1 + len(id) + saltSize), has: -1}
	return o, o.readFoot(length)
}

func (o *Reader) readFoot(length int64) error {
	body := length - o.start - footSize
	if body < 0 {
		return fmt.Errorf("%w: cut off", ErrSealed)
	}
	foot := make([]byte, footSize)
	if _, err := o.from.ReadAt(foot, length-footSize); err != nil && err != io.EOF {
		return err
	}
	plain, err := o.aead.Open(nil, nonce(footNonce), foot, nil)
	if err != nil {
		return fmt.Errorf("%w: its foot does not open", ErrSealed)
	}
	o.sum, o.size = hex.EncodeToString(plain[:sha256.Size]), int64(binary.BigEndian.Uint64(plain[sha256.Size:]))
	if pieces := (o.size + pieceSize - 1) / pieceSize; body != o.size+pieces*tagSize {
		return fmt.Errorf("%w: %d bytes of %d", ErrSealed, body, o.size)
	}
	return nil
}

// Sum is the SHA-256 of the content as it was when sealed, in hexadecimal.
func (o *Reader) Sum() string { return o.sum }

// Size is the length of the content in bytes.
func (o *Reader) Size() int64 { return o.size }

// Read reads on.
func (o *Reader) Read(p []byte) (int, error) {
	if o.at >= o.size {
		return 0, io.EOF
	}
	n, err := o.ReadAt(p[:min(int64(len(p)), o.size-o.at)], o.at)
	o.at += int64(n)
	return n, err
}

// Seek moves where Read goes on.
func (o *Reader) Seek(offset int64, whence int) (int64, error) {
	base := map[int]int64{io.SeekStart: 0, io.SeekCurrent: o.at, io.SeekEnd: o.size}[whence]
	if base+offset < 0 {
		return 0, fmt.Errorf("seek to %d", base+offset)
	}
	o.at = base + offset
	return o.at, nil
}

// ReadAt reads at a place of the content; it fails with ErrSealed in a piece that was changed.
func (o *Reader) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 {
		return 0, fmt.Errorf("read at %d", at)
	}
	done := 0
	for done < len(p) {
		if at >= o.size {
			return done, io.EOF
		}
		if err := o.load(at / pieceSize); err != nil {
			return done, err
		}
		n := copy(p[done:], o.piece[at%pieceSize:])
		done, at = done+n, at+int64(n)
	}
	return done, nil
}

func (o *Reader) load(number int64) error {
	if o.has == number {
		return nil
	}
	o.has = -1
	length := min(pieceSize, o.size-number*pieceSize) + tagSize
	box := make([]byte, length)
	if _, err := o.from.ReadAt(box, o.start+number*(pieceSize+tagSize)); err != nil && err != io.EOF {
		return err
	}
	plain, err := o.aead.Open(box[:0], nonce(uint64(number)), box, nil)
	if err != nil {
		return fmt.Errorf("%w: piece %d", ErrSealed, number)
	}
	o.piece, o.has = plain, number
	return nil
}
