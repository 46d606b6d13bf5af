"""GitHub: github.com (Free to Enterprise Cloud, managed users) and Enterprise Server."""
