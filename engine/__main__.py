"""``verbindlich`` and ``python -m engine``: the command line."""

from engine.commands.root import main

if __name__ == "__main__":
    main()
