"""From holdings and a playbook to a plan: pure, deterministic, and never more than the rules of the tool allow."""
