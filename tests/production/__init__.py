"""The site as it runs in production, on this machine: nginx, gunicorn, worker and beat with the commands that docker/ has, on
PostgreSQL and Redis, each in an account of its own where we may choose one.
"""
