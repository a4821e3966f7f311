package checklist

// UnmarshalJSON is Read.
func (s *Sheet) UnmarshalJSON(b []byte) (err error) {
	*s, err = Read(b)
	return err
}
