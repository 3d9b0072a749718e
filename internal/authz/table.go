package authz

import (
	"maps"
	"slices"
)

// An Action is something that may be asked of the house, named slice.noun.verb.
type Action string

// The actions of the house.
const (
	PublicRead Action = "public.read" // pages and reads for everyone
	Home       Action = "home.read"   // one's own start page

	SignIn        Action = "account.session.open"
	OwnAccount    Action = "account.own.change" // own password, TOTP, sessions
	AccountRead   Action = "account.read"
	AccountChange Action = "account.change" // accounts, grants, tokens

	PersonRead     Action = "registry.person.read"
	PersonUnmask   Action = "registry.person.unmask" // full identity number and phone, with a reason
	PersonExport   Action = "registry.person.export"
	PersonCreate   Action = "registry.person.create"
	PersonMerge    Action = "registry.person.merge"   // join two dossiers of one human
	RecordDeclare  Action = "registry.record.declare" // add or correct, to be verified
	RecordVerify   Action = "registry.record.verify"
	EvidenceRead   Action = "registry.evidence.read"
	EmployConfirm  Action = "registry.employment.confirm"
	OrgRead        Action = "registry.org.read"
	OrgChange      Action = "registry.org.change"
	ImportRun      Action = "registry.import.run"
	ImportRead     Action = "registry.import.read"
	ConflictDecide Action = "registry.conflict.decide"
	FilterSave     Action = "registry.filter.save" // one's own filters; they hold no people

	PolicyRead     Action = "policy.read"
	PolicyAnswers  Action = "policy.answers.read" // a person's verdicts
	PolicyMatches  Action = "policy.matches.read" // who qualifies now
	PolicySave     Action = "policy.save"         // a version of a pack, as a draft
	PolicySubmit   Action = "policy.submit"
	PolicyRecall   Action = "policy.recall"
	PolicyApprove  Action = "policy.approve" // from a day on; never one's own
	PolicyReject   Action = "policy.reject"
	PolicyActivate Action = "policy.activate" // approve from today on
	PolicyRetire   Action = "policy.retire"

	PolicyFindings      Action = "policy.findings.read" // what is wrong with the policies
	PolicyFindingLeave  Action = "policy.finding.leave" // set a finding aside, with a reason
	PolicyFindingTakeUp Action = "policy.finding.take_up"
	WhatIfRead          Action = "policy.whatif.read" // move figures and see what follows; names as far as matches may be read
	ScenarioSave        Action = "policy.whatif.save" // scenarios; drafts made of them need policy.save

	NotifyRead     Action = "notify.message.read"  // one's own messages
	NotifyChoose   Action = "notify.choice.change" // which of them one wants
	OutreachRead   Action = "outreach.read"        // who qualifies and has not claimed, and who was told
	OutreachSend   Action = "outreach.batch.send"
	OutreachAnswer Action = "outreach.notice.answer"
	AwardRead      Action = "award.read" // proposed without an application
	AwardPropose   Action = "award.propose"
	AwardConfirm   Action = "award.confirm"
	AwardDecline   Action = "award.decline"
	AwardRefuse    Action = "award.refuse" // the person does not want it

	RoundRead   Action = "casework.round.read"
	RoundOpen   Action = "casework.round.open"
	RoundChange Action = "casework.round.change" // extend, pause, close, admit, seat a committee
	CaseFile    Action = "casework.case.file"    // begin, fill in, hand in, withdraw
	CaseConsent Action = "casework.case.consent" // of a nominee
	CaseRead    Action = "casework.case.read"
	CaseAct     Action = "casework.case.act" // for a seat that is one's own, which the case checks

	JobRead   Action = "job.read"
	JobCancel Action = "job.cancel"
	AuditRead Action = "audit.read"
	WorkRead  Action = "insight.workbench.read"
)

// table is the role matrix: action → role → reach. testdata/matrix.golden shows it to people.
var table = map[Action]map[Role]Reach{
	PublicRead: everyone(InDistrict),
	SignIn:     everyone(InDistrict),
	Home:       signedIn(InDistrict),
	OwnAccount: signedIn(InDistrict),

	AccountRead:   {Admin: InDistrict, Auditor: InDistrict},
	AccountChange: {Admin: InDistrict},

	PersonRead:     {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Unit: OwnUnit, Talent: Self},
	PersonUnmask:   {Office: InDistrict, Department: InDistrict, Talent: Self},
	PersonExport:   {Office: InDistrict, Auditor: InDistrict, Unit: OwnUnit},
	PersonCreate:   {Office: InDistrict, Unit: OwnUnit},
	PersonMerge:    {Office: InDistrict},
	RecordDeclare:  {Office: InDistrict, Unit: OwnUnit, Talent: Self},
	RecordVerify:   {Office: InDistrict, Department: InDistrict},
	EvidenceRead:   {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Unit: OwnUnit, Talent: Self},
	EmployConfirm:  {Unit: OwnUnit, Office: InDistrict},
	OrgRead:        {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Leader: InDistrict, Unit: OwnUnit},
	OrgChange:      {Office: InDistrict, Unit: OwnUnit},
	ImportRun:      {Office: InDistrict, Unit: OwnUnit},
	ImportRead:     {Office: InDistrict, Auditor: InDistrict, Unit: OwnUnit},
	ConflictDecide: {Office: InDistrict},
	FilterSave:     {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Unit: InDistrict},

	PolicyRead:     everyone(InDistrict),
	PolicyAnswers:  {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Unit: OwnUnit, Talent: Self},
	PolicyMatches:  {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Unit: OwnUnit},
	PolicySave:     {Office: InDistrict},
	PolicySubmit:   {Office: InDistrict},
	PolicyRecall:   {Office: InDistrict},
	PolicyApprove:  {Office: InDistrict},
	PolicyReject:   {Office: InDistrict},
	PolicyActivate: {Office: InDistrict},
	PolicyRetire:   {Office: InDistrict},

	PolicyFindings:      {Office: InDistrict, Department: InDistrict, Auditor: InDistrict},
	PolicyFindingLeave:  {Office: InDistrict},
	PolicyFindingTakeUp: {Office: InDistrict},
	WhatIfRead:          {Office: InDistrict, Department: InDistrict, Leader: InDistrict, Auditor: InDistrict},
	ScenarioSave:        {Office: InDistrict},

	NotifyRead:     signedIn(InDistrict),
	NotifyChoose:   {Talent: Self},
	OutreachRead:   {Office: InDistrict, Department: InDistrict, Auditor: InDistrict},
	OutreachSend:   {Office: InDistrict},
	OutreachAnswer: {Talent: Self},
	AwardRead:      {Office: InDistrict, Department: InDistrict, Auditor: InDistrict, Talent: Self},
	AwardPropose:   {Office: InDistrict},
	AwardConfirm:   {Office: InDistrict},
	AwardDecline:   {Office: InDistrict},
	AwardRefuse:    {Talent: Self},

	RoundRead:   everyone(InDistrict),
	RoundOpen:   {Office: InDistrict},
	RoundChange: {Office: InDistrict},
	CaseFile:    {Office: InDistrict, Unit: OwnUnit, Talent: Self},
	CaseConsent: {Talent: Self},
	CaseRead:    {Office: InDistrict, Department: InDistrict, Leader: InDistrict, Auditor: InDistrict, Unit: OwnUnit, Talent: Self},
	CaseAct:     {Office: InDistrict, Department: InDistrict, Leader: InDistrict, Unit: OwnUnit},

	JobRead:   {Office: InDistrict, Auditor: InDistrict, Admin: InDistrict, Unit: OwnUnit},
	JobCancel: {Office: InDistrict, Admin: InDistrict, Unit: OwnUnit},
	AuditRead: {Auditor: InDistrict, Admin: InDistrict},
	WorkRead:  {Office: InDistrict, Department: InDistrict, Leader: InDistrict, Auditor: InDistrict},
}

// Actions are all actions, sorted.
func Actions() []Action { return slices.Sorted(maps.Keys(table)) }

// ReachOf tells how far role may do action.
func ReachOf(role Role, action Action) Reach { return table[action][role] }

// Known reports whether the table has action.
func Known(action Action) bool { _, ok := table[action]; return ok }

func everyone(r Reach) map[Role]Reach {
	row := map[Role]Reach{}
	for _, role := range Roles {
		row[role] = r
	}
	return row
}

func signedIn(r Reach) map[Role]Reach {
	row := everyone(r)
	delete(row, Public)
	return row
}
