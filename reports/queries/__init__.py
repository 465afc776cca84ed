"""Questions that statistics, figures and reports ask of committed rows."""
