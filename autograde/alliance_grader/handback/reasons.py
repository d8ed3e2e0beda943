"""Why a page is held back, and what to do about it, in the words in which it is said."""

from typing import Final

NOT_GRADED: Final = "not graded"
CHANGED: Final = "handed in again, or the key was changed, since it was graded"
WAITS: Final = "a person has yet to mark a part"
HAS_IT: Final = "has this page already"
UNREACHED: Final = "the work did not come by {way}"

BY_HAND: Final = "Or send the page yourself: alliance-grader return {short} --by files"
MEND: Final = {
    NOT_GRADED: "See why: alliance-grader report {short}",
    CHANGED: "First: alliance-grader grade {short}",
    WAITS: "First: alliance-grader mark {short}. Or as it is: --waiting",
    HAS_IT: "To give it once more: --again",
}
"""What to do, by the reason; for all others it is `BY_HAND`."""
