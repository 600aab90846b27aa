"""What holds for every test."""

from hypothesis import settings

# Machines of CI are shared: how long one example takes there says nothing about the code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
