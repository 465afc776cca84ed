"""How dates are written: always with the minute, never “noon”."""
