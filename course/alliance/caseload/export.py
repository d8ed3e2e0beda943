"""Write a caseload to files: the tables a student may have, and the codebook beside them."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from alliance.errors import CourseError

if TYPE_CHECKING:
    from alliance.caseload.caseload import Caseload

FORMATS: Final = ("csv", "parquet")
TABLES: Final = ("clients", "sessions", "per_client", "codebook")


def save(caseload: "Caseload", folder: Path, file_format: str) -> list[Path]:
    """Write ``clients``, ``sessions``, ``per_client`` and ``codebook`` into a folder; nothing of the truth.

    The files are written beside their places and moved there when all of them are whole.

    Returns
    -------
    list of pathlib.Path
        The files that were written.
    """
    if file_format not in FORMATS:
        raise CourseError(
            f"{file_format!r} is no format for a caseload; choose one of: {', '.join(FORMATS)}."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drafts = {folder / f"{name}.{file_format}": folder / f".{name}.part" for name in TABLES}
        try:
            for name, draft in zip(TABLES, drafts.values(), strict=True):
                table: pd.DataFrame = getattr(caseload, name)
                if file_format == "csv":
                    table.to_csv(draft, index=False, lineterminator="\n")
                else:
                    _parquet(table, draft)
            for place, draft in drafts.items():
                draft.replace(place)
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written to ({error.strerror}); choose another folder."
        ) from None
    return list(drafts)


def _parquet(table: pd.DataFrame, place: Path) -> None:
    try:
        table.to_parquet(place, index=False)
    except ImportError:
        raise CourseError(
            'Parquet files need the package pyarrow, which is not installed here; write file_format="csv" instead, '
            "or install it: pip install pyarrow"
        ) from None
