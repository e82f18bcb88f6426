"""Evidence 佐证: what a hand-in brings besides its fields. Files are received, examined, cleaned and kept once.

    uploading   a whole upload: ask, store, write down
    receiving   the way in: counts while it streams, has it examined, puts it into the store
    kinds       which kinds of file are taken, by extension and by content
    documents, packages, recordings    is the file whole, and only what it says it is
    photos      rebuilt from their pixels, with a thumbnail
    store       where the bytes lie: put, open, delete
    records     which task they belong to: commands and queries
    sweeping    what a crash has left behind
    downloads   the headers with which a file is given out

The file is stored before its row is written: a crash between the two leaves a file nobody knows, which is
swept after a day, and never a row without its file.
"""
