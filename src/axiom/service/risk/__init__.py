"""Risk of books: values, scenarios, stresses, value at risk, margin, explanation, limits."""
