"""A trainee's own folder: made from the originals, and put right from them without losing work."""

from alliance.folder.clean_copy import CleanCopy, fresh, put_back, take_back, taken_back
from alliance.folder.fill import Filled, fill
from alliance.folder.place import default_folder, folder_around

__all__ = [
    "CleanCopy",
    "Filled",
    "default_folder",
    "fill",
    "folder_around",
    "fresh",
    "put_back",
    "take_back",
    "taken_back",
]
