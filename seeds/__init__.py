"""The role library, the taxonomy and the country packs as data files, read and validated."""
