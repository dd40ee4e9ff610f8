"""The publications office's own pages: what each issue waits for, its reviews, editions, forms and corrections."""
