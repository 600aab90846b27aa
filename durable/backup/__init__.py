"""Copies of a project that a person can read without this program, and bringing one back.

A backup is a BagIt bag (RFC 8493): plain files under `data/`, their sha256 in `manifest-sha256.txt`. The folder of
backups holds one bag a run; what did not change since the last one is a hard link to it.
"""

from durable.backup.bag import BadBackup
from durable.backup.restoring import Occupied, Restored, restore
from durable.backup.saving import Saved, Unsaved, back_up

__all__ = ["BadBackup", "Occupied", "Restored", "Saved", "Unsaved", "back_up", "restore"]
