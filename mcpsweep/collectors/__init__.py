"""Read a machine: its homes, the files of its AI clients, the places that those refer to."""
