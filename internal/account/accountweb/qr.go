package accountweb

import (
	"context"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/skip2/go-qrcode"
)

// qrCode draws text as a QR code (ISO/IEC 18004, level M) in a picture inside the page, so that the secret in it has no
// address of its own. The quiet zone of four modules belongs to it.
func qrCode(text, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		code, err := qrcode.New(text, qrcode.Medium)
		if err != nil {
			return fmt.Errorf("draw a QR code: %w", err)
		}
		modules := code.Bitmap()
		var path strings.Builder
		for y, row := range modules {
			for x, dark := range row {
				if dark {
					fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
				}
			}
		}
		_, err = fmt.Fprintf(w, `<svg class="qr" role="img" aria-label="%s" viewBox="0 0 %d %[2]d" shape-rendering="crispEdges"><rect width="%[2]d" height="%[2]d" fill="#fff"/><path fill="#000" d="%[3]s"/></svg>`,
			html.EscapeString(label), len(modules), path.String())
		return err
	})
}
