"""WHAT IS JUDGED. Experts, recusals, assignments, score sheets, verification, the ranking."""
