"""/api/v1: what the pages do, for programs. One module a subject; what goes over the wire is in `types`."""
