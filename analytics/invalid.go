package analytics

import "fmt"

// Reasons why a query cannot be asked, as codes a page can translate.
const (
	UnknownParameter = "unknown_parameter"
	UnknownValue     = "unknown_value"
	BadDate          = "bad_date"
	ReversedRange    = "reversed_range"
	Repeated         = "repeated"
	TooLong          = "too_long"
)

// An InvalidError is a question that cannot be asked: which parameter is at
// fault and why. Its text is safe to show; it matches ErrInvalid.
type InvalidError struct {
	Parameter string
	Value     string // as given; empty where it does not help
	Reason    string // one of the codes above
}

// Error says what is wrong in one English sentence.
func (e *InvalidError) Error() string {
	switch e.Reason {
	case UnknownParameter:
		return fmt.Sprintf("unknown parameter %q", e.Parameter)
	case BadDate:
		return fmt.Sprintf("%s=%q is not a date: write 2018, 2018-06 or 2018-06-30", e.Parameter, e.Value)
	case ReversedRange:
		return fmt.Sprintf("%s=%q lies after the end of the range", e.Parameter, e.Value)
	case Repeated:
		return fmt.Sprintf("%s is given more than once: join several values by ~", e.Parameter)
	case TooLong:
		return fmt.Sprintf("%s is too long", e.Parameter)
	default:
		return fmt.Sprintf("%s=%q is not a value this view knows", e.Parameter, e.Value)
	}
}

// Is makes every InvalidError match ErrInvalid.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

func unknownValue(parameter, value string) error {
	return &InvalidError{Parameter: parameter, Value: value, Reason: UnknownValue}
}
