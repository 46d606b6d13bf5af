"""A stranger's SQLite database, read page by page: of any size, its log included, nothing run and nothing written.

SQLite itself applies a write-ahead log on disk only, next to the database, and runs what the schema says. Editors'
databases grow to gigabytes, which no copy in memory should. Layout: https://www.sqlite.org/fileformat2.html
"""
