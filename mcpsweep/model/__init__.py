"""The nouns: frozen structs without I/O, one file each.

Those that come by the hundred thousand are made with `gc=False`: frozen, and made of what was there before, they are
part of no cycle, so that Python's search for cycles need not look at each of them again and again.
"""
