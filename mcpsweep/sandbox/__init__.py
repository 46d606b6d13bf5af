"""The made-up world that everything is tried on: a sample laptop and a simulated organisation."""
