"""`python -m iceline_simulator` is `iceline-simulator`."""

from iceline_simulator.cli import main

if __name__ == "__main__":
    main()
