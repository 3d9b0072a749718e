package backup

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"yanzhen/internal/base/fault"
)

// A backup file is a line of plain text, 16 bytes of salt, then frames: a length of four bytes, the top
// bit set on the last frame, and that many bytes of AES-256-GCM ciphertext. The frame's number and
// whether it is the last are authenticated with it, so that a flipped bit, a missing, doubled or
// exchanged frame and a cut file are all refused.
const (
	magic     = "YANZHEN BACKUP 1\n"
	saltSize  = 16
	frameSize = 64 << 10
	lastFrame = 1 << 31
)

// ErrDamaged says that a backup is not what was written, or that the key is another one.
var ErrDamaged error = fault.Invalid.New("backup.damaged")

// A KeyMaker derives secret material for a purpose and a salt: crypt.Keyring.Index.
type KeyMaker func(purpose, salt string) string

func sealer(key KeyMaker, salt []byte) (cipher.AEAD, error) {
	sum := sha256.Sum256([]byte(key("backup", fmt.Sprintf("%x", salt))))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// nonce is the frame's number; the key is new for every file.
func nonce(aead cipher.AEAD, number uint64) []byte {
	n := make([]byte, aead.NonceSize())
	binary.BigEndian.PutUint64(n[len(n)-8:], number)
	return n
}

type frameWriter struct {
	to     io.Writer
	aead   cipher.AEAD
	number uint64
	buf    []byte
}

func newFrameWriter(to io.Writer, key KeyMaker) (*frameWriter, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	aead, err := sealer(key, salt)
	if err != nil {
		return nil, err
	}
	_, err = to.Write(append([]byte(magic), salt...))
	return &frameWriter{to: to, aead: aead}, err
}

func (w *frameWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(w.buf)+len(p) > frameSize {
		room := frameSize - len(w.buf)
		w.buf, p = append(w.buf, p[:room]...), p[room:]
		if err := w.flush(0); err != nil {
			return 0, err
		}
	}
	w.buf = append(w.buf, p...)
	return n, nil
}

// Close writes the last frame; a file without it is refused.
func (w *frameWriter) Close() error { return w.flush(lastFrame) }

func (w *frameWriter) flush(flag uint32) error {
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(w.buf)+w.aead.Overhead())|flag)
	sealed := w.aead.Seal(nil, nonce(w.aead, w.number), w.buf, head[:])
	w.number, w.buf = w.number+1, w.buf[:0]
	if _, err := w.to.Write(head[:]); err != nil {
		return err
	}
	_, err := w.to.Write(sealed)
	return err
}

type frameReader struct {
	from   *bufio.Reader
	aead   cipher.AEAD
	number uint64
	plain  []byte
	last   bool
}

func newFrameReader(from io.Reader, key KeyMaker) (*frameReader, error) {
	r := bufio.NewReaderSize(from, 1<<20)
	head := make([]byte, len(magic)+saltSize)
	if _, err := io.ReadFull(r, head); err != nil || !bytes.HasPrefix(head, []byte(magic)) {
		return nil, fmt.Errorf("%w: it does not begin as a backup does", ErrDamaged)
	}
	aead, err := sealer(key, head[len(magic):])
	return &frameReader{from: r, aead: aead}, err
}

func (r *frameReader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 {
		if r.last {
			return 0, r.ended()
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

func (r *frameReader) next() error {
	var head [4]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return fmt.Errorf("%w: it ends in frame %d", ErrDamaged, r.number)
	}
	word := binary.BigEndian.Uint32(head[:])
	size := word &^ lastFrame
	if size > frameSize+64 {
		return fmt.Errorf("%w: frame %d", ErrDamaged, r.number)
	}
	sealed := make([]byte, size)
	if _, err := io.ReadFull(r.from, sealed); err != nil {
		return fmt.Errorf("%w: it ends in frame %d", ErrDamaged, r.number)
	}
	plain, err := r.aead.Open(sealed[:0], nonce(r.aead, r.number), sealed, head[:])
	if err != nil {
		return fmt.Errorf("%w: frame %d", ErrDamaged, r.number)
	}
	r.plain, r.last, r.number = plain, word&lastFrame != 0, r.number+1
	return nil
}

// ended refuses bytes after the last frame.
func (r *frameReader) ended() error {
	if _, err := r.from.ReadByte(); err == nil {
		return fmt.Errorf("%w: bytes follow its end", ErrDamaged)
	}
	return io.EOF
}
