package rest

import (
	"bufio"
	"io"
	"net/http"
	"reflect"

	"yanzhen/internal/authz"
)

// A File is what was uploaded.
type File struct {
	Name    string // as the sender calls it
	Content io.ReadSeeker
}

// Stream registers a read whose answer is written as it comes: an export, a line of JSON for each thing. media is its
// content type. A fault in the first 64 KiB is answered as a problem; later the connection is cut, so that
// nobody takes half an answer for a whole one. head may add headers, such as a file name.
func Stream[In any](a *API, pattern string, action authz.Action, op Op, media string, run func(*http.Request, In, http.Header, io.Writer) error) {
	o := a.add(pattern, action, op, reflect.TypeFor[In](), nil)
	o.media = media
	a.server.Handle(pattern, action, func(w http.ResponseWriter, r *http.Request) error {
		var in In
		if err := o.read(r, &in); err != nil {
			return err
		}
		out := &stream{w: w, head: http.Header{"Content-Type": {media}}}
		buffer := bufio.NewWriterSize(out, 64<<10)
		err := run(r, in, out.head, buffer)
		if err == nil {
			err = buffer.Flush()
		}
		switch {
		case err == nil:
			out.begin()
		case out.begun:
			panic(http.ErrAbortHandler)
		}
		return err
	}, o.options()...)
}

// A stream sends its headers with the first byte.
type stream struct {
	w     http.ResponseWriter
	head  http.Header
	begun bool
}

func (s *stream) begin() {
	if s.begun {
		return
	}
	s.begun = true
	for name, values := range s.head {
		s.w.Header()[name] = values
	}
	s.w.WriteHeader(http.StatusOK)
}

// Write sends b.
func (s *stream) Write(b []byte) (int, error) {
	s.begin()
	return s.w.Write(b)
}
