"""The wrappers, one a file: they change what any rule sees or does."""
