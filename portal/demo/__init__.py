"""The demonstration: the real 81 pilots and documents, invented people, material and scores, marked as such."""
