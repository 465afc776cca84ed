"""WHAT IS HANDED IN. Cities, their people, submissions, statements, evidence."""
