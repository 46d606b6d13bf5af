"""A simulated Atlassian: one Cloud organisation with its site, a stranger's site, Bitbucket, and two Data Centers."""
