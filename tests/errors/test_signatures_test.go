package p

import "testing"

func TestGood(t *testing.T)       {}
func TestNothing()                {}           // ERROR "wrong signature for TestNothing, must be: func TestNothing\(t \*testing.T\)"
func TestTwo(t, u *testing.T)     {}           // ERROR "wrong signature for TestTwo"
func TestInt(t *int)              {}           // ERROR "wrong signature for TestInt"
func TestResult(t *testing.T) int { return 1 } // ERROR "wrong signature for TestResult"
func Testsmall(t *testing.T)      {}           // ERROR "Testsmall has malformed name: first letter after 'Test' must not be lowercase"
func Testing()                    {}
