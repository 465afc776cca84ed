"""THE PROJECT: settings, URLs, home, health and error pages. Nothing imports it."""
