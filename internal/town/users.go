package town

import "yanzhen/internal/authz"

// A User is someone of the town who signs in. Org and Person are names; whoever makes the account finds their ids.
type User struct {
	Login, Name string
	Role        authz.Role
	Dept        string // key of a member department
	Org, Person string
	Elsewhere   bool // works in the neighbouring district
}

// Neighbour is the code of the neighbouring district in which some users work, for tests that nobody sees across the border.
const Neighbour = "430407"

// Users are what a demonstration needs: one account for each role, and a second officer, who approves what the first has written.
func Users() []User {
	return []User{
		{Login: "office", Name: "陈秀兰", Role: authz.Office, Dept: "rencai"},
		{Login: "office2", Name: "谭国强", Role: authz.Office, Dept: "rencai"},
		{Login: "department", Name: "罗建平", Role: authz.Department, Dept: "renshe"},
		{Login: "unit", Name: "刘红梅", Role: authz.Unit, Org: Precision},
		{Login: "talent", Name: Lin, Role: authz.Talent, Person: Lin},
		{Login: "expert", Name: "彭立新", Role: authz.Expert},
		{Login: "leader", Name: "黄志刚", Role: authz.Leader},
		{Login: "auditor", Name: "蒋正清", Role: authz.Auditor},
		{Login: "admin", Name: "周明远", Role: authz.Admin},
	}
}

// MoreUsers are further accounts in other departments, units and the neighbouring district: with Users, at least two for each role.
func MoreUsers() []User {
	return []User{
		{Login: "department2", Name: "夏雨荷", Role: authz.Department, Dept: "gongxin"},
		{Login: "unit2", Name: "贺家兴", Role: authz.Unit, Org: Hospital},
		{Login: "talent2", Name: Zhou, Role: authz.Talent, Person: Zhou},
		{Login: "expert2", Name: "汤若兰", Role: authz.Expert},
		{Login: "leader2", Name: "邓海波", Role: authz.Leader},
		{Login: "auditor2", Name: "蔡文博", Role: authz.Auditor},
		{Login: "admin2", Name: "傅思齐", Role: authz.Admin},
		{Login: "office3", Name: "石鼓声", Role: authz.Office, Dept: "rencai", Elsewhere: true},
		{Login: "department3", Name: "段子安", Role: authz.Department, Dept: "renshe", Elsewhere: true},
		{Login: "unit3", Name: "方永芳", Role: authz.Unit, Org: School, Elsewhere: true},
		{Login: "talent3", Name: Liao, Role: authz.Talent, Person: Liao, Elsewhere: true},
		{Login: "auditor3", Name: "尹光明", Role: authz.Auditor, Elsewhere: true},
	}
}
