"""WHAT IS ASKED. Round, stages and their rights, the indicator system."""
