"""Plays a race through the public interfaces of an Iceline server, as a stranger would."""
