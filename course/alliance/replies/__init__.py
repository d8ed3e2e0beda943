"""An honest checker of a therapist's reply to a rupture: a quotation for every credit, and a person when unsure.

It reads English with the standard library alone, so that it runs in a browser as well. What it can and cannot
do is in `docs/reply_checker.md`.
"""

from alliance.replies.check import MEANINGS, Reading, Verdict, check_replies, check_reply
from alliance.replies.flags import FLAGS

__all__ = ["FLAGS", "MEANINGS", "Reading", "Verdict", "check_replies", "check_reply"]
