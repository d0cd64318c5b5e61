"""听政议政: drafts that representatives comment on."""
