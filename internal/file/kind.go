package file

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"image"
	_ "image/jpeg" // sizes of pictures
	_ "image/png"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"yanzhen/internal/base/fault"
)

// A Type is what a content is.
type Type string

// The types the vault takes.
const (
	PDF  Type = "pdf"
	PNG  Type = "png"
	JPEG Type = "jpeg"
	XLSX Type = "xlsx"
	DOCX Type = "docx"
	XLS  Type = "xls"
	Text Type = "text" // CSV or plain text in UTF-8 or GB 18030
	LRMX Type = "lrmx" // appointment form, XML
	LRM  Type = "lrm"  // appointment form, older
)

// Rosters are the types people's lists come in.
var Rosters = []Type{XLSX, XLS, Text, LRMX, LRM}

// Proofs are the types evidence comes in.
var Proofs = []Type{PDF, PNG, JPEG, DOCX, XLSX}

var media = map[Type]struct {
	media   string
	endings []string
}{
	PDF:  {"application/pdf", []string{".pdf"}},
	PNG:  {"image/png", []string{".png"}},
	JPEG: {"image/jpeg", []string{".jpg", ".jpeg"}},
	XLSX: {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}},
	DOCX: {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	XLS:  {"application/vnd.ms-excel", []string{".xls"}},
	Text: {"text/plain; charset=utf-8", []string{".csv", ".txt"}},
	LRMX: {"application/octet-stream", []string{".lrmx"}},
	LRM:  {"application/octet-stream", []string{".lrm"}},
}

// Media is the media type a browser is told. Appointment forms go as plain bytes: their XML is not to be shown.
func (t Type) Media() string {
	if m, known := media[t]; known {
		return m.media
	}
	return "application/octet-stream"
}

func (t Type) endings() []string { return media[t].endings }

func (t Type) allowsEnding(ending string) bool { return slices.Contains(t.endings(), ending) }

// Accept is the accept attribute of an upload field for types.
func Accept(types ...Type) string {
	var all []string
	for _, t := range types {
		all = append(all, t.endings()...)
	}
	return strings.Join(all, ",")
}

func listed(types []Type) string { return strings.ReplaceAll(Accept(types...), ",", " ") }

// Limits of what a content may unfold to.
const (
	maxMegapixels = 60
	maxEntries    = 10_000
	maxUnfolded   = 3 << 30 // bytes of all entries of an archive: a roster of a million people
	maxRatio      = 300     // of an entry over a mebibyte; worksheets reach about 30
	headSize      = 4096
)

// Detect tells the type of the content in r, size bytes long, from the content alone. It fails with Invalid for
// anything the vault does not take.
func Detect(r io.ReaderAt, size int64) (Type, error) {
	head := make([]byte, min(headSize, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	content := io.NewSectionReader(r, 0, size)
	has := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	switch {
	case size == 0:
		return "", bad("file.empty")
	case has("%PDF-"):
		return PDF, nil
	case has("\x89PNG\r\n\x1a\n"):
		return PNG, checkPicture(content, "png")
	case has("\xff\xd8\xff"):
		return JPEG, checkPicture(content, "jpeg")
	case has("PK\x03\x04"):
		return office(content, size)
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return compound(content)
	}
	return plain(content, head)
}

func bad(key string) *fault.Fault { return fault.Invalid.New(key).On("file") }

func checkPicture(r io.Reader, want string) error {
	picture, format, err := image.DecodeConfig(r)
	if err != nil || format != want {
		return bad("file.damaged").From(err)
	}
	if int64(picture.Width)*int64(picture.Height) > maxMegapixels*1_000_000 {
		return bad("file.picture_too_large").With("megapixels", maxMegapixels)
	}
	return nil
}

// office tells a workbook from a document, both zip archives (ECMA-376 part 2), and refuses an archive made to
// unfold beyond measure. Go's zip reader fails on an entry longer than it declares, so declared sizes can
// be trusted as limits.
func office(r io.ReaderAt, size int64) (Type, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return "", bad("file.damaged").From(err)
	}
	if len(archive.File) > maxEntries {
		return "", bad("file.unfolds")
	}
	var unfolded uint64
	var kind Type
	typed := false
	for _, entry := range archive.File {
		unfolded += entry.UncompressedSize64
		packed := max(entry.CompressedSize64, 1)
		if unfolded > maxUnfolded || entry.UncompressedSize64 > maxUnfolded ||
			entry.UncompressedSize64 > 1<<20 && entry.UncompressedSize64/packed > maxRatio {
			return "", bad("file.unfolds")
		}
		name := strings.ToLower(entry.Name)
		switch {
		case entry.Flags&1 != 0:
			return "", bad("file.encrypted")
		case strings.HasSuffix(name, "vbaproject.bin"):
			return "", bad("file.macros")
		case strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\:"):
			return "", bad("file.damaged")
		case name == "[content_types].xml":
			typed = true
		case name == "xl/workbook.xml":
			kind = XLSX
		case name == "word/document.xml":
			kind = DOCX
		}
	}
	if !typed || kind == "" {
		return "", bad("file.unknown_type")
	}
	return kind, nil
}

// compound looks into an OLE2 file ([MS-CFB]): an old workbook has a stream Workbook or Book, a new one with a password
// is wrapped in EncryptedPackage.
func compound(r io.ReaderAt) (kind Type, err error) {
	defer func() {
		if reason := recover(); reason != nil { // the reader of a mangled file may run out of its bounds
			kind, err = "", bad("file.damaged")
		}
	}()
	doc, err := mscfb.New(r)
	if err != nil {
		return "", bad("file.damaged").From(err)
	}
	for _, entry := range doc.File {
		switch strings.ToLower(entry.Name) {
		case "encryptedpackage":
			return "", bad("file.encrypted")
		case "_vba_project", "vba":
			return "", bad("file.macros")
		case "workbook", "book":
			kind = XLS
		}
	}
	if kind == "" {
		return "", bad("file.unknown_type")
	}
	return kind, nil
}

// plain takes text, and the two forms that are text; nothing that a browser would run.
func plain(r *io.SectionReader, head []byte) (Type, error) {
	start := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff")))
	switch {
	case strings.HasPrefix(start, "<?xml"), strings.HasPrefix(start, "<person"):
		return form(r)
	case strings.HasPrefix(start, "<"), strings.HasPrefix(start, "#!"):
		return "", bad("file.unknown_type")
	case strings.Contains(start, "<script"), strings.Contains(start, "<html"), strings.Contains(start, "<svg"):
		return "", bad("file.unknown_type")
	case !readable(r, transform.Nop) && !readable(r, simplifiedchinese.GB18030.NewDecoder()):
		return "", bad("file.unknown_type")
	}
	if looksLikeLRM(head) {
		return LRM, nil
	}
	return Text, nil
}

// readable reports whether all of r, decoded, is text: valid characters and no controls but white space.
func readable(r *io.SectionReader, decoded transform.Transformer) bool {
	text := bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(r, 0, r.Size()), decoded), 64<<10)
	for {
		c, _, err := text.ReadRune()
		if err != nil {
			return err == io.EOF
		}
		if c == utf8.RuneError || c < ' ' && !strings.ContainsRune("\t\n\r\f", c) || c == 0x7f {
			return false
		}
	}
}

// form takes an XML document whose root is Person, without a document type (entities unfold).
func form(r *io.SectionReader) (Type, error) {
	decoder := xml.NewDecoder(io.NewSectionReader(r, 0, r.Size()))
	decoder.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		return transform.NewReader(in, simplifiedchinese.GB18030.NewDecoder()), nil
	}
	root := ""
	for {
		token, err := decoder.Token()
		if err == io.EOF && root == "Person" {
			return LRMX, nil
		}
		if err != nil {
			return "", bad("file.damaged").From(err)
		}
		switch token := token.(type) {
		case xml.Directive:
			return "", bad("file.unknown_type")
		case xml.StartElement:
			if root == "" {
				root = token.Name.Local
			}
			if root != "Person" {
				return "", bad("file.unknown_type")
			}
		}
	}
}

// looksLikeLRM recognises the older appointment form: values in double quotes with commas between, the second of which is a
// sex, the third a month of birth. The head may end inside a character.
func looksLikeLRM(head []byte) bool {
	text, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(head)
	if utf8.Valid(head) {
		text = head
	}
	values := strings.SplitN(string(text), `","`, 5)
	if len(values) < 5 || !strings.HasPrefix(values[0], `"`) {
		return false
	}
	return (values[1] == "男" || values[1] == "女") && len(values[2]) >= 6 && strings.Trim(values[2], "0123456789.") == ""
}
