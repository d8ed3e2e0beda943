"""Give students their feedback: by nbgrader's exchange, as a zip that the learning platform takes back, or as files to send."""

from alliance_grader.handback.pages import Handback, handback, remember, unchanged
from alliance_grader.handback.ways import as_zip, likely, reach, to_exchange

__all__ = ["Handback", "as_zip", "handback", "likely", "reach", "remember", "to_exchange", "unchanged"]
