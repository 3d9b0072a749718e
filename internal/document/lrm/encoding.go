package lrm

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var errEncoding = errors.New("neither UTF-8 nor GB 18030")

// bom is the byte order mark of UTF-8.
var bom = []byte("\ufeff")

// decode gives the text of b, which is UTF-8 or, of the older programs, GBK (read as its superset GB 18030). gb tells which.
func decode(b []byte) (text []byte, gb bool, err error) {
	if utf8.Valid(b) {
		return bytes.TrimPrefix(b, bom), false, nil
	}
	text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err == nil && bytes.ContainsRune(text, utf8.RuneError) {
		err = errEncoding
	}
	return text, true, err
}

func encodeGB(text []byte) ([]byte, error) { return simplifiedchinese.GB18030.NewEncoder().Bytes(text) }
