"""The nouns: frozen structs without I/O, one file each."""
