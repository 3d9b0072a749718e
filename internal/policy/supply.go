package policy

import (
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/registry"
)

// Organisation stands in for a kind of record where a fact follows from the employer's entry in
// the list of organisations.
const Organisation registry.Kind = "organisation"

// A place is where in a dossier a fact is kept: kind of record and field.
type place struct {
	kind  registry.Kind
	field string
}

// places says for every fact that follows from records where it comes from, and so how to supply
// it. Facts of the case at hand (application, review) have no place. A fact that several records
// tell together has the field that a person would fill in.
var places = map[string]place{
	"person.birth_date":           {registry.KindIdentity, "birth_date"},
	"person.sex":                  {registry.KindIdentity, "gender"},
	"person.ethnicity":            {registry.KindIdentity, "ethnicity"},
	"person.nationality":          {registry.KindIdentity, "nationality"},
	"person.identity_type":        {registry.KindIdentity, "identity_type"},
	"person.political_status":     {registry.KindPolitical, "status"},
	"person.marital":              {registry.KindMarital, "status"},
	"family.children":             {registry.KindMarital, "children"},
	"family.household_id":         {registry.KindMarital, "household_id"},
	"person.hukou":                {registry.KindResidence, "hukou"},
	"person.hukou_since":          {registry.KindResidence, "hukou_since"},
	"person.hukou_before":         {registry.KindResidence, "hukou_before"},
	"person.lives_in":             {registry.KindResidence, "lives_in"},
	"person.lives_in_since":       {registry.KindResidence, "lives_since"},
	"person.residence_registered": {registry.KindResidence, "residence_registered"},
	"person.returned_on":          {registry.KindResidence, "returned_on"},
	"person.overseas_months":      {registry.KindResidence, "overseas_months"},
	"person.retired":              {registry.KindEmployment, "retired"},

	"education.level":                {registry.KindEducation, "level"},
	"education.degree":               {registry.KindEducation, "degree"},
	"education.full_time":            {registry.KindEducation, "full_time"},
	"education.full_time_level":      {registry.KindEducation, "full_time"},
	"education.school":               {registry.KindEducation, "school"},
	"education.school_tags":          {registry.KindEducation, "school_tags"},
	"education.school_region":        {registry.KindEducation, "school_region"},
	"education.school_place":         {registry.KindEducation, "school_place"},
	"education.school_rank":          {registry.KindEducation, "school_ranks"},
	"education.school_rankings":      {registry.KindEducation, "school_ranks"},
	"education.first_degree_subject": {registry.KindEducation, "first_degree_subject"},
	"education.major":                {registry.KindEducation, "major"},
	"education.major_tags":           {registry.KindEducation, "major_tags"},
	"education.degrees_at_level":     {registry.KindEducation, "degree"},
	"education.graduated_on":         {registry.KindEducation, "graduated_on"},
	"education.certificate_on":       {registry.KindEducation, "certificate_on"},
	"education.certified":            {registry.KindEducation, "certified"},
	"education.all":                  {registry.KindEducation, "level"},

	"title.level": {registry.KindTitle, "level"},
	"title.name":  {registry.KindTitle, "name"},
	"title.on":    {registry.KindTitle, "granted_on"},
	"skill.level": {registry.KindSkill, "level"},
	"skill.name":  {registry.KindSkill, "name"},
	"skill.on":    {registry.KindSkill, "granted_on"},

	"employer.name":              {registry.KindEmployment, "employer"},
	"employer.uscc":              {registry.KindEmployment, "uscc"},
	"employer.kind":              {Organisation, "kind"},
	"employer.ownership":         {Organisation, "ownership"},
	"employer.institution_class": {Organisation, "institution_class"},
	"employer.industry":          {Organisation, "industry"},
	"employer.scale":             {Organisation, "scale"},
	"employer.staff":             {Organisation, "staff"},
	"employer.place":             {Organisation, "place"},
	"employer.tags":              {Organisation, "tags"},
	"employer.lists":             {Organisation, "lists"},
	"employer.above_scale":       {Organisation, "above_scale"},
	"employer.registered_on":     {Organisation, "registered_on"},
	"employer.revenue_fen":       {Organisation, "revenue_fen"},
	"employer.rd_percent":        {Organisation, "rd_percent"},
	"employer.received":          {registry.KindBenefit, "policy"},

	"job.hired_on":             {registry.KindEmployment, "hired_on"},
	"job.introduced_on":        {registry.KindEmployment, "introduced_on"},
	"job.first_local_on":       {registry.KindEmployment, "hired_on"},
	"job.first_full_time_on":   {registry.KindEmployment, "full_time"},
	"job.came_from":            {registry.KindEmployment, "came_from"},
	"job.last_local_before_on": {registry.KindEmployment, "until"},
	"job.employed":             {registry.KindEmployment, "employer"},
	"job.full_time":            {registry.KindEmployment, "full_time"},
	"job.flexible":             {registry.KindEmployment, "flexible"},
	"job.dispatched":           {registry.KindEmployment, "dispatched"},
	"job.on_establishment":     {registry.KindEmployment, "on_establishment"},
	"job.civil_servant":        {registry.KindEmployment, "civil_servant"},
	"job.newly_hired_from":     {registry.KindEmployment, "hire_source"},
	"job.contract_from":        {registry.KindEmployment, "contract_from"},
	"job.contract_until":       {registry.KindEmployment, "contract_until"},
	"job.contract_months":      {registry.KindEmployment, "contract_months"},
	"job.months_here":          {registry.KindEmployment, "hired_on"},
	"job.months_at_employer":   {registry.KindEmployment, "hired_on"},
	"job.post":                 {registry.KindEmployment, "post"},
	"job.occupation":           {registry.KindEmployment, "occupation"},
	"job.field":                {registry.KindEmployment, "field"},
	"job.pay_monthly_fen":      {registry.KindPay, "monthly_fen"},
	"job.pay_yearly_fen":       {registry.KindPay, "annual_fen"},

	"insurance.months":               {registry.KindInsurance, "months"},
	"insurance.consecutive_months":   {registry.KindInsurance, "from"},
	"insurance.same_employer_months": {registry.KindInsurance, "payer_uscc"},
	"insurance.gap_months":           {registry.KindInsurance, "gap_months"},
	"insurance.insured_now":          {registry.KindInsurance, "to"},
	"insurance.first_on":             {registry.KindInsurance, "from"},
	"insurance.first_local_on":       {registry.KindInsurance, "from"},
	"insurance.back_paid":            {registry.KindInsurance, "back_paid"},
	"insurance.base_fen":             {registry.KindInsurance, "base_fen"},
	"insurance.paid_fen":             {registry.KindInsurance, "paid_fen"},
	"insurance.periods":              {registry.KindInsurance, "from"},
	"tax.months":                     {registry.KindTax, "months"},
	"tax.consecutive_months":         {registry.KindTax, "from"},
	"tax.paid_yearly_fen":            {registry.KindTax, "paid_fen"},
	"tax.income_yearly_fen":          {registry.KindTax, "income_fen"},
	"tax.periods":                    {registry.KindTax, "from"},
	"conduct.tax_arrears":            {registry.KindTax, "arrears"},

	"housing.has_home":               {registry.KindHousing, "has_home"},
	"housing.has_home_in_prefecture": {registry.KindHousing, "has_home_in_prefecture"},
	"housing.first_home":             {registry.KindHousing, "first_home"},
	"housing.new_build":              {registry.KindHousing, "new_build"},
	"housing.price_fen":              {registry.KindHousing, "price_fen"},
	"housing.price_per_sqm_fen":      {registry.KindHousing, "price_per_sqm_fen"},
	"housing.area_sqm":               {registry.KindHousing, "area_sqm"},
	"housing.bought_on":              {registry.KindHousing, "bought_on"},
	"housing.contract_filed_on":      {registry.KindHousing, "contract_filed_on"},
	"housing.place":                  {registry.KindHousing, "place"},
	"housing.home_id":                {registry.KindHousing, "home_id"},
	"housing.transferred_3y":         {registry.KindHousing, "transferred_3y"},
	"housing.transferred_on":         {registry.KindHousing, "transferred_on"},
	"housing.rent_registered":        {registry.KindHousing, "rent_registered"},
	"housing.rent_monthly_fen":       {registry.KindHousing, "rent_monthly_fen"},
	"housing.rent_from":              {registry.KindHousing, "rent_from"},
	"housing.in_public_housing":      {registry.KindHousing, "in_public_housing"},

	"business.kind":                {registry.KindBusiness, "form"},
	"business.registered_on":       {registry.KindBusiness, "registered_on"},
	"business.place":               {registry.KindBusiness, "place"},
	"business.first":               {registry.KindBusiness, "first"},
	"business.operating_months":    {registry.KindBusiness, "operating_months"},
	"business.employees":           {registry.KindBusiness, "employees"},
	"business.insured_employees":   {registry.KindBusiness, "insured_employees"},
	"business.equity_percent":      {registry.KindBusiness, "equity_percent"},
	"business.largest_shareholder": {registry.KindBusiness, "largest_shareholder"},
	"business.legal_person":        {registry.KindBusiness, "legal_person"},
	"business.invested_fen":        {registry.KindBusiness, "invested_fen"},
	"business.project_fen":         {registry.KindBusiness, "project_fen"},
	"business.corporate_account":   {registry.KindBusiness, "corporate_account"},

	"benefits.received":          {registry.KindBenefit, "policy"},
	"family.spouse_received":     {registry.KindBenefit, "policy"},
	"talent.class":               {registry.KindTalentClass, "level"},
	"talent.classes":             {registry.KindTalentClass, "level"},
	"honours":                    {registry.KindHonour, "name"},
	"projects":                   {registry.KindProject, "name"},
	"open_source.forks":          {registry.KindProject, "forks"},
	"publications.count":         {registry.KindPublication, "title"},
	"patents.count":              {registry.KindPatent, "name"},
	"patents.inventions":         {registry.KindPatent, "form"},
	"family.spouse_level":        {registry.KindHousehold, "education"},
	"family.spouse_eligible":     {registry.KindHousehold, "eligible"},
	"family.spouse_applied":      {registry.KindHousehold, "applied"},
	"family.spouse_has_home":     {registry.KindHousehold, "has_home"},
	"family.spouse_employed":     {registry.KindHousehold, "employed"},
	"conduct.no_crime":           {registry.KindConduct, "no_crime"},
	"conduct.credit_clean":       {registry.KindConduct, "credit_clean"},
	"conduct.fraud_found":        {registry.KindConduct, "fraud_found"},
	"conduct.fraud_found_on":     {registry.KindConduct, "fraud_found_on"},
	"conduct.fraud_barred_until": {registry.KindConduct, "fraud_barred_until"},
}

// basis gives the fact that f is computed from: the place of a list of places, the code of a rank.
func basis(f fact.Fact) string {
	switch {
	case f.Within != "":
		return f.Within
	case f.RankOf != "":
		return f.RankOf
	case f.Key == "employer.non_public":
		return "employer.ownership"
	}
	return f.Key
}

// missing describes an absent fact and how to supply it.
func missing(f fact.Fact, lang string) Missing {
	at := places[basis(f)]
	return Missing{Key: f.Key, Name: f.Name(lang), Record: string(at.kind), Field: at.field, By: f.Changes,
		Declare:   at.kind != "" && at.kind != Organisation && at.kind != registry.KindBenefit && f.Changes != "office",
		Sensitive: f.Secrecy == "sensitive"}
}
