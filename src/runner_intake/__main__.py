"""`python -m runner_intake` is `runner-intake`."""

from runner_intake.cli import main

if __name__ == "__main__":
    main()
