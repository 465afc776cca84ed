"""Pages of judging: a loader that answers 404 to strangers, a form, a service."""
