"""The commands of `penroll`, one module a group; each has a `commands` to be added in `api.cli`."""
