package policyweb

import (
	"errors"
	"net/http"
	"strconv"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// getFiles serves GET /policies/{policy}/files?digest=: a version as an archive.
func (p *Pages) getFiles(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("policy")
	kept, err := p.packText(r, id, r.URL.Query().Get("digest"))
	if err != nil {
		return err
	}
	packed, err := kept.Files.Zip()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", file.Disposition(id+"-"+kept.Version+".zip"))
	w.Header().Set("Content-Length", strconv.Itoa(len(packed)))
	_, err = w.Write(packed)
	return err
}

// postImport serves POST /policies/import: an archive, or the texts of a pack, as a new draft.
func (p *Pages) postImport(w http.ResponseWriter, r *http.Request) error {
	files, err := uploaded(r)
	if err == nil {
		var saved policy.PackVersion
		saved, err = door.Do(r.Context(), p.Door, web.Actor(r),
			policy.SavePack{Book: p.Book, District: web.Actor(r).District(), ID: files.PolicyID(), Files: files})
		if err == nil {
			return web.Moved(w, r, editURL(saved.ID, saved.Version), "editor.saved")
		}
	}
	if f := fault.Of(err); f != nil && f.Key == "policy.pack.bad_id" {
		err = fault.Invalid.New("policy.pack.no_id").On("files")
	}
	return web.Again(w, r, err, editorPage(blankEditor(r)))
}

// uploaded reads the files sent. Errors: those of policy.Files.Add, Invalid policy.pack.no_policy when none was sent.
func uploaded(r *http.Request) (policy.Files, error) {
	sent, err := web.Files(r, "files")
	if err != nil {
		return nil, err
	}
	if len(sent) == 0 {
		return nil, fault.Invalid.New("policy.pack.no_policy").On("files")
	}
	files := policy.Files{}
	for _, header := range sent {
		in, err := header.Open()
		if err != nil {
			return nil, err
		}
		if err := errors.Join(files.Add(header.Filename, in), in.Close()); err != nil {
			return nil, err
		}
	}
	return files, nil
}
