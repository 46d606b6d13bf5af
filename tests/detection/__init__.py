"""Tests of mcpsweep.detection."""
