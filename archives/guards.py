"""What no program may change or delete in this room: originals, layers of text, outcomes, old values, places of secret papers."""

from office.guards import append_only, no_delete

GUARDS = [
    append_only("archives.Original"),
    append_only("archives.OriginalSignature"),
    append_only("archives.PageText"),
    append_only("archives.DescriptionChange"),
    append_only("archives.IntakeLine"),
    append_only("archives.Intake"),
    append_only("archives.SecretStub"),
    no_delete("archives.ArchiveDocument"),
    no_delete("archives.ArchivePage"),
    no_delete("archives.ArchiveFile"),
]
