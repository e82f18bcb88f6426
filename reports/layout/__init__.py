"""The paper of official documents (GB/T 9704-2012), from which our own Word templates are built.

`python -m reports.layout` writes them anew into reports/templates; an office edits a copy in its plan's
folder, in Word, and needs none of this.
"""
