"""Whole World Cups: the official lists against what Iceline makes of the same races."""
