"""Where a trainee's folder is, and where it had better not be."""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from alliance.tables import packaged

NAME: Final = "Alliance Workbook"
"""What the folder is called unless somebody calls it otherwise."""
RECORD: Final = ".alliance-workbook.json"
"""The file by which a trainee's folder is known."""


@dataclass(frozen=True)
class Service:
    """A cloud service, and how the names of its folders begin."""

    service: str
    folders: tuple[str, ...]


def default_folder() -> Path:
    """Return where a trainee's folder is unless somebody says otherwise: among the documents, else at home.

    Documents that a cloud service copies about are passed over: it may bring back an earlier state of a notebook.
    """
    import platformdirs

    documents = platformdirs.user_documents_path()
    usable = documents.is_dir() and not cloud_service(documents)
    return (documents if usable else Path.home()) / NAME


def folder_around(place: Path) -> Path | None:
    """Return the trainee's folder in which a place is, if it is in one."""
    place = place.absolute()
    return next((folder for folder in (place, *place.parents) if (folder / RECORD).is_file()), None)


def cloud_service(folder: PurePath) -> str | None:
    """Return which cloud service copies a folder's files about, as far as the folder's name tells."""
    parts = [part.casefold() for part in folder.parts]
    for one in packaged("alliance.folder", "cloud_folders.yaml", tuple[Service, ...]):
        for name in one.folders:
            if any(part.startswith(name.casefold()) for part in parts):
                return one.service
    return None
