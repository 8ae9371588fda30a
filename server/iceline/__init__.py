"""Iceline: the live timing dashboard of a speed-skating rink."""

__version__ = "0.1.0"
