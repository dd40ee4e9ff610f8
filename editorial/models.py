"""Re-exports only: Django finds an app's models here; each lives in the package of its subject."""
