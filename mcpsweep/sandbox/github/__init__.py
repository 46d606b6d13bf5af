"""A simulated GitHub: one organisation of one enterprise, in any of the products that GitHub sells."""
