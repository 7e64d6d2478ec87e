"""Skills of many applicants as files for analysts: tables that carry nothing of a person."""
