"""Schedulers: cron, systemd and what else starts a command with nobody at the keyboard, one file each."""
