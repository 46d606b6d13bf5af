"""The whole job on the sandbox: what `mcpsweep demo` does."""
