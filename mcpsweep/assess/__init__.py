"""What is wrong with an organisation's standing credentials: holdings, accounts and the roster become report items.

Pure, and streaming over what the services list: an item is kept, everything else passes through.
"""
