"""What the tests of the assignments share lies in `sheets`, beside this."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
