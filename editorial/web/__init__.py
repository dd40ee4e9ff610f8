"""What the desk and the authors' pages share: private files, acts, texts that could not be saved."""
