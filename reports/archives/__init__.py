"""Archives 档案: one for each subject and period, of what was handed in, in the kinds that the plan names.

contents    what lies in one, and what is still missing
packing     as a zip: an index page, the files, a manifest with checksums
verifying   is a zip still what was packed?
"""
