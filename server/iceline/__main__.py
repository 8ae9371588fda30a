"""`python -m iceline`: the same as the command `iceline`."""

from iceline.cli import main

if __name__ == "__main__":
    main()
