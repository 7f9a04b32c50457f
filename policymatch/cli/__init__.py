"""The command line: parse, call one service, print. Business rules live elsewhere.

Exit codes: 0 done (also with nothing found), 1 it could not be done or some inputs failed, 2 the call's words are off.
"""

from __future__ import annotations

import os
import sys

from policymatch.cli.app import app
from policymatch.cli.chinese import explain_usage


def main() -> None:
    """Run the command line and exit."""
    import click

    from policymatch.errors import PolicyMatchError

    debug = "--debug" in sys.argv
    try:
        code = app.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.UsageError as error:
        click.echo(explain_usage(error), err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断；政策库保持上一次完成时的样子。", err=True)
        code = 1
    except PolicyMatchError as error:
        if debug:
            raise
        hint = f"\n提示：{error.hint}" if error.hint else ""
        click.echo(f"错误：{error.message}{hint}", err=True)
        code = 1
    except (BrokenPipeError, SystemExit):
        # The reader of our pipe has left (head, less), which click answers with an exit of its own; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
