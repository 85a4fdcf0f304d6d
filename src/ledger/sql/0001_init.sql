-- The device that writes here, and what the file is checked by.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Times are seconds since 1970-01-01T00:00:00Z; offsets are seconds east of UTC of the clock that showed them.
CREATE TABLE event (
    seq             INTEGER PRIMARY KEY,
    device          TEXT    NOT NULL,
    counter         INTEGER NOT NULL,
    prev            BLOB    NOT NULL,
    hash            BLOB    NOT NULL,
    time            INTEGER NOT NULL,
    time_offset     INTEGER NOT NULL,
    recorded        INTEGER NOT NULL,
    recorded_offset INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    target          TEXT    NOT NULL,
    other           TEXT,
    seen            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    payload         TEXT    NOT NULL,
    -- Two events of one device and number are a fork: both are kept and shown.
    UNIQUE (device, counter, hash)
) STRICT;

CREATE INDEX event_target ON event (target, seq);
CREATE INDEX event_other ON event (other, seq) WHERE other IS NOT NULL;

CREATE TRIGGER event_is_not_edited BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are appended, never edited'); END;
CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are appended, never deleted'); END;
