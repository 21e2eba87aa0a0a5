"""The command itself, which all others join."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish child safeguarding practice reviews: nothing identifiable, nothing early."""
