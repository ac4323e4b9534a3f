"""What people ask and order, the same on every platform: one table, one parser, one answer."""

from bot.commands.answering import Commands
from bot.commands.completion import FIXED, SUGGESTED
from bot.commands.context import Line, Newsroom
from bot.commands.parsing import Call, Parser, spell
from bot.commands.table import BY_NAME, TABLE, Command, Parameter, Type, Who

__all__ = [
    "BY_NAME",
    "FIXED",
    "SUGGESTED",
    "TABLE",
    "Call",
    "Command",
    "Commands",
    "Line",
    "Newsroom",
    "Parameter",
    "Parser",
    "Type",
    "Who",
    "spell",
]
