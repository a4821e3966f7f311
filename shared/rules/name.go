package rules

// FormName is the Japanese name of a form, or its id when nobody knows it.
func FormName(id string) string {
	if f, ok := FormByID(id); ok {
		return f.Name
	}
	return id
}
