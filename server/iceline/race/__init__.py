"""The sport, pure: facts in, standings out; no clock, no I/O, no framework."""
