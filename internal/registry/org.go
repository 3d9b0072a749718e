package registry

import (
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// An Org is an organisation that employs people.
type Org struct {
	ID        string    `json:"id"`
	District  string    `json:"district"`
	USCC      string    `json:"uscc,omitempty"` // GB 32100
	Name      string    `json:"name"`
	Ownership string    `json:"ownership,omitempty"` // code.Ownership
	Industry  string    `json:"industry,omitempty"`  // GB/T 4754 code
	Scale     string    `json:"scale,omitempty"`     // code.Scale
	Town      string    `json:"town,omitempty"`
	Village   string    `json:"village,omitempty"`
	Address   string    `json:"address,omitempty"`
	Contact   string    `json:"contact,omitempty"` // a person or office to ask for
	More      OrgMore   `json:"more"`
	CreatedAt time.Time `json:"created_at"`
	ChangedAt time.Time `json:"changed_at"`
	Version   int64     `json:"version"`
}

// OrgMore is what policies ask about employers beyond the common fields.
type OrgMore struct {
	Kind             string     `json:"kind,omitempty"`              // one of OrgKinds
	InstitutionClass string     `json:"institution_class,omitempty"` // one of InstitutionClasses
	Place            string     `json:"place,omitempty"`             // administrative code
	Staff            *int64     `json:"staff,omitempty"`
	RegisteredOn     civil.Date `json:"registered_on,omitzero"`
	Revenue          money.Fen  `json:"revenue_fen,omitempty"` // of last year
	RDPercent        float64    `json:"rd_percent,omitempty"`
	AboveScale       *bool      `json:"above_scale,omitempty"`
	Tags             []string   `json:"tags,omitempty"`  // high-tech, 专精特新 …
	Lists            []string   `json:"lists,omitempty"` // white lists it stands on
}

// OrgKinds and InstitutionClasses are the codes of OrgMore; their words are under registry.choice.
var (
	OrgKinds           = []string{"enterprise", "self_employed", "government", "institution", "university", "hospital", "school", "social_organisation", "cooperative", "village"}
	InstitutionClasses = []string{"administrative", "public_1", "public_2"}
)
