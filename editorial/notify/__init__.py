"""Who hears of what: notifications in the app and by e-mail, at once or in a digest, and reminders."""
