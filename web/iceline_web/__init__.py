"""The browser side of Iceline: templates and static files."""
