// Package intake x
package intake
