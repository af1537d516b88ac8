"""Builds safejwt-js and the app, where their sources have changed."""

import command
import setup


def main() -> int:
    setup.library()
    setup.frontend()
    return 0


if __name__ == "__main__":
    command.run(main)
