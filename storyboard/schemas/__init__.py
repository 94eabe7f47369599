"""Stories as JSON: what the API takes and answers."""
