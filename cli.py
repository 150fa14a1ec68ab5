"""Run the command line from a checkout: ``python cli.py --help``."""

from engine.commands.root import main

if __name__ == "__main__":
    main()
